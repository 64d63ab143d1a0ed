"""Makes gradients.safetensors: the gradients of the first minibatch of every task over whole sequences, by PyTorch in float64.

    pip install torch==2.13.0 numpy safetensors
    python gradients.py

Each case `<n>` has a config and a file of data, which the metadata `cases` holds as text, and random parameters by PyTorch's names
(float32). A minibatch has all its examples, so that their order means nothing. `<n>.loss` and `<n>.gradient.<name>` (float64) are
what the step lowers and its gradients. What a file becomes is worked out here again: `rows` of a case are its examples (inputs,
vectors, targets; numbers normalised), `vocabulary`, `labels`, `classWeights` and `normalization` what the event `gradients` prints.
"""

import json
from collections import Counter
from pathlib import Path
from statistics import fmean, pstdev

import torch
from safetensors.torch import save_file
from torch.nn.utils.rnn import pad_sequence

from sequence_model import IGNORED, SequenceModel

HERE = Path(__file__).resolve().parent
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
MODEL = {
    **{"kind": "recurrent", "cell": "gru", "units": 4, "layers": 1, "bidirectional": False, "embedding": 3, "bias": True},
    **{"activation": None, "projection": None, "readout": None, "tied": False},
}
TRAINING = {"loss": "squared", "labelSmoothing": 0, "reduce": "mean", "classWeights": None}
SPECIALS = ["<unk>", "<eos>", "<bos>"]

REVIEWS = [
    ("the film was good", "ham"),
    ("an awful awful film", "spam"),
    ("good good story and a very good cast", "ham"),
    ("dull", "spam"),
    ("the story was good", "ham"),
    ("a film", "news"),
]
SENSORS = [(1, 0.5, 2), (1, 1.5, 4), (2, 2.5, 2), (3, 0, 1), (3, 1, 3), (3, 7, 4), (4, -2.25, 1.5), (4, 0, 0.125)]
STARS = {1: "2", 2: "1", 3: "3", 4: "2"}
WORDS = {1: "go up".split(), 2: ["go"], 3: "go go up".split(), 4: "up go".split()}
CITIES = [
    [("to", "O"), ("New", "B-city"), ("York", "I-city")],
    [("Boston", "B-city")],
    [("from", "O"), ("Boston", "B-city"), ("to", "O"), ("New", "B-city"), ("York", "I-city")],
]
SERIES = [(i * i % 7 + i / 8, (3 * i) % 5 - 0.5) for i in range(14)]
NAMES = [("up", "abc"), ("down", "cba"), ("up", "bcd"), ("up", "b")]
SIZES = [(1, 2, "abc"), (3, 2.5, "cba"), (2, 0, "bca")]


def by_count(tokens):
    """By falling count, then code point."""
    counts = Counter(tokens)
    return sorted(counts, key=lambda token: (-counts[token], token))


def normalized(columns, names):
    """Each column with the mean and the deviation of all its numbers, and both as the event has them."""
    facts = [{"column": name, "mean": fmean(c), "scale": pstdev(c)} for name, c in zip(names, columns)]
    scaled = [[(x - f["mean"]) / f["scale"] for x in c] for c, f in zip(columns, facts)]
    # As they are read: in float32.
    return torch.tensor(scaled).float().T.tolist(), facts


def table(header, rows):
    return "\n".join(",".join(str(cell) for cell in row) for row in [header, *rows]) + "\n"


def reviews(labels, name, **sections):
    """Texts of words with a label each, or several, or yes and no."""
    texts = [text.split() for text, _ in REVIEWS]
    vocabulary = SPECIALS + by_count(word for words in texts for word in words)
    if labels == "several":
        given = [["ham"], ["spam", "ham"], ["news", "ham"], ["spam"], [], ["news"]]
        cells = ["|".join(one) for one in given]
    else:
        given = [["no" if labels == "binary" and label != "ham" else "yes" if labels == "binary" else label] for _, label in REVIEWS]
        cells = [one[0] for one in given]
    names = ["yes"] if labels == "binary" else by_count(label for one in given for label in one)
    ids = [[vocabulary.index(word) for word in words] for words in texts]
    if labels in ("several", "binary"):
        targets = [[float(label in one) for label in names] for one in given]
    else:
        targets = [names.index(one[0]) for one in given]
    rows = [{"inputs": own, "targets": target} for own, target in zip(ids, targets)]
    data = {"format": "csv", "unit": "word", "labels": labels, "input": "text", "target": "label"}
    file = table(("text", "label"), [(f'"{text}"', f'"{cell}"') for (text, _), cell in zip(REVIEWS, cells)])
    return made("classification", name, data, file, rows, vocabulary=vocabulary, labels=names, **sections)


