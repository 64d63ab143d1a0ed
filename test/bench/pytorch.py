"""PyTorch's side of `npm run bench`: the same network, written as PyTorch's manual writes it.

Started with a row as JSON and the number of threads; answers each line of standard input, a number of seconds to measure,
with a line of JSON. Without arguments it says which PyTorch this is.
"""

import json
import resource
import sys
import time

import torch
from torch import nn


class Model(nn.Module):
    """Embedding, nn.RNN, nn.LSTM or nn.GRU in one call, linear output; time-major (T,B)."""

    def __init__(self, cell, vocabulary, embedding, units, layers):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.rnn = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[cell](embedding, units, layers)
        self.output = nn.Linear(units, vocabulary)

    def forward(self, tokens, state=None):
        hidden, state = self.rnn(self.embedding(tokens), state)
        return self.output(hidden), state


class Attention(nn.Module):
    """Contexts [B,M] of queries [B,H], as tutorials write them: batch first, with a mask of what is padding."""

    def __init__(self, name, memory, units):
        super().__init__()
        self.name = name
        self.key = nn.Linear(memory, units, bias=False)
        if name == "additive":
            self.query = nn.Linear(units, units, bias=False)
            self.energy = nn.Linear(units, 1, bias=False)

    def forward(self, query, memory, keys, padding):
        if self.name == "additive":
            scores = self.energy(torch.tanh(self.query(query).unsqueeze(1) + keys)).squeeze(-1)
        else:
            scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
        weights = torch.softmax(scores.masked_fill(padding, float("-inf")), dim=-1)
        return torch.bmm(weights.unsqueeze(1), memory).squeeze(1)


class Pairs(nn.Module):
    """nn.GRU of both directions over packed sequences, and a plain loop of nn.GRUCell with attention; time-major."""

    def __init__(self, vocabulary, embedding, units, attention, query):
        super().__init__()
        self.before = query == "before"
        self.source = nn.Embedding(vocabulary, embedding)
        self.target = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.GRU(embedding, units, bidirectional=True)
        self.bridge = nn.Linear(2 * units, units)
        self.attention = Attention(attention, 2 * units, units)
        self.cell = nn.GRUCell(embedding + (2 * units if self.before else 0), units)
        self.combine = nn.Linear(3 * units, units, bias=False)
        self.output = nn.Linear(units, vocabulary)

    def forward(self, inputs, lengths, written):
        packed = nn.utils.rnn.pack_padded_sequence(self.source(inputs), lengths, enforce_sorted=False)
        hidden, ends = self.encoder(packed)
        memory = nn.utils.rnn.pad_packed_sequence(hidden, total_length=len(inputs))[0].transpose(0, 1).contiguous()
        padding = torch.arange(len(inputs))[None, :] >= lengths[:, None]
        keys = self.attention.key(memory)
        state = torch.tanh(self.bridge(torch.cat([ends[0], ends[1]], dim=-1)))
        states, contexts = [], []
        for x in self.target(written):
            if self.before:
                context = self.attention(state, memory, keys, padding)
                state = self.cell(torch.cat([x, context], dim=-1), state)
            else:
                state = self.cell(x, state)
                context = self.attention(state, memory, keys, padding)
            states.append(state)
            contexts.append(context)
        both = torch.cat([torch.stack(contexts), torch.stack(states)], dim=-1)
        return self.output(torch.tanh(self.combine(both)))


class Transcriber(nn.Module):
    """Vectors, read in both directions, to labels and a blank."""

    def __init__(self, bands, labels, units, layers):
        super().__init__()
        self.rnn = nn.LSTM(bands, units, layers, bidirectional=True)
        self.output = nn.Linear(2 * units, labels + 1)

    def forward(self, vectors):
        return self.output(self.rnn(vectors)[0])


