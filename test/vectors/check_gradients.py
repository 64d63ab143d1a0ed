"""Repeats in PyTorch, in float64, the step that `unroll gradients` printed, and compares the gradients it wrote.

    pip install torch==2.13.0 numpy safetensors
    unroll gradients FILE.rnnconfig --weights W.safetensors --out G.safetensors --json > line.jsonl
    python check_gradients.py W.safetensors line.jsonl G.safetensors [--tolerance 1e-5]

The second argument holds the line {"event":"gradients","task":…,"loss":…,"inputs":[[…]],"targets":[[…]],…} of any task, as the
manual describes it, but of sequence-to-sequence, which make_seq2seq.py repeats; other lines are passed over, and - reads standard input. The initial state is zero and there is no dropout. For
each tensor it prints ‖a−b‖/‖b‖, b being PyTorch's, then the largest, and the loss's relative error. Exit status 1: larger than the
tolerance, or the two sides do not have the same tensors.
"""

import argparse
import json
import sys

import torch
from safetensors.torch import load_file

from model import model_of
from sequence_model import sequence_model_of


def printed_step(path):
    with sys.stdin if path == "-" else open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                event = json.loads(line)
                if event.get("event") == "gradients":
                    return event
    sys.exit(f"{path}: no line has \"event\":\"gradients\"")


def relative(a, b):
    """‖a−b‖/‖b‖; where b is exactly zero, zero if a is too and infinite otherwise."""
    difference, norm = torch.linalg.vector_norm(a - b).item(), torch.linalg.vector_norm(b).item()
    return difference / norm if norm else (0.0 if difference == 0 else float("inf"))


def check(weights_file, step_file, gradients_file, tolerance):
    """Prints how far apart the two sides are; whether they agree."""
    weights = load_file(weights_file)
    step = printed_step(step_file)
    if step["task"] == "language-model":
        model = model_of(weights)
        if len(step["vocabulary"]) != model.vocabulary:
            sys.exit(f"the vocabulary has {len(step['vocabulary'])} symbols, output.weight {model.vocabulary} rows")
        if step["config"]["model"]["tied"]:
            model.output.weight = model.embedding.weight
        loss, _ = model.loss(torch.tensor(step["inputs"]), torch.tensor(step["targets"]))
        loss.backward()
    else:
        model = sequence_model_of(weights, step)
        objective, loss = model.loss(step)
        objective.backward()

    theirs = {name: parameter.grad for name, parameter in model.named_parameters()}
    ours = load_file(gradients_file)
    same_names = theirs.keys() == ours.keys()
    if not same_names:
        print(f"missing: {sorted(theirs.keys() - ours.keys())}, unexpected: {sorted(ours.keys() - theirs.keys())}")
    largest = 0.0
    for name in sorted(theirs.keys() & ours.keys()):
        if theirs[name].shape != ours[name].shape:
            print(f"{name}: shape {list(ours[name].shape)}, PyTorch's is {list(theirs[name].shape)}")
            same_names = False
            continue
        error = relative(ours[name].double(), theirs[name])
        largest = max(largest, error) if error == error else float("nan")
        print(f"{error:.3e}  {name}")
    loss_error = abs(step["loss"] - loss.item()) / abs(loss.item())
    print(f"largest {largest:.3e}; loss {step['loss']:.9f}, PyTorch {loss.item():.9f}, relative error {loss_error:.3e}")
    return same_names and largest <= tolerance and loss_error <= tolerance


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE", help="weights, the command's JSON lines or -, gradients; or several such")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()
    files = arguments.files
    if len(files) % 3:
        parser.error("three files belong together: weights, the command's JSON lines, gradients")
    good = [check(*files[i : i + 3], arguments.tolerance) for i in range(0, len(files), 3)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
