"""Makes convolutions.safetensors: Markov models and causal convolutions with PyTorch's nn.Conv1d, in float64.

    pip install torch==2.13.0 numpy safetensors
    python convolutions.py

Each case `<n>` has its parameters by the names of a `ModuleList` of nn.Conv1d (`convolution.0.weight` [H,F,K]; float32), `inputs` and
`targets` (int32 [T,B]), `lengths` (int32 [B]), `loss`, the mean over the true steps in nats, `gradient.<parameter>`, and `adam.losses`
[10] before each of ten updates, all float64. Layer l pads (K-1)*2^l zeros in front and has dilation 2^l. The metadata `cases` lists
kind, taps, layers, units, vocabulary, embedding (0: one-hot), activation and bias.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
RATE = 0.01
T, B, V = 9, 4, 7


class Model(nn.Module):
    def __init__(self, kind, taps, layers, units, embedding, activation, bias):
        super().__init__()
        self.phi = {"tanh": torch.tanh, "relu": torch.relu}[activation]
        self.kind = kind
        self.embedding = nn.Embedding(V, embedding, dtype=torch.float64) if embedding else None
        widths = [embedding or V] + [units] * layers
        modules = [
            nn.Conv1d(widths[l], units, taps, dilation=2**l, bias=bias, dtype=torch.float64) for l in range(layers)
        ]
        self.add_module(kind, nn.ModuleList(modules))
        self.output = nn.Linear(units, V, dtype=torch.float64)

    def loss(self, inputs, targets, lengths):
        x = self.embedding(inputs) if self.embedding is not None else F.one_hot(inputs, V).double()
        x = x.permute(1, 2, 0)  # [B,F,T]
        for module in getattr(self, self.kind):
            reach = (module.kernel_size[0] - 1) * module.dilation[0]
            x = self.phi(module(F.pad(x, (reach, 0))))
        logits = self.output(x.permute(2, 0, 1))
        rows = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
        counts = (torch.arange(T)[:, None] < lengths[None, :]).flatten()
        return (rows * counts).sum() / counts.sum()


def main():
    torch.manual_seed(20261121)
    cases = [
        dict(kind="markov", taps=4, layers=1, units=9, embedding=5, activation="tanh", bias=True),
        dict(kind="markov", taps=3, layers=1, units=8, embedding=0, activation="relu", bias=True),
        dict(kind="markov", taps=1, layers=1, units=5, embedding=0, activation="tanh", bias=False),
        dict(kind="convolution", taps=3, layers=3, units=17, embedding=6, activation="tanh", bias=True),
        dict(kind="convolution", taps=2, layers=2, units=4, embedding=0, activation="relu", bias=False),
        dict(kind="convolution", taps=5, layers=2, units=8, embedding=3, activation="tanh", bias=True),
    ]
    tensors = {}
    for n, case in enumerate(cases):
        model = Model(**case)
        with torch.no_grad():
            for parameter in model.parameters():
                # What float32 holds exactly.
                parameter.copy_(parameter.float().double())
        inputs, targets = torch.randint(V, (2, T, B))
        lengths = torch.randint(1, T + 1, (B,))
        lengths[0] = T
        save = lambda name, value: tensors.__setitem__(f"{n}.{name}", value.detach().clone().contiguous())
        for name, parameter in model.named_parameters():
            save(name, parameter.float())
        for name, value in dict(inputs=inputs, targets=targets, lengths=lengths).items():
            save(name, value.int())
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
        losses = []
        for step in range(10):
            optimizer.zero_grad()
            loss = model.loss(inputs, targets, lengths)
            loss.backward()
            losses.append(loss.item())
            if step == 0:
                save("loss", loss.reshape(1))
                for name, parameter in model.named_parameters():
                    save(f"gradient.{name}", parameter.grad)
            optimizer.step()
        save("adam.losses", torch.tensor(losses, dtype=torch.float64))
    metadata = dict(cases=json.dumps([dict(case, vocabulary=V) for case in cases]), learningRate=str(RATE))
    save_file(tensors, HERE / "convolutions.safetensors", metadata)


if __name__ == "__main__":
    main()
