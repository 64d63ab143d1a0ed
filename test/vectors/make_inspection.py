"""Makes inspection.safetensors: what an nn.RNN, nn.LSTM and nn.GRU compute at every step of a text, in float64.

    pip install torch==2.13.0 numpy safetensors
    python make_inspection.py

For each cell, one text of T = 37 symbols and a network of two layers, an embedding and an output layer. Names begin with the cell:

    lstm.inputs                              int32 [T]
    lstm.parameter.<name>                    float32, by PyTorch's names
    lstm.l0.h, .c                            float64 [T,H], the states after each step: of nn.LSTM itself, run step by step
    lstm.l0.i, .f, .g, .o (.r, .z, .n)       gates and candidate
    lstm.l0.pre.i                            the sum before the activation
    lstm.l0.term.i.input, .recurrent, .bias  what it adds up: W_ih x, W_hh h and both biases
    lstm.logits, lstm.surprise               [T,V], and -ln p of the symbol that follows [T-1]

Modules of PyTorch tell states alone. Gates are computed from their weights by the formulas in PyTorch's documentation, and this script stops
where the state that follows from them is not the module's.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F

from model import GATES, LanguageModel

HERE = Path(__file__).resolve().parent
T, V, E, H, LAYERS = 37, 11, 4, 5, 2
NAMES = {"rnn": ["h"], "lstm": ["i", "f", "g", "o"], "gru": ["r", "z", "n"]}


def inside(cell, weights, x, h, c):
    """Everything that one step of a layer computes, and the states after it; `weights`: w_ih, w_hh, b_ih, b_hh."""
    w_ih, w_hh, b_ih, b_hh = weights
    names = NAMES[cell]
    blocks = lambda values: dict(zip(names, values.chunk(GATES[cell])))
    inputs, products, of_input, of_state = (blocks(v) for v in (w_ih @ x, w_hh @ h, b_ih, b_hh))
    seen = {}

    def gate(name, activation, reset=1.0):
        terms = {
            "input": inputs[name],
            "recurrent": reset * products[name],
            "bias": of_input[name] + reset * of_state[name],
        }
        total = sum(terms.values())
        for term, value in terms.items():
            seen[f"term.{name}.{term}"] = value
        seen[f"pre.{name}"] = total
        return activation(total)

    if cell == "rnn":
        return seen, gate("h", torch.tanh), None
    if cell == "lstm":
        for name in names:
            seen[name] = gate(name, torch.tanh if name == "g" else torch.sigmoid)
        kept, added = seen["f"] * c, seen["i"] * seen["g"]
        seen["kept"], seen["added"] = kept, added
        return seen, seen["o"] * torch.tanh(kept + added), kept + added
    seen["r"] = gate("r", torch.sigmoid)
    seen["z"] = gate("z", torch.sigmoid)
    seen["n"] = gate("n", torch.tanh, seen["r"])
    seen["kept"], seen["added"] = seen["z"] * h, (1 - seen["z"]) * seen["n"]
    return seen, seen["kept"] + seen["added"], None


def case(cell, seed):
    torch.manual_seed(seed)
    model = LanguageModel(cell, LAYERS, H, V, E, True, dtype=torch.float32).double()
    inputs = torch.randint(V, (T,))
    tensors = {"inputs": inputs.int()}
    for name, value in model.named_parameters():
        tensors[f"parameter.{name}"] = value.detach().float()
        value.data = value.detach().float().double()
    rows = {}
    state = None
    h = [torch.zeros(H, dtype=torch.float64) for _ in range(LAYERS)]
    c = [torch.zeros(H, dtype=torch.float64) for _ in range(LAYERS)]
    logits = []
    for t in range(T):
        out, state = model(inputs[t].view(1, 1), state)
        logits.append(out.view(V))
        hidden = state[0] if cell == "lstm" else state
        x = model.embedding.weight[inputs[t]]
        for layer in range(LAYERS):
            weights = [getattr(model.rnn, f"{name}_l{layer}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            seen, h[layer], c[layer] = inside(cell, weights, x, h[layer], c[layer])
            module = {"h": hidden[layer, 0], **({"c": state[1][layer, 0]} if cell == "lstm" else {})}
            for name, ours in (("h", h[layer]), ("c", c[layer])):
                if name in module:
                    torch.testing.assert_close(ours, module[name], rtol=1e-12, atol=1e-13)
            for name, value in {**seen, **module}.items():
                rows.setdefault(f"l{layer}.{name}", []).append(value.detach())
            x = h[layer]
    tensors.update({name: torch.stack(values) for name, values in rows.items()})
    tensors["logits"] = torch.stack(logits).detach()
    tensors["surprise"] = F.cross_entropy(tensors["logits"][:-1], inputs[1:], reduction="none")
    return {f"{cell}.{name}": value.contiguous() for name, value in tensors.items()}


if __name__ == "__main__":
    found = {}
    for seed, cell in enumerate(GATES):
        found.update(case(cell, seed))
    save_file(found, HERE / "inspection.safetensors")
