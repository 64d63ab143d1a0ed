"""Makes losses.safetensors: the losses that PyTorch has, in float64, with their gradients, to hold Unroll's against.

    pip install torch==2.13.0 numpy safetensors
    python losses.py

Each case `<n>` has tensors `<n>.x` [R,C] (logits or predictions, float32), `<n>.y` (targets: int32 [R], or float32 [R,C]), where
there are any `<n>.mask` [R], `<n>.weight` [C] and `<n>.positive` [C] (float32), `<n>.loss` [] and `<n>.gradient` [R,C] (float64),
`<n>.surprise` [] for softmax. The metadata `cases` lists kind, smoothing and delta. The loss is a sum over the rows, weighted by
the mask, over the number of rows that count; a row of several numbers counts with their mean.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
KINDS = ("softmax", "sigmoid", "squared", "absolute", "huber")


def loss_of(kind, x, y, case, mask, weight, positive):
    count = (mask != 0).sum()
    if kind == "softmax":
        rows = F.cross_entropy(x, y, weight=weight, reduction="none", label_smoothing=case["smoothing"])
    elif kind == "sigmoid":
        rows = F.binary_cross_entropy_with_logits(x, y, weight=weight, pos_weight=positive, reduction="none").mean(1)
    elif kind == "squared":
        rows = F.mse_loss(x, y, reduction="none").mean(1)
    elif kind == "absolute":
        rows = F.l1_loss(x, y, reduction="none").mean(1)
    else:
        rows = F.huber_loss(x, y, reduction="none", delta=case["delta"]).mean(1)
    return (rows * mask).sum() / count


def main():
    tensors, cases = {}, []
    for kind in KINDS:
        for number in range(4):
            n = len(cases)
            g = torch.Generator().manual_seed(7000 + n)
            rows, columns = [(1, 2), (5, 7), (8, 4), (3, 13)][number]
            case = {"kind": kind, "R": rows, "C": columns, "smoothing": [0, 0.1, 0.3, 0.1][number], "delta": 0.7}
            x = (4 * torch.rand(rows, columns, generator=g) - 2).requires_grad_()
            if kind == "softmax":
                y = torch.randint(columns, (rows,), generator=g)
            elif kind == "sigmoid":
                y = torch.rand(rows, columns, generator=g) if number == 3 else torch.randint(2, (rows, columns), generator=g)
            else:
                y = 4 * torch.rand(rows, columns, generator=g) - 2
            weighted = number >= 2
            named = {"x": x, "y": y.int() if kind == "softmax" else y.float()}
            if number > 0:
                named["mask"] = (torch.rand(rows, generator=g) > 0.3).float() * torch.rand(rows, generator=g)
                named["mask"][0] = 1
            if weighted and kind in ("softmax", "sigmoid"):
                named["weight"] = 0.5 + torch.rand(columns, generator=g)
            if weighted and kind == "sigmoid":
                named["positive"] = 0.5 + 2 * torch.rand(columns, generator=g)
            double = {key: value.detach().double().requires_grad_(key == "x") for key, value in named.items()}
            mask = double.get("mask", torch.ones(rows, dtype=torch.float64))
            y = y if kind == "softmax" else double["y"]
            loss = loss_of(kind, double["x"], y, case, mask, double.get("weight"), double.get("positive"))
            loss.backward()
            named |= {"loss": loss, "gradient": double["x"].grad}
            if kind == "softmax":
                plain = case | {"smoothing": 0}
                named["surprise"] = loss_of(kind, double["x"], y, plain, mask, None, None)
            tensors |= {f"{n}.{key}": value.detach().contiguous() for key, value in named.items()}
            cases.append(case)
    save_file(tensors, HERE / "losses.safetensors", metadata={"cases": json.dumps(cases)})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
