"""Makes ctc.safetensors: PyTorch's CTC loss of each sequence and its gradient, in float64, to hold Unroll's against.

    pip install torch==2.13.0 numpy safetensors
    python make_ctc.py

Each case `<n>` has `<n>.logits` [T,B,V] (float32), `<n>.lengths` [B], `<n>.targets` [U,B] and `<n>.targetLengths` [B] (int32), and of
`CTCLoss(reduction="none")` over the log-softmax, blank 0: `<n>.losses` [B] and `<n>.gradient` [T,B,V] of their sum (float64).
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
# T, B, V, U, how large logits are
CASES = [(1, 1, 2, 1, 2), (7, 3, 5, 3, 2), (12, 4, 4, 5, 3), (40, 3, 9, 12, 3), (9, 2, 33, 4, 20), (120, 2, 17, 20, 6)]


def steps_needed(target):
    return len(target) + sum(a == b for a, b in zip(target, target[1:]))


def main():
    tensors = {}
    for n, (T, B, V, U, size) in enumerate(CASES):
        g = torch.Generator().manual_seed(9000 + n)
        logits = (size * (2 * torch.rand(T, B, V, generator=g) - 1)).float()
        targets = torch.zeros(U, B, dtype=torch.int64)
        lengths, target_lengths = [], []
        for b in range(B):
            # One target is empty, and the last one consists of one label again and again.
            count = 0 if b == 1 else 1 + int(torch.randint(U, (1,), generator=g))
            target = [1 + int(torch.randint(V - 1, (1,), generator=g)) for _ in range(count)]
            if b == B - 1 and b > 0:
                target = [target[0]] * count if count else []
            while steps_needed(target) > T:
                target.pop()
            least = max(1, steps_needed(target))
            lengths.append(T if b == 0 else least + int(torch.randint(T - least + 1, (1,), generator=g)))
            target_lengths.append(len(target))
            targets[: len(target), b] = torch.tensor(target, dtype=torch.int64)
        x = logits.double().requires_grad_()
        lengths, target_lengths = torch.tensor(lengths), torch.tensor(target_lengths)
        losses = F.ctc_loss(F.log_softmax(x, 2), targets.T, lengths, target_lengths, reduction="none")
        losses.sum().backward()
        assert torch.isfinite(losses).all()
        named = {
            "logits": logits,
            "lengths": lengths.int(),
            "targets": targets.int(),
            "targetLengths": target_lengths.int(),
            "losses": losses.detach(),
            "gradient": x.grad,
        }
        tensors |= {f"{n}.{key}": value.contiguous() for key, value in named.items()}
    save_file(tensors, HERE / "ctc.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
