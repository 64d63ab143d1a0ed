"""Makes weighted.safetensors: networks over whole sequences whose answers weigh differently, trained by PyTorch in float64.

    pip install torch==2.13.0 numpy safetensors
    python weighted.py

Each case `<n>` has a GRU over vectors `vectors` (float32 [steps,F], one sequence after the other), `lengths` (int32 [N]), its
parameters by PyTorch's names (float32), and `targets`: classes (int32 [N], of "tags" [steps]) or labels (float32 [N,C]).
`<n>.after.<name>` (float64) are the parameters after three steps of SGD at rate 0.5 over all sequences, and `<n>.loss` and `<n>.weighted`
the loss before the first without smoothing, without and with weights. The metadata `cases` lists kind, weights and smoothing:

- "classes" and "tags": `CrossEntropyLoss(weight, label_smoothing)`, whose mean divides by the sum of the weights
- "several": `BCEWithLogitsLoss(pos_weight)`
- "binary": weights [yes, no] of the two answers, and a mean that divides by their sum
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

HERE = Path(__file__).resolve().parent
FEATURES, UNITS, RATE, STEPS = 3, 5, 0.5, 3
LENGTHS = [4, 2, 5, 1, 3, 5]

CASES = [
    {"kind": "classes", "C": 4, "weights": [0.5, 3, 1, 2], "smoothing": 0},
    {"kind": "classes", "C": 4, "weights": [0.5, 3, 1, 2], "smoothing": 0.2},
    {"kind": "tags", "C": 3, "weights": [0.2, 1, 7], "smoothing": 0},
    {"kind": "several", "C": 3, "weights": [4, 0.5, 1], "smoothing": 0},
    {"kind": "binary", "C": 1, "weights": [3, 0.5], "smoothing": 0},
]


class Reader(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.rnn = nn.GRU(FEATURES, UNITS, dtype=torch.float64)
        self.output = nn.Linear(UNITS, classes, dtype=torch.float64)

    def forward(self, packed, per_step):
        hidden, final = self.rnn(packed)
        return self.output(pad_packed_sequence(hidden)[0] if per_step else final[0])


def loss_of(case, logits, targets):
    kind, weights = case["kind"], torch.tensor(case["weights"], dtype=torch.float64)
    if kind == "plain labels":
        return F.binary_cross_entropy_with_logits(logits, targets)
    if kind == "several":
        return F.binary_cross_entropy_with_logits(logits, targets, pos_weight=weights)
    if kind == "binary":
        row = torch.where(targets == 1, weights[0], weights[1])
        return (row * F.binary_cross_entropy_with_logits(logits, targets, reduction="none")).sum() / row.sum()
    return F.cross_entropy(
        logits.flatten(0, -2), targets.flatten(), weight=weights, label_smoothing=case["smoothing"], ignore_index=-100
    )


def make_case(n, case):
    g = torch.Generator().manual_seed(11_000 + n)
    model = Reader(case["C"])
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_((torch.rand(*parameter.shape, generator=g) - 0.5).float())
    lengths = torch.tensor(LENGTHS)
    vectors = (2 * torch.rand(sum(LENGTHS), FEATURES, generator=g) - 1).float()
    per_step = case["kind"] == "tags"
    if case["kind"] in ("several", "binary"):
        targets = torch.randint(2, (len(LENGTHS), case["C"]), generator=g).double()
    else:
        targets = torch.randint(case["C"], (sum(LENGTHS) if per_step else len(LENGTHS),), generator=g)
    named = dict(model.named_parameters())
    tensors = {name: value.detach().clone().float() for name, value in named.items()}
    tensors |= {"vectors": vectors, "lengths": lengths.int()}
    tensors["targets"] = targets.float() if targets.is_floating_point() else targets.int()

    packed = pack_padded_sequence(pad_sequence(vectors.double().split(LENGTHS)), lengths, enforce_sorted=False)
    wanted = pad_sequence(targets.split(LENGTHS), padding_value=-100) if per_step else targets
    rule = torch.optim.SGD(model.parameters(), lr=RATE)
    for step in range(STEPS):
        rule.zero_grad()
        loss = loss_of(case, model(packed, per_step), wanted)
        if step == 0:
            ones = [1] * len(case["weights"])
            plain = {"kind": "plain labels" if targets.is_floating_point() else "tags", "weights": ones, "smoothing": 0}
            unsmoothed = case | {"smoothing": 0}
            tensors["weighted"] = loss_of(unsmoothed, model(packed, per_step), wanted).detach()
            tensors["loss"] = loss_of(plain, model(packed, per_step), wanted).detach()
        loss.backward()
        rule.step()
    tensors |= {f"after.{name}": value.detach().clone() for name, value in named.items()}
    return {f"{n}.{name}": value.contiguous() for name, value in tensors.items()}


def main():
    tensors = {}
    for n, case in enumerate(CASES):
        tensors |= make_case(n, case)
    save_file(tensors, HERE / "weighted.safetensors", metadata={"cases": json.dumps(CASES)})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
