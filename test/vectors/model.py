"""The character language model of Unroll, written with PyTorch's own layers: what make.py and check_gradients.py share.

Sequences are time-major, [T, B]. A model is known by its tensors alone: the number of gates tells the cell, the names tell
layers and biases, and `embedding.weight` tells embedded from one-hot input.
"""

import torch
from torch import nn
from torch.nn import functional as F

GATES = {"rnn": 1, "gru": 3, "lstm": 4}
LAYER_TYPES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class LanguageModel(nn.Module):
    """ids [T,B] -> embedding or one-hot [T,B,I] -> recurrent layers [T,B,H] -> logits [T,B,V].

    `options` go to PyTorch's layer: nonlinearity="relu" of an RNN, proj_size=P of an LSTM, whose output is then [T,B,P].
    """

    def __init__(self, cell, layers, units, vocabulary, embedding, bias, dtype=torch.float64, **options):
        super().__init__()
        self.cell, self.layers, self.units, self.vocabulary = cell, layers, units, vocabulary
        self.embedding = nn.Embedding(vocabulary, embedding, dtype=dtype) if embedding else None
        self.rnn = LAYER_TYPES[cell](embedding or vocabulary, units, layers, bias=bias, dtype=dtype, **options)
        self.output = nn.Linear(options.get("proj_size") or units, vocabulary, dtype=dtype)

    def forward(self, inputs, state=None):
        """Returns logits and PyTorch's state: h [layers,B,H], for an LSTM the pair (h, c)."""
        if self.embedding is not None:
            x = self.embedding(inputs)
        else:
            x = F.one_hot(inputs, self.vocabulary).to(self.output.weight.dtype)
        hidden, state = self.rnn(x, state)
        return self.output(hidden), state

    def loss(self, inputs, targets, state=None):
        """The mean cross-entropy, in nats, over all T*B predicted tokens, and the final state."""
        logits, state = self(inputs, state)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten()), state


def model_of(tensors):
    """The float64 model that holds these named parameters; names under `unroll.` are not parameters and are ignored."""
    parameters = {name: value.double() for name, value in tensors.items() if not name.startswith("unroll.")}
    rows, units = parameters["rnn.weight_hh_l0"].shape
    options = {}
    if "rnn.weight_hr_l0" in parameters:
        options["proj_size"], units = parameters["rnn.weight_hr_l0"].shape
    cell = {gates: cell for cell, gates in GATES.items()}[rows // units]
    layers = sum(name.startswith("rnn.weight_hh_l") for name in parameters)
    embedding = parameters["embedding.weight"].shape[1] if "embedding.weight" in parameters else 0
    vocabulary = parameters["output.weight"].shape[0]
    model = LanguageModel(cell, layers, units, vocabulary, embedding, "rnn.bias_ih_l0" in parameters, **options)
    model.load_state_dict(parameters)
    return model
