"""Makes seq2seq.safetensors: encoders and decoders with attention, written plainly with PyTorch's own layers, in float64.

    pip install torch==2.13.0 numpy safetensors
    python make_seq2seq.py

The encoder is nn.RNN, nn.GRU or nn.LSTM over packed sequences; the decoder steps nn.RNNCell, nn.GRUCell or nn.LSTMCell in a loop. Each
case `<n>` has its parameters by Unroll's names (float32), `inputs` (int32 [T,B]), `targetInputs` and `targets` (int32 [U,B]), `lengths`
and `targetLengths` (int32 [B]), `loss`, the mean over the true target steps in nats, `gradient.<parameter>`, `attention` [U,B,T] where
there is one, and `adam.losses` [10] before each of ten updates, all float64. The metadata `cases` lists what each network is.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

HERE = Path(__file__).resolve().parent
RATE = 0.01
T, U, B, V, W = 5, 4, 4, 6, 7
LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
DOUBLE = {"dtype": torch.float64}


class Bridge(nn.Module):
    """What one state of the decoder starts from."""

    def __init__(self, kind, width, units):
        super().__init__()
        self.kind = kind
        self.linear = nn.Linear(width, units, **DOUBLE) if kind == "linear" else None

    def forward(self, ends):
        return torch.tanh(self.linear(ends)) if self.kind == "linear" else ends


class Model(nn.Module):
    def __init__(self, encoder, decoder, layers, both, units, written, bridge, attention, query, size, embedding, shared):
        super().__init__()
        self.encoder_cell, self.decoder_cell, self.bridge_kind = encoder, decoder, bridge
        self.attention, self.query, self.units = attention, query, written
        self.source = nn.Embedding(W if shared else V, embedding, **DOUBLE)
        self.target = self.source if shared else nn.Embedding(W, embedding, **DOUBLE)
        self.encoder = LAYERS[encoder](embedding, units, layers, bidirectional=both, **DOUBLE)
        memory = units * (2 if both else 1)
        first = embedding + (memory if attention and query == "before" else 0)
        widths = [first] + [written] * (layers - 1)
        self.cells = nn.ModuleList([CELLS[decoder](width, written, **DOUBLE) for width in widths])
        parts = "hc" if decoder == "lstm" else "h"
        self.bridges = nn.ModuleDict(
            {f"{part}_l{l}": Bridge(bridge, memory, written) for part in parts for l in range(layers)}
        )
        if attention == "additive":
            self.ask = nn.Linear(written, size, bias=False, **DOUBLE)
            self.key = nn.Linear(memory, size, bias=False, **DOUBLE)
            self.energy = nn.Linear(size, 1, bias=False, **DOUBLE)
        if attention == "general":
            self.key = nn.Linear(memory, written, bias=False, **DOUBLE)
        if attention:
            self.combine = nn.Linear(memory + written, written, bias=False, **DOUBLE)
        self.output = nn.Linear(written, W, **DOUBLE)

    def names(self):
        """Parameters by Unroll's names."""
        named = {"embedding.weight": self.source.weight, "output.weight": self.output.weight, "output.bias": self.output.bias}
        if self.target is not self.source:
            named["decoder.embedding.weight"] = self.target.weight
        named |= {f"encoder.{name}": value for name, value in self.encoder.named_parameters()}
        for l, cell in enumerate(self.cells):
            named |= {f"decoder.{name}_l{l}": value for name, value in cell.named_parameters()}
        for name, bridge in self.bridges.items():
            if bridge.linear is not None:
                named |= {f"bridge.{name}.{part}": value for part, value in bridge.linear.named_parameters()}
        modules = {"query": "ask", "key": "key", "energy": "energy", "output": "combine"}
        for part, module in modules.items():
            if hasattr(self, module):
                named[f"attention.{part}.weight"] = getattr(self, module).weight
        return named

    def look(self, query, memory, there):
        """Weights [B,T] and context [B,M] of a query [B,H]."""
        if self.attention == "dot":
            scores = torch.einsum("bh,tbh->tb", query, memory)
        elif self.attention == "general":
            scores = torch.einsum("bh,tbh->tb", query, self.key(memory))
        else:
            scores = self.energy(torch.tanh(self.ask(query) + self.key(memory)))[:, :, 0]
        weights = torch.softmax(scores.masked_fill(~there, -torch.inf), dim=0)
        return weights.t(), torch.einsum("tb,tbm->bm", weights, memory)

    def start(self, final):
        """States of each layer of the decoder."""
        h, c = final if isinstance(final, tuple) else (final, None)
        ways = 2 if self.encoder.bidirectional else 1
        ends = lambda states, l: torch.cat(list(states[ways * l : ways * (l + 1)]), dim=-1)
        states = []
        for l in range(len(self.cells)):
            if self.bridge_kind == "zero":
                zero = torch.zeros(B, self.units, **DOUBLE)
                states.append((zero, zero))
                continue
            first = self.bridges[f"h_l{l}"](ends(h, l))
            second = None
            if self.decoder_cell == "lstm":
                second = self.bridges[f"c_l{l}"](ends(h if c is None else c, l))
            states.append((first, second))
        return states

    def forward(self, inputs, lengths, target_inputs):
        packed, final = self.encoder(pack_padded_sequence(self.source(inputs), lengths, enforce_sorted=False))
        memory = pad_packed_sequence(packed, total_length=T)[0]
        there = torch.arange(T)[:, None] < lengths[None, :]
        states = self.start(final)
        logits, seen = [], []
        for symbols in target_inputs:
            x = self.target(symbols)
            if self.attention and self.query == "before":
                weights, context = self.look(states[-1][0], memory, there)
                x = torch.cat([x, context], dim=-1)
            for l, cell in enumerate(self.cells):
                made = cell(x, states[l] if self.decoder_cell == "lstm" else states[l][0])
                states[l] = made if isinstance(made, tuple) else (made, None)
                x = states[l][0]
            if self.attention and self.query == "after":
                weights, context = self.look(x, memory, there)
            if self.attention:
                x = torch.tanh(self.combine(torch.cat([context, x], dim=-1)))
                seen.append(weights)
            logits.append(self.output(x))
        return torch.stack(logits), torch.stack(seen) if seen else None


