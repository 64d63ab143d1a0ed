"""Student's t, intervals and rank correlations by SciPy: writes statistics.json beside this file (SciPy 1.17)."""
import json
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy import stats

random = np.random.default_rng(1)
quantiles = [
    {"p": p, "freedom": freedom, "t": stats.t.ppf(p, freedom)}
    for freedom in (1, 2, 3, 4, 9, 30, 500)
    for p in (0.001, 0.3, 0.5, 0.9, 0.975, 0.9995)
]
probabilities = [
    {"t": t, "freedom": freedom, "p": stats.t.cdf(t, freedom)}
    for freedom in (1, 2, 5, 8.5, 40)
    for t in (-30, -2.5, -0.1, 0, 0.7, 3, 12)
]
intervals = []
for n in (3, 4, 5, 9):
    values = random.normal(0.08, 0.03, n)
    low, high = stats.t.interval(0.95, n - 1, loc=values.mean(), scale=stats.sem(values))
    intervals.append({"values": values.tolist(), "low": low, "high": high})
bootstraps = []
for n in (10, 25):
    values = random.gamma(2, 0.05, n)
    # So many resamples that the percentiles are those of the bootstrap itself.
    found = stats.bootstrap((values,), np.mean, n_resamples=400_000, batch=20_000, method="percentile", rng=1)
    interval = found.confidence_interval
    bootstraps.append({"values": values.tolist(), "low": interval.low, "high": interval.high})


def by_chance(x, y, found):
    """How probable so large a |rho| is: of few pairs counted over all orders, since Student's t is only good for many."""
    if len(x) > 8:
        return found.pvalue
    a, b = stats.rankdata(x), stats.rankdata(y)
    all_rho = [np.corrcoef(a, b[list(order)])[0, 1] for order in permutations(range(len(b)))]
    return float(np.mean(np.abs(all_rho) >= abs(found.statistic) - 1e-9))


correlations = []
for n, noise in ((3, 1), (4, 0.1), (8, 1), (20, 0.5), (40, 3)):
    x = random.normal(0, 1, n)
    y = x + random.normal(0, noise, n)
    # With and without ties.
    for x, y in ((x, y), (np.round(x), np.round(y, 1))):
        found = stats.spearmanr(x, y)
        if not np.isnan(found.statistic):
            correlations.append({"x": x.tolist(), "y": y.tolist(), "rho": found.statistic, "p": by_chance(x, y, found)})
vectors = {
    "quantiles": quantiles,
    "probabilities": probabilities,
    "intervals": intervals,
    "bootstraps": bootstraps,
    "correlations": correlations,
}
Path(__file__).with_name("statistics.json").write_text(json.dumps(vectors, indent=1) + "\n")