def steps_of(model, batches, loss_of):
    """A function that takes one step, on the batches in turn, and reads its loss."""
    fast = {"fused": True} if int(torch.__version__.split(".")[0]) >= 2 else {}
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002, **fast)
    taken = 0

    def step():
        nonlocal taken
        inputs, targets = batches[taken % len(batches)]
        taken += 1
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(inputs, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        return loss.item()

    return step


def transcribing(row, model):
    """A function that takes one step of connectionist temporal classification, and the vectors of a step."""
    criterion = nn.CTCLoss()
    T, B, V, U = row["sequenceLength"], row["batchSize"], row["vocabulary"], row["transcript"]["labels"]
    bands = row["transcript"]["bands"]
    batches = [(2 * torch.rand(T, B, bands) - 1, torch.randint(1, V + 1, (B, U))) for _ in range(20)]
    lengths, counts = torch.full((B,), T), torch.full((B,), U)

    def loss_of(vectors, targets):
        return criterion(torch.log_softmax(model(vectors), 2), targets, lengths, counts)

    return steps_of(model, batches, loss_of), T * B


def training(row, model):
    """A function that takes one step, and the tokens of a step. Each step starts from a zero state and reads its loss."""
    criterion = nn.CrossEntropyLoss()
    T, B, V = row["sequenceLength"], row["batchSize"], row["vocabulary"]
    batches = [(torch.randint(V, (T, B)), torch.randint(V, (T * B,))) for _ in range(20)]
    pairs = row.get("decoder") is not None
    lengths = torch.full((B,), T)

    def loss_of(tokens, targets):
        logits = model(tokens, lengths, targets.view(T, B)) if pairs else model(tokens)[0]
        return criterion(logits.view(T * B, V), targets)

    return steps_of(model, batches, loss_of), T * B * (2 if pairs else 1)


def sampling(row, model):
    """Draws `length` symbols one at a time, with the state carried, at temperature 0.8."""
    model.eval()

    @torch.no_grad()
    def step():
        token = torch.zeros(1, 1, dtype=torch.long)
        state = None
        drawn = []
        for _ in range(row["length"]):
            logits, state = model(token, state)
            token = torch.multinomial(torch.softmax(logits[0] / 0.8, dim=-1), 1)
            drawn.append(token.item())
        return drawn

    return step, row["length"]


class Translator(nn.Module):
    """An encoder that reads both ways, a decoder, and additive attention whose query is the state before the step."""

    def __init__(self, vocabulary, embedding, units):
        super().__init__()
        self.source = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.GRU(embedding, units, bidirectional=True)
        self.bridge = nn.Linear(2 * units, units)
        self.target = nn.Embedding(vocabulary, embedding)
        self.decoder = nn.GRUCell(embedding + 2 * units, units)
        self.query = nn.Linear(units, units, bias=False)
        self.key = nn.Linear(2 * units, units, bias=False)
        self.energy = nn.Linear(units, 1, bias=False)
        self.together = nn.Linear(3 * units, units, bias=False)
        self.output = nn.Linear(units, vocabulary)

    def encode(self, source):
        """Of tokens (T,1): values (T,1,2H), keys (T,1,H) and the decoder's first state (1,H)."""
        memory, ends = self.encoder(self.source(source))
        return memory, self.key(memory), torch.tanh(self.bridge(torch.cat([ends[0], ends[1]], -1)))

    def step(self, tokens, state, memory, keys):
        weights = torch.softmax(self.energy(torch.tanh(self.query(state) + keys)), 0)
        context = (weights * memory).sum(0)
        state = self.decoder(torch.cat([self.target(tokens), context], -1), state)
        return self.output(torch.tanh(self.together(torch.cat([context, state], -1)))), state


def writing(row, model):
    """Beam search as a tutorial has it: source by source, with the beams as rows, and outputs of one length."""
    model.eval()
    V, K = row["vocabulary"], row["beam"]
    sources = torch.randint(1, V, (row["sources"], row["sourceLength"], 1))

    @torch.no_grad()
    def step():
        outputs = []
        for source in sources:
            memory, keys, state = model.encode(source)
            tokens = torch.full((1,), 2)
            scores = torch.zeros(1)
            written = [[]]
            for _ in range(row["length"]):
                logits, state = model.step(tokens, state, memory, keys)
                scores, places = (scores[:, None] + torch.log_softmax(logits, -1)).flatten().topk(K)
                parents, tokens = places // V, places % V
                state = state[parents]
                written = [written[p] + [t] for p, t in zip(parents.tolist(), tokens.tolist())]
            outputs.append(written[0])
        return outputs

    return step, row["sources"] * row["length"]


def peak_memory():
    """Bytes of the resident set at its highest."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def median_of(step, seconds):
    times = []
    begun = time.perf_counter()
    while not times or time.perf_counter() - begun < seconds:
        before = time.perf_counter()
        step()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2]


def say(value):
    print(json.dumps(value), flush=True)


def main():
    if len(sys.argv) == 1:
        blas = "MKL" if torch.backends.mkl.is_available() else "OpenBLAS"
        return say({"version": torch.__version__, "blas": blas})
    row = json.loads(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(1)
    if row["kind"] == "writing":
        model = Translator(row["vocabulary"], row["embedding"], row["units"])
    elif row.get("transcript"):
        model = Transcriber(row["transcript"]["bands"], row["vocabulary"], row["units"], row["layers"])
    elif row.get("decoder"):
        model = Pairs(*(row[key] for key in ("vocabulary", "embedding", "units")), **row["decoder"])
    else:
        model = Model(*(row[key] for key in ("cell", "vocabulary", "embedding", "units", "layers")))
    kind = "transcribing" if row.get("transcript") else row["kind"]
    step, tokens = {"training": training, "transcribing": transcribing, "sampling": sampling, "writing": writing}[kind](row, model)
    median_of(step, float(sys.argv[3]))
    say({"ready": True})
    for line in sys.stdin:
        say({"perSecond": tokens / median_of(step, float(line)), "memory": peak_memory()})


main()
