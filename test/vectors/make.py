"""Makes the committed test vectors of this folder with PyTorch, the reference that Unroll's gradients are held against.

    pip install torch==2.13.0 numpy safetensors
    python make.py

It rewrites every .safetensors file here with a hyphen in its name, and index.json, the list of cases. Each case is one minibatch of a character
language model. Its file holds

    embedding.weight, rnn.*, output.*   the parameters, float32, by PyTorch's names
    inputs, targets                     int32 [T,B], time-major
    state.l<k>.h, state.l<k>.c          the initial state of layer k, float32 [B,H], not zero (c for an LSTM only; with a
                                        projection h is [B,P])
    loss                                float64 [], the mean over T*B targets, in nats
    gradient.<parameter>                float64, computed in float64 from those float32 values, not clipped
    final.l<k>.h, final.l<k>.c          the state after the last step, float64 [B,H]
    gradientNorm                        float64 [], of all gradients together, before clipping
    adam.losses, sgd.losses             float64 [10]; the loss before each of ten updates on the same minibatch and the same
                                        initial state, so the first equals `loss`. sgd.losses in a few cases only

and its metadata, under `case`, what index.json says of it. `clip` is the max_norm of clip_grad_norm_ before each update,
or null. `bias` false leaves out the biases of the recurrent layers; output.bias is always there.

pytorch-model.safetensors is the state_dict of a module, initialised by PyTorch and written by safetensors as any user would
write it (no metadata, float32); pytorch-model-expected.safetensors has a minibatch, zero initial state, its loss and gradients.
"""

import copy
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from model import LanguageModel

