"""Makes inspection_gradients.safetensors: what PyTorch's autograd says of gradients through time, saliency and a clamped unit.

    pip install torch==2.13.0 numpy safetensors
    python make_inspection_gradients.py

For each cell ("rnn", "lstm", "gru") two layers of 5 units over an embedding of 3 numbers read T = 8 of 7 symbols. Under `<cell>.`:

    parameter.<name>      the parameters, float32, by PyTorch's names
    inputs, targets       int32 [T]
    norms.l<k>            float64 [T,T]: row t, column s: the norm of dL_t/d(state of layer k after step s), L_t = -ln p of target t. The
                          state is detached there: h, of the LSTM h and c, as step s + 1 reads it; at s = t h as the prediction reads it
    saliency              float64 [T]: d ln p / d(embedding) . embedding of each step, for the last target
    steps.l<k>            float64 [T]: the norm of what each step contributes to dL/dW_hh of layer k, L that of the last target
    shares.l<k>           float64 [T]: <that of the step, the sum> / |the sum|^2
    clamped               float64 [T,V]: ln p where unit 2 of h of layer 0 is 0.25 at steps 3 and 4
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = Path(__file__).resolve().parent
LAYERS, UNITS, EMBEDDING, SYMBOLS, T = 2, 5, 3, 7, 8
CELLS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def step(cell, x, state, weights):
    """One step of a cell by PyTorch's own function; the state is (h,) or (h, c)."""
    if cell == "lstm":
        return torch._VF.lstm_cell(x, state, *weights)
    function = torch._VF.gru_cell if cell == "gru" else torch._VF.rnn_tanh_cell
    return (function(x, state[0], *weights),)


class Network:
    def __init__(self, cell):
        self.cell = cell
        self.embedding = torch.nn.Embedding(SYMBOLS, EMBEDDING)
        self.rnn = CELLS[cell](EMBEDDING, UNITS, LAYERS)
        self.output = torch.nn.Linear(UNITS, SYMBOLS)
        modules = {"embedding": self.embedding, "rnn": self.rnn, "output": self.output}
        self.parameters = {f"{m}.{n}": p for m, module in modules.items() for n, p in module.named_parameters()}
        # Larger than PyTorch's, so that states matter.
        with torch.no_grad():
            for p in self.parameters.values():
                p.copy_(p.float() * 1.5)
        for module in modules.values():
            module.double()
        self.parameters = {f"{m}.{n}": p for m, module in modules.items() for n, p in module.named_parameters()}

    def weights(self, layer):
        return [getattr(self.rnn, f"{n}_l{layer}") for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]

    def zero(self):
        return tuple(torch.zeros(1, UNITS, dtype=torch.float64) for _ in range(2 if self.cell == "lstm" else 1))

    def run(self, vectors, weights=None, cut=None, clamp=None):
        """ln p after each step; `cut(layer, t, state)` is the state that the next step reads, `clamp` the h that all read."""
        states = [self.zero() for _ in range(LAYERS)]
        found = []
        for t in range(len(vectors)):
            x = vectors[t : t + 1]
            for layer in range(LAYERS):
                w = weights(layer, t) if weights else self.weights(layer)
                state = step(self.cell, x, states[layer], w)
                if clamp:
                    state = (clamp(layer, t, state[0]), *state[1:])
                x = state[0]
                states[layer] = state
                if cut:
                    states[layer], x = cut(layer, t, state)
            found.append(F.log_softmax(self.output(x), -1))
        return torch.cat(found)


def norms(network, vectors, targets):
    found = [torch.zeros(T, T, dtype=torch.float64) for _ in range(LAYERS)]
    for t in range(T):
        for s in range(t + 1):
            leaves = {}

            def cut(layer, at, state):
                if at != s:
                    return state, state[0]
                leaf = tuple(part.detach().requires_grad_() for part in state)
                leaves[layer] = leaf
                # At the last step the prediction, and the layer above, read the leaf; before, the next step does.
                if s == t:
                    return leaf, leaf[0]
                return leaf, state[0]

            if s == t:
                # Each layer by itself: what is cut below cannot be reached from above.
                for layer in range(LAYERS):
                    leaves.clear()
                    only = lambda l, at, state, k=layer: cut(l, at, state) if l == k else (state, state[0])
                    loss = -network.run(vectors[: t + 1], cut=only)[t, targets[t]]
                    (gradient,) = torch.autograd.grad(loss, leaves[layer][0])
                    found[layer][t, s] = gradient.norm()
                continue
            loss = -network.run(vectors[: t + 1], cut=cut)[t, targets[t]]
            for layer in range(LAYERS):
                gradients = torch.autograd.grad(loss, leaves[layer], retain_graph=True, allow_unused=True)
                found[layer][t, s] = torch.cat([g.flatten() for g in gradients if g is not None]).norm()
    return found


def main():
    tensors = {}
    for seed, cell in enumerate(CELLS):
        torch.manual_seed(seed)
        network = Network(cell)
        text = torch.randint(SYMBOLS, (T + 1,))
        inputs, targets = text[:-1], text[1:]
        put = lambda name, value: tensors.__setitem__(f"{cell}.{name}", value.detach().contiguous())
        for name, parameter in network.parameters.items():
            put(f"parameter.{name}", parameter.float())
        put("inputs", inputs.int())
        put("targets", targets.int())
        vectors = network.embedding(inputs).detach().requires_grad_()
        logs = network.run(vectors)
        whole, _ = network.rnn(vectors[:, None])
        assert torch.allclose(logs, F.log_softmax(network.output(whole[:, 0]), -1))
        (gradient,) = torch.autograd.grad(logs[T - 1, targets[T - 1]], vectors)
        put("saliency", (gradient * vectors).sum(-1))
        for layer, matrix in enumerate(norms(network, vectors.detach(), targets)):
            put(f"norms.l{layer}", matrix)

        copies = {}

        def own(layer, t):
            w = network.weights(layer)
            copies[layer, t] = w[1].detach().clone().requires_grad_()
            return [w[0], copies[layer, t], *w[2:]]

        loss = -network.run(vectors.detach(), weights=own)[T - 1, targets[T - 1]]
        for layer in range(LAYERS):
            gradients = torch.autograd.grad(loss, [copies[layer, t] for t in range(T)], retain_graph=True)
            total = sum(gradients)
            put(f"steps.l{layer}", torch.stack([g.norm() for g in gradients]))
            put(f"shares.l{layer}", torch.stack([(g * total).sum() for g in gradients]) / (total * total).sum())

        def clamp(layer, t, h):
            if layer != 0 or t not in (3, 4):
                return h
            h = h.clone()
            h[0, 2] = 0.25
            return h

        put("clamped", network.run(vectors, clamp=clamp))
    save_file(tensors, HERE / "inspection_gradients.safetensors")


main()