def sensors(tokens, name, **sections):
    """Rows of a table with the numbers of each step, and with `tokens` a word beside them."""
    order = sorted(STARS)
    vectors, facts = normalized([[row[k] for row in SENSORS] for k in (1, 2)], ("x", "y"))
    words = [word for one in order for word in WORDS[one]]
    vocabulary = SPECIALS + by_count(words) if tokens else None
    names = sorted(set(STARS.values()))
    rows = []
    for one in order:
        own = [i for i, row in enumerate(SENSORS) if row[0] == one]
        ids = {"inputs": [vocabulary.index(word) for word in WORDS[one]]} if tokens else {}
        rows.append({**ids, "vectors": [vectors[i] for i in own], "targets": names.index(STARS[one])})
    data = {"format": "csv", "sequence": "id", "input": (["word"] if tokens else []) + ["x", "y"], "target": "stars", "labels": "ordered"}
    file = table(
        ("id", "word", "x", "y", "stars"),
        [(one, word, x, y, STARS[one]) for (one, x, y), word in zip(SENSORS, words)],
    )
    normalization = {"inputs": facts, "targets": []}
    more = {"vocabulary": vocabulary} if tokens else {}
    return made("classification", name, data, file, rows, labels=names, normalization=normalization, **more, **sections)


def tags(labels, name, **sections):
    """Sentences with a tag a token, in the format of CoNLL."""
    sentences = CITIES
    if labels == "binary":
        sentences = [[(word, "no" if tag == "O" else "yes") for word, tag in sentence] for sentence in CITIES]
    vocabulary = SPECIALS + by_count(word for sentence in sentences for word, _ in sentence)
    names = ["yes"] if labels == "binary" else by_count(tag for sentence in sentences for _, tag in sentence)
    rows = [
        {
            "inputs": [vocabulary.index(word) for word, _ in sentence],
            "targets": [[float(tag == "yes")] if labels == "binary" else names.index(tag) for _, tag in sentence],
        }
        for sentence in sentences
    ]
    data = {"format": "conll", "labels": labels}
    file = "\n\n".join("\n".join(f"{word} {tag}" for word, tag in sentence) for sentence in sentences) + "\n"
    return made("tagging", name, data, file, rows, vocabulary=vocabulary, labels=names, **sections)


def forecast(window, target, name, **sections):
    """Windows of a series of two columns, each step with the row after it."""
    columns = dict(zip("xy", zip(*SERIES)))
    vectors, facts = normalized([columns["x"], columns["y"]], ("x", "y"))
    wanted = ["xy".index(column) for column in target]
    rows = [
        {
            "vectors": vectors[start : start + window],
            "targets": [[vectors[t + 1][k] for k in wanted] for t in range(start, start + window)],
        }
        for start in range(len(SERIES) - window)
    ]
    data = {"format": "csv", "window": window, "input": ["x", "y"], "target": target}
    normalization = {"inputs": facts, "targets": [facts[k] for k in wanted]}
    return made("forecasting", name, data, table("xy", SERIES), rows, normalization=normalization, **sections)


def forecast_shops(window, name, **sections):
    """Several series in one table, each normalised by itself; no window reaches from one into the next."""
    rows, facts, lines = [], [], []
    for shop, offset in (("north", 2), ("south", 100)):
        values = [offset + x * y for x, y in SERIES[: 9 if shop == "north" else 12]]
        scaled, [fact] = normalized([values], ["sales"])
        facts.append({"name": shop, "inputs": [fact], "targets": [fact]})
        lines += [(shop, value) for value in values]
        for start in range(len(values) - window):
            rows.append({"vectors": scaled[start : start + window], "targets": scaled[start + 1 : start + 1 + window]})
    data = {"format": "csv", "window": window, "sequence": "shop", "input": ["sales"], "target": "sales"}
    file = table(("shop", "sales"), lines)
    return made("forecasting", name, data, file, rows, normalization={"series": facts}, **sections)