def main():
    torch.manual_seed(20261129)
    case = lambda encoder, decoder, layers, both, units, written, bridge, attention, query, shared=False: dict(
        **dict(encoder=encoder, decoder=decoder, layers=layers, both=both, units=units, written=written),
        **dict(bridge=bridge, attention=attention, query=query, size=5, embedding=3, shared=shared),
    )
    cases = [
        case("gru", "gru", 1, True, 4, 5, "linear", "additive", "before"),
        case("gru", "gru", 1, True, 4, 6, "linear", "general", "after"),
        case("lstm", "lstm", 2, True, 3, 6, "copy", "dot", "after"),
        case("lstm", "gru", 1, False, 5, 4, "linear", "general", "before"),
        case("gru", "lstm", 2, True, 3, 5, "linear", "additive", "after", True),
        case("lstm", "lstm", 2, True, 3, 4, "linear", "additive", "before"),
        case("rnn", "rnn", 1, False, 5, 5, "copy", "dot", "before"),
        case("rnn", "gru", 2, True, 3, 4, "zero", "additive", "before", True),
        case("gru", "rnn", 1, True, 3, 4, "zero", "general", "after"),
        case("lstm", "lstm", 1, True, 3, 5, "linear", None, None),
        case("gru", "gru", 2, False, 4, 4, "copy", None, None, True),
    ]
    tensors = {}
    for n, each in enumerate(cases):
        model = Model(**each)
        named = model.names()
        assert len(named) == len(list(model.parameters()))
        with torch.no_grad():
            for parameter in named.values():
                # What float32 holds exactly.
                parameter.copy_((torch.rand_like(parameter) - 0.5).float().double())
        inputs = torch.randint(W if each["shared"] else V, (T, B))
        target_inputs, targets = torch.randint(W, (2, U, B))
        lengths, target_lengths = torch.randint(1, T + 1, (B,)), torch.randint(1, U + 1, (B,))
        lengths[0], target_lengths[-1] = T, U
        counts = (torch.arange(U)[:, None] < target_lengths[None, :]).flatten()
        save = lambda name, value: tensors.__setitem__(f"{n}.{name}", value.detach().clone().contiguous())
        for name, parameter in named.items():
            save(name, parameter.float())
        whole = dict(inputs=inputs, lengths=lengths, targetInputs=target_inputs, targets=targets)
        for name, value in dict(**whole, targetLengths=target_lengths).items():
            save(name, value.int())
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
        losses = []
        for step in range(10):
            optimizer.zero_grad()
            logits, seen = model(inputs, lengths, target_inputs)
            rows = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
            loss = rows[counts].mean()
            loss.backward()
            losses.append(loss.item())
            if step == 0:
                save("loss", loss.reshape(1))
                for name, parameter in named.items():
                    save(f"gradient.{name}", parameter.grad)
                if seen is not None:
                    save("attention", seen)
            optimizer.step()
        save("adam.losses", torch.tensor(losses, dtype=torch.float64))
    vocabularies = dict(vocabulary=V, targetVocabulary=W)
    metadata = dict(cases=json.dumps([dict(each, **vocabularies) for each in cases]), learningRate=str(RATE))
    save_file(tensors, HERE / "seq2seq.safetensors", metadata)


if __name__ == "__main__":
    main()