HERE = Path(__file__).resolve().parent
STEPS = 10
ADAM = {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
SGD = {"learningRate": 0.5}

# layers, embedding (0 = one-hot), bias, B, T, units, vocabulary, clip, sgd: the same plan for each cell, so that every pair of
# properties meets somewhere. Units lie below, at and above widths of 4 and 8 numbers and tiles of 6 rows.
PLAN = [
    (1, 0, True, 1, 1, 3, 5, None, False),
    (1, 0, True, 3, 7, 4, 11, 0.1, True),
    (1, 0, True, 7, 7, 17, 5, 0.1, False),
    (1, 3, True, 7, 1, 8, 13, None, False),
    (1, 4, True, 3, 7, 33, 5, 0.1, False),
    (1, 6, False, 1, 7, 5, 11, None, False),
    (2, 0, True, 7, 7, 9, 13, 0.1, False),
    (2, 0, False, 3, 1, 8, 5, None, False),
    (2, 6, True, 1, 7, 17, 13, None, True),
    (2, 4, True, 7, 7, 5, 11, 0.1, False),
    (2, 3, True, 3, 7, 4, 13, None, False),
]
LARGEST = ("lstm", 2, 6, True, 7, 7, 33, 13, 0.1, True)

# What PyTorch's cells have beside the plain form, by Unroll's names, with a shorter plan: the last element is the projection.
OPTIONS_PLAN = [
    (1, 0, True, 3, 7, 9, 11, 0.1, True),
    (2, 5, True, 7, 7, 17, 13, 0.1, False),
    (2, 4, False, 1, 7, 5, 5, None, False),
    (1, 6, True, 7, 1, 8, 13, None, False),
]
PROJECTIONS = (4, 5, 1, 7)


def cases():
    for cell in ("rnn", "lstm", "gru"):
        for row in PLAN:
            yield (cell, *row, {})
    yield (*LARGEST, {})
    for row, projection in zip(OPTIONS_PLAN, PROJECTIONS):
        yield ("rnn", *row, {"activation": "relu"})
        yield ("lstm", *row, {"projection": projection})


def torch_options(options):
    """Unroll's names as PyTorch's arguments."""
    names = {"activation": "nonlinearity", "projection": "proj_size"}
    return {names[key]: value for key, value in options.items()}


def split_state(model, state):
    """PyTorch's state as named tensors [B,H], one a layer."""
    parts = {"h": state[0], "c": state[1]} if model.cell == "lstm" else {"h": state}
    return {f"l{layer}.{name}": value[layer] for name, value in parts.items() for layer in range(model.layers)}


def gradients_of(model):
    return {f"gradient.{name}": parameter.grad.clone() for name, parameter in model.named_parameters()}


def train(model, optimizer, minibatch, clip):
    """The loss before each of STEPS updates on one minibatch."""
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss, _ = model.loss(*minibatch)
        loss.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


def uniform(generator, *shape):
    """Float32 values in ±0.5, held in float64."""
    return (torch.rand(*shape, generator=generator) - 0.5).double()


def save(name, tensors, metadata=None):
    save_file({key: value.detach().contiguous() for key, value in tensors.items()}, HERE / name, metadata=metadata)


def make_case(number, cell, layers, embedding, bias, batch, steps, units, vocabulary, clip, sgd, options):
    generator = torch.Generator().manual_seed(1000 + number)
    model = LanguageModel(cell, layers, units, vocabulary, embedding, bias, **torch_options(options))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(uniform(generator, *parameter.shape))
    inputs = torch.randint(vocabulary, (steps, batch), generator=generator)
    targets = torch.randint(vocabulary, (steps, batch), generator=generator)
    state = uniform(generator, layers, batch, options.get("projection", units))
    if cell == "lstm":
        state = (state, uniform(generator, layers, batch, units))

    tensors = {name: value.detach().clone().float() for name, value in model.named_parameters()}
    tensors |= {"inputs": inputs.int(), "targets": targets.int()}
    tensors |= {f"state.{name}": value.float() for name, value in split_state(model, state).items()}

    loss, final = model.loss(inputs, targets, state)
    loss.backward()
    tensors |= {"loss": loss} | gradients_of(model)
    tensors |= {f"final.{name}": value for name, value in split_state(model, final).items()}
    norm = torch.sqrt(sum((parameter.grad**2).sum() for parameter in model.parameters()))
    tensors["gradientNorm"] = norm
    assert clip is None or norm > clip, f"case {number} would not clip: {norm}"

    minibatch = (inputs, targets, state)
    twin = copy.deepcopy(model)
    rule = torch.optim.Adam(
        twin.parameters(), lr=ADAM["learningRate"], betas=(ADAM["beta1"], ADAM["beta2"]), eps=ADAM["epsilon"]
    )
    tensors["adam.losses"] = train(twin, rule, minibatch, clip)
    if sgd:
        twin = copy.deepcopy(model)
        rule = torch.optim.SGD(twin.parameters(), lr=SGD["learningRate"])
        tensors["sgd.losses"] = train(twin, rule, minibatch, clip)

    case = {
        "file": f"{'-'.join([cell, *options])}-{layers}x{units}-{'e%d' % embedding if embedding else 'onehot'}"
        f"{'' if bias else '-nobias'}-v{vocabulary}-b{batch}-t{steps}.safetensors",
        "cell": cell, "layers": layers, "units": units, "vocabulary": vocabulary, "embedding": embedding,
        "bias": bias, "B": batch, "T": steps, "clip": clip, "sgd": sgd, **options,
    }  # fmt: skip
    save(case["file"], tensors, {"case": json.dumps(case)})
    return case


def make_pytorch_model():
    torch.manual_seed(2)
    model = LanguageModel("lstm", 2, 16, 13, 6, True, dtype=torch.float32)
    save_file(model.state_dict(), HERE / "pytorch-model.safetensors")
    model = model.double()
    inputs, targets = torch.randint(13, (5, 3)), torch.randint(13, (5, 3))
    loss, _ = model.loss(inputs, targets)
    loss.backward()
    tensors = {"inputs": inputs.int(), "targets": targets.int(), "loss": loss} | gradients_of(model)
    save("pytorch-model-expected.safetensors", tensors)


def main():
    for old in HERE.glob("*-*.safetensors"):
        old.unlink()
    listed = [make_case(number, *case) for number, case in enumerate(cases())]
    assert len({case["file"] for case in listed}) == len(listed)
    make_pytorch_model()
    index = {"torch": torch.__version__.split("+")[0], "adam": ADAM, "sgd": SGD, "cases": listed}
    lines = ",\n    ".join(json.dumps(case) for case in listed)
    head = json.dumps({key: value for key, value in index.items() if key != "cases"})[1:-1]
    (HERE / "index.json").write_text(f'{{\n  {head},\n  "cases": [\n    {lines}\n  ]\n}}\n')
    size = sum(file.stat().st_size for file in HERE.glob("*.safetensors"))
    print(f"{len(listed)} cases, {size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
