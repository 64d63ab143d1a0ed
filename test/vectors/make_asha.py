"""Decisions of Ray Tune's ASHA (ray[tune] 2.60) on recorded curves: writes asha.json beside this file."""
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from ray.tune.schedulers import AsyncHyperBandScheduler

random = np.random.default_rng(7)


def curves(trials, steps, rises):
    """Losses that fall, or accuracies that rise, towards ends of their own; rounded, so that some are equal."""
    ends = random.uniform(0.2, 0.8, trials)
    rates = random.uniform(1, 8, trials)
    times = np.arange(1, steps + 1) / steps
    falling = ends[:, None] + (1 - ends)[:, None] * np.exp(-rates[:, None] * times)
    falling += random.normal(0, 0.02, falling.shape)
    return np.round(1 - falling if rises else falling, 2)


def decisions(values, min_steps, steps, mode, jobs):
    """Trials take turns, `jobs` at a time, a step each; a trial that ends makes room for the next."""
    scheduler = AsyncHyperBandScheduler(grace_period=min_steps, max_t=steps, reduction_factor=3)
    scheduler.set_search_properties("value", mode)
    waiting = [SimpleNamespace(trial_id=str(i)) for i in range(len(values))]
    running, at, found = [], {}, []
    rungs = [int(rung) for rung, _ in scheduler._brackets[0]._rungs]
    while waiting or running:
        while waiting and len(running) < jobs:
            trial = waiting.pop(0)
            scheduler.on_trial_add(None, trial)
            running.append(trial)
        for trial in list(running):
            step = at[trial.trial_id] = at.get(trial.trial_id, 0) + 1
            value = float(values[int(trial.trial_id)][step - 1])
            result = {"training_iteration": step, "value": value}
            action = scheduler.on_trial_result(None, trial, result)
            if step in rungs and step < steps:
                found.append({"trial": int(trial.trial_id), "step": step, "value": value, "goesOn": action == "CONTINUE"})
            if action == "STOP" or step == steps:
                running.remove(trial)
    return found


cases = []
for trials, min_steps, steps, mode, jobs in [
    (12, 1, 30, "min", 1),
    (12, 1, 30, "max", 1),
    (20, 2, 60, "min", 4),
    (9, 5, 20, "max", 3),
    (30, 3, 100, "min", 8),
]:
    values = curves(trials, steps, mode == "max")
    found = decisions(values, min_steps, steps, mode, jobs)
    cases.append({"minSteps": min_steps, "steps": steps, "rises": mode == "max", "decisions": found})
text = ",\n".join(json.dumps(case) for case in cases)
Path(__file__).with_name("asha.json").write_text(f"[\n{text}\n]\n")
