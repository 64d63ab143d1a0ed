"""Makes training.json with PyTorch: what Unroll's optimisers, schedules and clippings are held against.

    pip install torch==2.13.0 numpy safetensors
    python make_training.py

    schedules    learning rates of the schedulers of torch.optim.lr_scheduler. `config` is the schedule as a .rnnconfig
                 writes it, `rates` the rate of each of the steps 1, 2, …; where the schedule counts epochs, `stepsPerEpoch`
                 steps make one. A plateau's `losses` are those of the validations, one after each step; with `best` they are
                 that figure, which should be large.
    optimizers   ten losses on one minibatch of an existing vector of this folder (`file`), the loss before each update.
                 `config` is the optimizer as a .rnnconfig writes it.
    averages     the parameters' average after ten updates of SGD, of torch.optim.swa_utils.AveragedModel: the sum of all its
                 numbers, each times 1, 2, 3, … in the order of the state_dict, which no two averages share.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.optim import lr_scheduler as lr
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from model import model_of

HERE = Path(__file__).resolve().parent
BASE = 0.3
STEPS = 30
FILES = ["lstm-2x5-e4-v11-b7-t7", "gru-1x33-e4-v5-b3-t7", "rnn-1x17-onehot-v5-b7-t7"]


def fresh_optimizer(rate=BASE):
    return torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=rate)


def rates_of(make, steps=STEPS, every=1, losses=None):
    """The rate of each step when the scheduler is stepped after every `every` steps."""
    optimizer = fresh_optimizer()
    scheduler = make(optimizer)
    rates = []
    for step in range(1, steps + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step % every == 0:
            scheduler.step(losses[step - 1]) if losses else scheduler.step()
    return rates


def warm(steps, make):
    """Rates of 1/n, 2/n, … of the base for n steps, then those of the scheduler."""

    def made(optimizer):
        first = lr.LinearLR(optimizer, start_factor=1 / steps, end_factor=1, total_iters=steps - 1)
        return lr.SequentialLR(optimizer, [first, make(optimizer)], milestones=[steps])

    return made


def held(steps, make):
    """The base rate for n steps, then those of the scheduler."""

    def made(optimizer):
        first = lr.ConstantLR(optimizer, factor=1, total_iters=0)
        return lr.SequentialLR(optimizer, [first, make(optimizer)], milestones=[steps])

    return made


def schedules():
    def case(config, make, **more):
        every = more.get("stepsPerEpoch", 1)
        return {"config": config, **more, "rates": rates_of(make, every=every, losses=more.get("losses"))}

    constant = lambda o: lr.ConstantLR(o, factor=1, total_iters=0)
    step = lambda n, g: lambda o: lr.StepLR(o, n, g)
    exponential = lambda g: lambda o: lr.ExponentialLR(o, g)
    cosine = lambda n, least=0: lambda o: lr.CosineAnnealingLR(o, n, least)
    yield case("constant", constant)
    yield case({"name": "constant", "warmup": 7}, warm(7, constant))
    yield case({"name": "step", "every": 4, "unit": "step"}, step(4, 0.1))
    yield case({"name": "step", "every": 2, "factor": 0.5}, step(2, 0.5), stepsPerEpoch=3)
    yield case({"name": "step", "every": 5, "factor": 0.7, "unit": "step", "warmup": 6}, warm(6, step(5, 0.7)))
    yield case({"name": "step", "every": 3, "factor": 0.5, "unit": "step", "hold": 8}, held(8, step(3, 0.5)))
    yield case({"name": "exponential", "factor": 0.9, "unit": "step"}, exponential(0.9))
    yield case({"name": "exponential", "factor": 0.5}, exponential(0.5), stepsPerEpoch=7)
    yield case({"name": "exponential", "factor": 0.8, "hold": 2}, held(2, exponential(0.8)), stepsPerEpoch=5)
    yield case({"name": "exponential", "factor": 0.95, "unit": "step", "warmup": 2}, warm(2, exponential(0.95)))
    yield case("cosine", cosine(STEPS))
    yield case({"name": "cosine", "length": 29, "minimum": 0.01}, cosine(29, 0.01))
    yield case({"name": "cosine", "minimum": 0.02, "warmup": 10}, warm(10, cosine(STEPS - 10, 0.02)))
    yield case({"name": "cosine", "unit": "epoch"}, cosine(8), stepsPerEpoch=4)
    generator = torch.Generator().manual_seed(5)
    losses = (2 + torch.rand(STEPS, generator=generator, dtype=torch.float64)).tolist()
    falling = [3 * 0.99999**i for i in range(STEPS)]
    plateau = lambda **more: lambda o: lr.ReduceLROnPlateau(o, **more)
    yield case("plateau", plateau(), losses=[1.5] * STEPS)
    yield case({"name": "plateau", "factor": 0.5, "patience": 2}, plateau(factor=0.5, patience=2), losses=losses)
    yield case({"name": "plateau", "factor": 0.5, "patience": 2}, plateau(factor=0.5, patience=2), losses=falling)
    yield case(
        {"name": "plateau", "factor": 0.3, "patience": 0, "threshold": 0.05, "cooldown": 3, "minimum": 0.004},
        plateau(factor=0.3, patience=0, threshold=0.05, cooldown=3, min_lr=0.004),
        losses=losses,
    )
    yield case({"name": "plateau", "factor": 0.1, "patience": 0}, plateau(patience=0), losses=[1.5] * STEPS)
    shares = torch.rand(STEPS, generator=generator, dtype=torch.float64)
    yield case(
        {"name": "plateau", "factor": 0.5, "patience": 1, "threshold": 0.05},
        plateau(mode="max", factor=0.5, patience=1, threshold=0.05),
        best="hitAt1",
        losses=[0.5 + i / 50 + 0.1 * x for i, x in enumerate(shares.tolist())],
    )


OPTIMIZERS = [
    ("sgd", 0.5, {}, lambda p, r: torch.optim.SGD(p, r)),
    ({"name": "sgd", "momentum": 0.9}, 0.1, {}, lambda p, r: torch.optim.SGD(p, r, momentum=0.9)),
    ({"name": "sgd", "momentum": 0.8, "dampening": 0.3}, 0.2, {}, lambda p, r: torch.optim.SGD(p, r, momentum=0.8, dampening=0.3)),
    ({"name": "sgd", "momentum": 0.9, "nesterov": True}, 0.1, {}, lambda p, r: torch.optim.SGD(p, r, momentum=0.9, nesterov=True)),
    ({"name": "sgd", "momentum": 0.9, "nesterov": True}, 0.1, {"weightDecay": 0.05}, lambda p, r: torch.optim.SGD(p, r, momentum=0.9, nesterov=True, weight_decay=0.05)),
    ("sgd", 0.5, {"weightDecay": 0.1, "clip": {"value": 0.01}}, lambda p, r: torch.optim.SGD(p, r, weight_decay=0.1)),
    ("rmsprop", None, {}, lambda p, r: torch.optim.RMSprop(p)),
    ({"name": "rmsprop", "alpha": 0.9}, 0.003, {"clip": {"norm": 0.1}}, lambda p, r: torch.optim.RMSprop(p, r, alpha=0.9)),
    ({"name": "rmsprop", "momentum": 0.9}, 0.001, {"weightDecay": 0.02}, lambda p, r: torch.optim.RMSprop(p, r, momentum=0.9, weight_decay=0.02)),
    ({"name": "rmsprop", "centered": True, "epsilon": 1e-6}, 0.003, {}, lambda p, r: torch.optim.RMSprop(p, r, centered=True, eps=1e-6)),
    ({"name": "rmsprop", "centered": True, "momentum": 0.5, "alpha": 0.95}, 0.002, {"clip": {"value": 0.02}}, lambda p, r: torch.optim.RMSprop(p, r, centered=True, momentum=0.5, alpha=0.95)),
    ("adagrad", None, {}, lambda p, r: torch.optim.Adagrad(p)),
    ({"name": "adagrad", "rateDecay": 0.1, "initialAccumulator": 0.2, "epsilon": 1e-7}, 0.1, {"weightDecay": 0.01}, lambda p, r: torch.optim.Adagrad(p, r, lr_decay=0.1, initial_accumulator_value=0.2, eps=1e-7, weight_decay=0.01)),
    ("adam", None, {}, lambda p, r: torch.optim.Adam(p)),
    ({"name": "adam", "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6}, 0.01, {"weightDecay": 0.1}, lambda p, r: torch.optim.Adam(p, r, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    ("adam", 0.01, {"clip": {"value": 0.01}}, lambda p, r: torch.optim.Adam(p, r)),
    ("adamw", None, {}, lambda p, r: torch.optim.AdamW(p)),
    ("adamw", 0.02, {"weightDecay": 0.5, "clip": {"norm": 0.1}}, lambda p, r: torch.optim.AdamW(p, r, weight_decay=0.5)),
]  # fmt: skip


def load(file):
    tensors = load_file(HERE / f"{file}.safetensors")
    names = ("embedding.", "rnn.", "output.")
    model = model_of({name: value for name, value in tensors.items() if name.startswith(names)})
    layers = [tensors[f"state.l{k}.h"].double() for k in range(model.layers)]
    state = torch.stack(layers)
    if model.cell == "lstm":
        state = (state, torch.stack([tensors[f"state.l{k}.c"].double() for k in range(model.layers)]))
    return model, (tensors["inputs"].long(), tensors["targets"].long(), state)


def train(file, make, rate, clip, after=lambda model: None):
    model, minibatch = load(file)
    optimizer = make(model.parameters(), rate)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss, _ = model.loss(*minibatch)
        loss.backward()
        if clip and "norm" in clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip["norm"])
        if clip and "value" in clip:
            torch.nn.utils.clip_grad_value_(model.parameters(), clip["value"])
        optimizer.step()
        after(model)
        losses.append(loss.item())
    return losses


def optimizers():
    for config, rate, more, make in OPTIMIZERS:
        for file in FILES:
            training = {"optimizer": config, "clip": None, **more}
            if rate is not None:
                training["learningRate"] = rate
            yield {"file": file, "training": training, "losses": train(file, make, rate, training["clip"])}


def averages():
    for config, options in [
        ({"name": "ema", "decay": 0.9}, {"multi_avg_fn": get_ema_multi_avg_fn(0.9)}),
        ({"name": "ema"}, {"multi_avg_fn": get_ema_multi_avg_fn()}),
        ({"name": "mean"}, {}),
        ({"name": "mean", "after": 4}, {}),
        ({"name": "ema", "decay": 0.7, "after": 6}, {"multi_avg_fn": get_ema_multi_avg_fn(0.7)}),
    ]:
        average = None
        step = 0

        def after(model):
            nonlocal average, step
            step += 1
            if step > config.get("after", 0):
                average = average or AveragedModel(model, **options)
                average.update_parameters(model)

        train(FILES[0], lambda p, r: torch.optim.SGD(p, r), 0.5, None, after)
        numbers = torch.cat([value.flatten() for value in average.module.state_dict().values()])
        places = torch.arange(1, len(numbers) + 1, dtype=torch.float64)
        yield {"file": FILES[0], "learningRate": 0.5, "averaging": config, "sum": (numbers * places).sum().item()}


def main():
    made = {
        "torch": torch.__version__.split("+")[0],
        "base": BASE,
        "schedules": list(schedules()),
        "optimizers": list(optimizers()),
        "averages": list(averages()),
    }
    lines = [
        f'  "{key}": ' + (json.dumps(value) if not isinstance(value, list) else "[\n    " + ",\n    ".join(map(json.dumps, value)) + "\n  ]")
        for key, value in made.items()
    ]
    (HERE / "training.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(*(f"{len(made[key])} {key}" for key in ("schedules", "optimizers", "averages")), sep=", ")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
