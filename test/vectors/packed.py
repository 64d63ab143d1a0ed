"""Makes packed.safetensors: bidirectional stacks over sequences of different length, packed as PyTorch does it, in float64.

    pip install torch==2.13.0 numpy safetensors
    python packed.py

Each case `<n>` has its parameters by PyTorch's names (float32), `inputs` and `targets` (int32 [T,B]; behind the end of a sequence
stands nothing that counts), `lengths` (int32 [B]) and `state.l<k>.h` … `state.l<k>_reverse.c` (float32 [B,H]), or where the initial
states are learned `initial.l<k>.h` … (float32 [H]), the same for all rows. `loss` is the mean over the true steps, in nats, with
`gradient.<parameter>`, `final.<state>` at each sequence's own last step (of the backward direction: its first), and `adam.losses`
[10] before each of ten updates, all float64. The metadata `cases` lists cell, layers, units, vocabulary, embedding and learned.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from model import LAYER_TYPES

HERE = Path(__file__).resolve().parent
RATE = 0.01
T, B, V = 6, 4, 7


class Tagger(nn.Module):
    def __init__(self, cell, layers, units, embedding):
        super().__init__()
        self.cell = cell
        self.embedding = nn.Embedding(V, embedding, dtype=torch.float64)
        self.rnn = LAYER_TYPES[cell](embedding, units, layers, bidirectional=True, dtype=torch.float64)
        self.output = nn.Linear(2 * units, V, dtype=torch.float64)

    def loss(self, inputs, targets, lengths, states):
        """The loss, and the final states as PyTorch gives them, [layers·2,B,H] each."""
        packed = pack_padded_sequence(self.embedding(inputs), lengths, enforce_sorted=False)
        hidden, final = self.rnn(packed, tuple(states) if self.cell == "lstm" else states[0])
        logits = self.output(pad_packed_sequence(hidden, total_length=T)[0])
        counts = (torch.arange(T)[:, None] < lengths[None, :]).flatten()
        rows = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
        return rows[counts].mean(), final if self.cell == "lstm" else (final,)


def state_names(cell, layers):
    """By state and PyTorch's index: h of l0, l0_reverse, l1 …, then c."""
    suffixes = [f"l{layer}{direction}" for layer in range(layers) for direction in ("", "_reverse")]
    return [[f"{suffix}.{part}" for suffix in suffixes] for part in ("hc" if cell == "lstm" else "h")]


def uniform(generator, *shape):
    return (torch.rand(*shape, generator=generator) - 0.5).double()


def make_case(n, cell, layers, units, learned):
    g = torch.Generator().manual_seed(9000 + n)
    model = Tagger(cell, layers, units, 3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(uniform(g, *parameter.shape))
    inputs, targets = torch.randint(V, (T, B), generator=g), torch.randint(V, (T, B), generator=g)
    lengths = torch.tensor([[6, 2, 5, 1], [3, 6, 6, 4]][n % 2])
    names = state_names(cell, layers)
    given = [[uniform(g, *((units,) if learned else (B, units))) for _ in part] for part in names]
    if learned:
        given = [[nn.Parameter(value) for value in part] for part in given]

    def states():
        return [torch.stack([value.expand(B, units) for value in part]) for part in given]

    named = dict(model.named_parameters())
    flat = [pair for part, values in zip(names, given) for pair in zip(part, values)]
    if learned:
        named |= {f"initial.{name}": value for name, value in flat}
    tensors = {name: value.detach().clone().float() for name, value in named.items()}
    if not learned:
        tensors |= {f"state.{name}": value.float() for name, value in flat}
    tensors |= {"inputs": inputs.int(), "targets": targets.int(), "lengths": lengths.int()}

    loss, final = model.loss(inputs, targets, lengths, states())
    loss.backward()
    tensors["loss"] = loss.detach()
    tensors |= {f"gradient.{name}": value.grad.clone() for name, value in named.items()}
    for part, values in zip(names, final):
        tensors |= {f"final.{name}": value.detach().clone() for name, value in zip(part, values)}
    rule = torch.optim.Adam(named.values(), lr=RATE)
    losses = []
    for _ in range(10):
        rule.zero_grad()
        loss, _ = model.loss(inputs, targets, lengths, states())
        loss.backward()
        rule.step()
        losses.append(loss.detach())
    tensors["adam.losses"] = torch.stack(losses)
    case = {"cell": cell, "layers": layers, "units": units, "vocabulary": V, "embedding": 3, "learned": learned}
    return {f"{n}.{name}": value.contiguous() for name, value in tensors.items()}, case


def main():
    tensors, cases = {}, []
    for cell in ("rnn", "lstm", "gru"):
        for layers, units, learned in ((1, 5, False), (2, 4, False), (2, 9, True)):
            more, case = make_case(len(cases), cell, layers, units, learned)
            tensors |= more
            cases.append(case)
    save_file(tensors, HERE / "packed.safetensors", metadata={"cases": json.dumps(cases), "learningRate": str(RATE)})
    print(f"{len(cases)} cases, {(HERE / 'packed.safetensors').stat().st_size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