def writing_from_numbers(name, **sections):
    """Texts that begin with nothing and have the same numbers beside every step."""
    vectors, facts = normalized([[row[k] for row in SIZES] for k in (0, 1)], ("size", "weight"))
    vocabulary = ["<eos>", "<bos>"] + by_count(character for *_, text in SIZES for character in text)
    rows = []
    for (*_, text), own in zip(SIZES, vectors):
        ids = [vocabulary.index(symbol) for symbol in ("<bos>", *text, "<eos>")]
        rows.append({"inputs": ids[:-1], "vectors": [own] * (len(ids) - 1), "targets": ids[1:]})
    data = {"format": "csv", "input": ["size", "weight"], "target": "text"}
    file, normalization = table(("size", "weight", "text"), SIZES), {"inputs": facts, "targets": []}
    return made("generation", name, data, file, rows, vocabulary=vocabulary, normalization=normalization, **sections)


def writing(name, **sections):
    """Texts that begin with a label, a character a step, and end."""
    starts = by_count(label for label, _ in NAMES)
    vocabulary = ["<eos>", "<bos>", *(f"<label {label}>" for label in starts)]
    vocabulary += by_count(character for _, text in NAMES for character in text)
    rows = []
    for label, text in NAMES:
        ids = [vocabulary.index(symbol) for symbol in (f"<label {label}>", *text, "<eos>")]
        rows.append({"inputs": ids[:-1], "targets": ids[1:]})
    data = {"format": "csv", "input": "label", "target": "text"}
    return made("generation", name, data, table(("label", "text"), NAMES), rows, vocabulary=vocabulary, **sections)


def made(task, name, data, file, rows, model=None, training=None, class_weights=None, **facts):
    """A case: what a person writes, what the event prints of it, and what the network is."""
    own = {"batchSize": len(rows), **(training or {})}
    network = {key: MODEL[key] for key in ("cell", "units", *(["embedding"] if "inputs" in rows[0] else []))} | (model or {})
    config = {"task": task, "data": {"train": "data", "validation": 0, "test": 0, **data}, "model": network, "training": own}
    full = {"task": task, "data": {"labels": None, **data}, "model": {**MODEL, **(model or {})}, "training": {**TRAINING, **own}}
    if task == "forecasting":
        full["model"]["embedding"] = 0
    return {"name": name, "config": config, "full": full, "data": file, "rows": rows, "classWeights": class_weights, "facts": facts}


def parameters_of(case, generator):
    """Random parameters with the names and shapes of the network."""
    model, facts, row = case["full"]["model"], case["facts"], case["rows"][0]
    symbols = len(facts.get("vocabulary", ()))
    inputs = (model["embedding"] or symbols if "inputs" in row else 0) + len(row.get("vectors", [[]])[0])
    answers = len(facts.get("labels", ())) or symbols
    if case["full"]["task"] == "forecasting":
        answers = len(row["targets"][0])
    directions = ["", "_reverse"] if model["bidirectional"] else [""]
    gates, units = GATES[model["cell"]] * model["units"], model["projection"] or model["units"]
    shapes = {"embedding.weight": (symbols, model["embedding"])} if "inputs" in row and model["embedding"] else {}
    for layer in range(model["layers"]):
        width = inputs if layer == 0 else units * len(directions)
        for direction in directions:
            end = f"l{layer}{direction}"
            shapes |= {f"rnn.weight_ih_{end}": (gates, width), f"rnn.weight_hh_{end}": (gates, units)}
            shapes |= {f"rnn.bias_ih_{end}": (gates,), f"rnn.bias_hh_{end}": (gates,)}
            if model["projection"]:
                shapes[f"rnn.weight_hr_{end}"] = (units, model["units"])
    shapes |= {"output.weight": (answers, units * len(directions)), "output.bias": (answers,)}
    return {key: (torch.rand(*shape, generator=generator) - 0.5) * 1.4 for key, shape in shapes.items()}


