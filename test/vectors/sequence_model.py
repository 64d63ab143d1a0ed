"""The networks of Unroll over whole sequences, written with PyTorch's own layers: what gradients.py and check_gradients.py share.

Sequences are time-major, tokens [T,B] or vectors [T,B,F] or both, each with a length of its own; what follows it is padding. A
model is made of a config, as the event `gradients` prints it, and of its tensors; its answer and its loss follow from task and
labels.
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from model import LAYER_TYPES

IGNORED = -100

# What PyTorch's layers have no other value for; the rest shows in the parameters' names.
USUAL = {
    "kind": ("recurrent",),
    "tied": (False,),
    "leak": (None, 1),
    "resetAfter": (None, True),
    "inputActivation": (None, "tanh"),
    "outputActivation": (None, "tanh"),
    "coupledGates": (None, False),
    "zoneout": (None, 0),
}


class SequenceModel(nn.Module):
    """inputs and vectors -> embedding or one-hot beside the vectors [T,B,I] -> recurrent layers -> read-out -> answers [...,C]."""

    def __init__(self, config, tensors, symbols):
        super().__init__()
        model, task = config["model"], config["task"]
        self.config, self.symbols = config, symbols
        self.per_step = task != "classification"
        cell, layers, units = model["cell"], model["layers"], model["units"]
        known = cell in LAYER_TYPES and isinstance(layers, int) and model["activation"] in (None, "tanh", "relu")
        if not known or any(model.get(key) not in usual for key, usual in USUAL.items()):
            raise SystemExit("this check knows layers as nn.RNN, nn.LSTM and nn.GRU have them")
        embedding = tensors.get("embedding.weight")
        self.embedding = None if embedding is None else nn.Embedding(*embedding.shape, dtype=torch.float64)
        options = {"nonlinearity": model["activation"] or "tanh"} if cell == "rnn" else {}
        if model["projection"]:
            options["proj_size"] = model["projection"]
        self.rnn = LAYER_TYPES[cell](
            tensors["rnn.weight_ih_l0"].shape[1],
            units,
            layers,
            bias=model["bias"],
            bidirectional=model["bidirectional"],
            dtype=torch.float64,
            **options,
        )
        self.output = nn.Linear(*reversed(tensors["output.weight"].shape), dtype=torch.float64)
        self.load_state_dict({name: tensor.double() for name, tensor in tensors.items()})

    def forward(self, inputs, vectors, lengths):
        parts = []
        if inputs is not None:
            one_hot = self.embedding is None
            parts.append(F.one_hot(inputs, self.symbols).double() if one_hot else self.embedding(inputs))
        if vectors is not None:
            parts.append(vectors.double())
        x = torch.cat(parts, dim=-1)
        steps = len(x)
        hidden, final = self.rnn(pack_padded_sequence(x, lengths, enforce_sorted=False))
        output = pad_packed_sequence(hidden, total_length=steps)[0]
        if self.per_step:
            return self.output(output)
        there = (torch.arange(steps)[:, None] < lengths[None, :])[:, :, None]
        readout = self.config["model"]["readout"]
        if readout == "mean":
            return self.output((output * there).sum(0) / lengths[:, None])
        if readout == "max":
            return self.output(output.masked_fill(~there, -torch.inf).amax(0))
        h = final[0] if isinstance(final, tuple) else final
        return self.output(torch.cat([h[-2], h[-1]], dim=-1) if self.rnn.bidirectional else h[-1])

    def loss(self, step):
        """What a step lowers, and what it shows: the first is summed over time where the config sums."""
        inputs, vectors = (step.get(name) for name in ("inputs", "vectors"))
        lengths, targets = torch.as_tensor(step["lengths"]), torch.as_tensor(step["targets"])
        answers = self(
            None if inputs is None else torch.as_tensor(inputs),
            None if vectors is None else torch.as_tensor(vectors),
            lengths,
        )
        there = torch.arange(len(answers))[:, None] < lengths[None, :] if self.per_step else lengths > 0
        if self.config["task"] == "transcription":
            written = torch.as_tensor(step["targetLengths"])
            chances = F.log_softmax(answers, dim=-1)
            rows = F.ctc_loss(chances, targets.T, lengths, written, reduction="none")
            weights = written.clamp(min=1)
        else:
            rows, weights = self.row_losses(answers[there], targets[there], step.get("classWeights") or {})
        total, weight = rows.sum(), weights.sum()
        sums = self.config["training"]["reduce"] == "sum"
        return total / (len(lengths) if sums else weight), total / weight

    def row_losses(self, answers, targets, class_weights):
        """The loss of each answer, and what it weighs in the mean."""
        training, labels = self.config["training"], self.config["data"]["labels"]
        if self.config["task"] == "forecasting":
            chosen = training["loss"]
            name = chosen if isinstance(chosen, str) else chosen["name"]
            error = {
                "squared": lambda: F.mse_loss(answers, targets.double(), reduction="none"),
                "absolute": lambda: F.l1_loss(answers, targets.double(), reduction="none"),
                "huber": lambda: F.huber_loss(answers, targets.double(), reduction="none", delta=delta_of(chosen)),
            }[name]()
            return error.mean(-1), torch.ones(len(error))
        weights, positive = (double(class_weights.get(name)) for name in ("weights", "positive"))
        if labels in ("several", "binary"):
            y = targets.double()
            row = F.binary_cross_entropy_with_logits(answers, y, weight=weights, pos_weight=positive, reduction="none")
            ones = torch.ones_like(y)
            # Only yes and no of one label divide by what they weigh.
            weigh = ones if weights is None else weights * (1 + (positive - 1) * y)
            return row.mean(-1), weigh.mean(-1)
        smoothing = training["labelSmoothing"]
        row = F.cross_entropy(
            answers, targets, weight=weights, label_smoothing=smoothing, ignore_index=IGNORED, reduction="none"
        )
        counted = targets != IGNORED
        ones = torch.ones(len(row), dtype=torch.float64)
        weigh = ones if weights is None else weights[targets.clamp(min=0)]
        return row, torch.where(counted, weigh, 0)


def delta_of(loss):
    return 1.0 if isinstance(loss, str) else loss["delta"]


def double(values):
    return None if values is None else torch.as_tensor(values, dtype=torch.float64)


def sequence_model_of(tensors, step):
    """The float64 model of a step that was printed; names under `unroll.` are not parameters and are ignored."""
    parameters = {name: value for name, value in tensors.items() if not name.startswith("unroll.")}
    return SequenceModel(step["config"], parameters, len(step.get("vocabulary", ())))