def step_of(case):
    """All examples of a case as one minibatch, padded."""
    rows = case["rows"]
    lengths = [len(row.get("inputs") or row["vectors"]) for row in rows]

    def padded(name, padding=0):
        return pad_sequence([torch.tensor(row[name]) for row in rows], padding_value=padding)

    per_step = case["full"]["task"] != "classification"
    classes = isinstance(rows[0]["targets"][0] if per_step else rows[0]["targets"], int)
    targets = padded("targets", IGNORED if classes else 0) if per_step else torch.tensor([row["targets"] for row in rows])
    step = {"lengths": lengths, "targets": targets, "classWeights": case["classWeights"], "config": case["full"]}
    return step | {name: padded(name) for name in ("inputs", "vectors") if name in rows[0]}


CASES = [
    reviews(
        "one",
        "classes with weights and smoothing, both directions",
        model={"bidirectional": True},
        training={"classWeights": {"spam": 5, "news": 0.5}, "labelSmoothing": 0.1},
        class_weights={"weights": [1, 5, 0.5]},
    ),
    reviews(
        "several",
        "several labels, balanced, the largest of all steps, one-hot",
        model={"cell": "rnn", "activation": "relu", "layers": 2, "embedding": 0, "readout": "max"},
        training={"classWeights": "balanced"},
        # How many examples lack the label for one that has it.
        class_weights={"positive": [1, 2, 2]},
    ),
    reviews(
        "binary",
        "yes and no, balanced, the mean of all steps",
        model={"cell": "lstm", "readout": "mean"},
        training={"classWeights": "balanced"},
        # Examples over labels times examples of the label.
        class_weights={"weights": [6 / (2 * 3)], "positive": [1]},
    ),
    sensors(False, "ordered labels of vectors", model={"cell": "lstm", "projection": 2, "readout": "last"}),
    sensors(True, "ordered labels of words beside numbers, both directions", model={"bidirectional": True, "layers": 2}),
    tags(
        "one",
        "tags, balanced, both directions",
        model={"cell": "lstm", "bidirectional": True},
        training={"classWeights": "balanced"},
        class_weights={"weights": [9 / (3 * 4), 9 / (3 * 3), 9 / (3 * 2)]},
    ),
    tags("binary", "tags that are yes or no, summed over time", model={"cell": "rnn"}, training={"reduce": "sum"}),
    forecast(5, ["x", "y"], "two columns", model={"layers": 2}),
    forecast(3, ["y"], "one column, the Huber error", training={"loss": {"name": "huber", "delta": 0.4}}, model={"cell": "lstm"}),
    forecast(4, ["x"], "one column, the absolute error", training={"loss": "absolute"}, model={"cell": "rnn"}),
    forecast_shops(3, "several series"),
    writing("texts that begin with a label", model={"cell": "lstm"}),
    writing_from_numbers("texts from numbers"),
]


def main():
    tensors, cases = {}, []
    for n, case in enumerate(CASES):
        parameters = parameters_of(case, torch.Generator().manual_seed(12_000 + n))
        model = SequenceModel(case["full"], parameters, len(case["facts"].get("vocabulary", ())))
        objective, mean = model.loss(step_of(case))
        objective.backward()
        tensors |= {f"{n}.{name}": value for name, value in parameters.items()}
        tensors |= {f"{n}.gradient.{name}": value.grad.clone() for name, value in model.named_parameters()}
        tensors[f"{n}.loss"] = mean.detach()
        printed = {"name": case["name"], "config": case["config"], "data": case["data"], "rows": case["rows"], **case["facts"]}
        cases.append(printed | ({"classWeights": case["classWeights"]} if case["classWeights"] else {}))
    save_file({name: value.contiguous() for name, value in tensors.items()}, HERE / "gradients.safetensors", metadata={"cases": json.dumps(cases)})
    print(f"{len(cases)} cases, {(HERE / 'gradients.safetensors').stat().st_size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
