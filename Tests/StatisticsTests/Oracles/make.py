"""Writes oracles.csv: numbers that Statistics must agree with, from SciPy and NumPy.

    python3 -m venv venv && venv/bin/pip install scipy mpmath confseq && venv/bin/python make.py

Each line is `function,inputs,expected`: numbers with blanks between, lists of them with semicolons.
Nothing here shares code with Statistics. Where SciPy has no such function, the formula is written out
from its source the plain way; where SciPy itself is wrong (tails of a few ten-millionths of large
gamma laws, numbers below 1e-307), mpmath stands in with forty digits.
"""
import itertools
import os
from importlib.metadata import version
from types import SimpleNamespace

import confseq.boundaries
import mpmath
import numpy as np
import scipy
from scipy import optimize, special, stats

mpmath.mp.dps = 40
rows = []


def add(name, inputs, expected):
    def numbers(values):
        return " ".join(repr(float(v)) for v in np.atleast_1d(values))

    rows.append(f"{name},{';'.join(numbers(i) for i in inputs)},{numbers(expected)}")


# Distributions
for z in [-38, -12, -5, -1.5, -0.1, 0, 0.3, 2.2, 6]:
    add("normal.cumulative", [z], mpmath.ncdf(z))
for p in [1e-300, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9]:
    add("normal.quantile", [p], stats.norm.ppf(p))
for nu in [0.5, 1, 2, 3, 4.5, 7, 19, 30, 199, 5000, 1e6]:
    for t in [-40, -3, -0.2, 0.001, 1.1, 2.9, 25]:
        add("student.cumulative", [t, nu], stats.t.cdf(t, nu))
    # SciPy's own quantile of t is good to about 1e-12 for whole degrees only.
    for p in [1e-9, 0.0005, 0.025, 0.4, 0.5, 0.51, 0.95, 0.975, 0.9995]:
        add("student.quantile", [p, nu], special.stdtrit(nu, p))
shapes = [(0.5, 0.5), (1, 1), (1, 20), (3, 18), (2.5, 1000), (97, 4), (500, 500), (1e5, 3),
          (4e5, 6e5), (0.1, 7)]
for a, b in shapes:
    for x in [1e-8, 0.001, 0.03, 0.2, 0.5, 0.9, 0.9995]:
        add("beta.cumulative", [x, a, b], special.betainc(a, b, x))
    for p in [1e-6, 0.0125, 0.025, 0.5, 0.9, 0.975, 0.99999]:
        add("beta.quantile", [p, a, b], special.betaincinv(a, b, p))
for a in [0.25, 0.5, 1, 2, 7.5, 40, 1000, 1e6]:
    for x in [a * 1e-3, a * 0.5, a * 0.97, a, a * 1.04, a * 1.5 + 1, a * 2 + 10]:
        add("gamma.cumulative", [x, a], special.gammainc(a, x))
        add("gamma.survival", [x, a], special.gammaincc(a, x))
    for p in [1e-6, 0.025, 0.5, 0.975, 0.99999]:
        found = special.gammaincinv(a, p)
        if a > 1e5:
            found = mpmath.findroot(lambda x: mpmath.gammainc(a, 0, x, regularized=True) - p, found)
        add("gamma.quantile", [p, a], found)
for k in [1, 2, 5, 10, 60, 401]:
    for p in [0.0125, 0.025, 0.5, 0.95, 0.999]:
        add("chi.quantile", [p, k], stats.chi2.ppf(p, k))

# Shares and rates
for k, n in [(0, 1), (1, 1), (0, 20), (1, 20), (10, 10), (61, 61), (97, 100), (171, 175), (600, 1200),
             (123_456, 1_000_000)]:
    for c in [0.8, 0.95, 0.975]:
        found = stats.binomtest(k, n)
        for name in ["exact", "wilson"]:
            ci = found.proportion_ci(c, method=name)
            add("share." + name, [k, n, c], [ci.low, ci.high])
        low = stats.binomtest(k, n, alternative="greater").proportion_ci(c, "exact").low
        high = stats.binomtest(k, n, alternative="less").proportion_ci(c, "exact").high
        add("share.exact.sides", [k, n, c], [low, high])
for k in [0, 1, 2, 9, 40, 3000]:
    for c in [0.9, 0.95, 0.99]:
        tail = (1 - c) / 2
        low = stats.chi2.ppf(tail, 2 * k) / 2 if k else 0
        high = stats.chi2.isf(tail, 2 * k + 2) / 2
        add("rate", [k, 12.5, c], [low / 12.5, high / 12.5])

# Means, paired differences and the bootstrap
rng = np.random.default_rng(20260101)
first = np.round(rng.normal(280, 30, 12), 3)
second = np.round(first - rng.normal(12, 4, 12), 3)
for c in [0.9, 0.95, 0.99]:
    ci = stats.ttest_rel(first, second).confidence_interval(c)
    add("paired", [first, second, c], [np.mean(first - second), ci.low, ci.high])
    ci = stats.ttest_1samp(1e9 + first, 0).confidence_interval(c)
    add("mean", [1e9 + first, c], [np.mean(1e9 + first), ci.low, ci.high])
# All 5^5 resamples of five values, so that chance has no part in it.
values = np.array([1.3, 2.1, 2.2, 4.9, 11.7])
everything = np.array([np.mean(r) for r in itertools.product(values, repeat=5)])
known = SimpleNamespace(bootstrap_distribution=everything)
for method in ["percentile", "BCa"]:
    for c in [0.8, 0.95, 0.99]:
        ci = stats.bootstrap((values,), np.mean, n_resamples=0, bootstrap_result=known,
                             method=method, confidence_level=c).confidence_interval
        add("bootstrap." + method, [values, c], [ci.low, ci.high])
# And the spread, whose bias BCa is there for.
spreads = np.array([np.std(r) for r in itertools.product(values, repeat=5)])
known = SimpleNamespace(bootstrap_distribution=spreads)
for c in [0.8, 0.95]:
    ci = stats.bootstrap((values,), np.std, n_resamples=0, bootstrap_result=known,
                         method="BCa", confidence_level=c).confidence_interval
    add("bootstrap.spread", [values, c], [ci.low, ci.high])
for p in [0, 0.025, 0.3, 0.5, 0.77, 1]:
    add("sample.quantile", [np.sort(first), p], np.quantile(first, p))

# Curves
points = rng.normal(50, 10, (7, 5)).round(3)
for c in [0.9, 0.95]:
    ends = [stats.ttest_1samp(points[:, g], 0).confidence_interval(1 - (1 - c) / 5) for g in range(5)]
    add("band.bonferroni", [points.T.ravel(), c], [e for ci in ends for e in (ci.low, ci.high)])


def largest(correlation, degrees, confidence):
    size = len(correlation)
    law = stats.multivariate_t(np.zeros(size), correlation, degrees, seed=1)

    def miss(factor):
        corner = np.full(size, factor)
        return law.cdf(corner, lower_limit=-corner, maxpts=400_000, random_state=1) - confidence

    return optimize.brentq(miss, 1, 12, xtol=1e-4)


# Curves with exactly these correlations, made by turning orthogonal columns.
for n, correlation in [(8, [[1, 0], [0, 1]]), (8, [[1, 0.9], [0.9, 1]]),
                       (20, [[1, 0.5, 0.2], [0.5, 1, -0.6], [0.2, -0.6, 1]]),
                       (20, [[1, 0.99, 0.98], [0.99, 1, 0.99], [0.98, 0.99, 1]])]:
    raw = rng.normal(size=(n, len(correlation)))
    raw -= raw.mean(0)
    raw = np.linalg.qr(raw)[0] @ np.linalg.cholesky(np.array(correlation)).T
    for c in [0.8, 0.95]:
        add("band.largest", [raw.T.ravel(), n, c], largest(np.array(correlation), n - 1, c))

x = np.array([0, 1, 2, 3.5, 4, 6, 7, 9, 9, 12.0])
y = (3 + 0.4 * x + rng.normal(0, 1, x.size)).round(3)
line = stats.linregress(x, y)
add("line", [x, y], [line.slope, line.intercept, line.stderr, line.pvalue])
for c in [0.9, 0.95]:
    t = stats.t.ppf((1 + c) / 2, x.size - 2)
    add("line.slope", [x, y, c], [line.slope - t * line.stderr, line.slope + t * line.stderr])
    add("line.upper", [x, y, c], line.slope + stats.t.ppf(c, x.size - 2) * line.stderr)
    at = np.array([-3, 0, 5, 20.0])
    design = np.column_stack([np.ones_like(x), x])
    spread = np.sum((y - line.intercept - line.slope * x) ** 2) / (x.size - 2)
    inverse = np.linalg.inv(design.T @ design)
    probe = np.column_stack([np.ones_like(at), at])
    reach = np.sqrt(2 * stats.f.ppf(c, 2, x.size - 2) * spread
                    * np.einsum("ij,jk,ik->i", probe, inverse, probe))
    middle = probe @ [line.intercept, line.slope]
    add("line.band", [x, y, at, c], np.column_stack([middle - reach, middle + reach]).ravel())
z = np.round(y)
for name, w in [("rank", y), ("rank.ties", z)]:
    for c in [0.9, 0.95]:
        sen = stats.theilslopes(w, x, alpha=c)
        tau = stats.kendalltau(x, w, method="asymptotic")
        add(name, [x, w, c], [sen.slope, sen.low_slope, sen.high_slope, tau.pvalue])


def mser(values, batch=5):
    means = np.asarray(values[:len(values) // batch * batch]).reshape(-1, batch).mean(1)
    scores = [np.var(means[d:]) / (len(means) - d) for d in range(len(means) - 5)]
    return int(np.argmin(scores)) * batch


for length, tau, noise in [(200, 15, 1), (203, 30, 1), (300, 5, 0.3), (150, 60, 0.2)]:
    run = (10 - 20 * np.exp(-np.arange(length) / tau) + rng.normal(0, noise, length)).round(3)
    add("mser", [run], mser(run))

# Survival
times = np.array([3, 5, 5, 8, 10, 12, 12, 15, 20, 20, 20, 21.0])
ended = np.array([1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0])
data = stats.CensoredData(uncensored=times[ended == 1], right=times[ended == 0])
curve = stats.ecdf(data).sf
for c in [0.9, 0.95]:
    ci = curve.confidence_interval(c, method="log-log")
    for t in [3, 4, 5, 9, 12, 14, 20, 21]:
        add("survival", [times, ended, t, c],
            [curve.evaluate(t), ci.low.evaluate(t), ci.high.evaluate(t)])



def quantile(curve, share):
    """The first time by which this share has ended; infinite where there is none."""
    reached = curve.quantiles[curve.probabilities <= 1 - share + 1e-12]
    return reached[0] if len(reached) else np.inf


shares = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95]
lasting = np.round(rng.lognormal(6, 1.2, 150)) + 1
watched = np.round(rng.uniform(1, 4000, 150)) + 1
for last, end in [(times, ended), (times, np.ones(12)), (np.minimum(lasting, watched), lasting <= watched),
                  (lasting, np.ones(150))]:
    end = np.asarray(end, dtype=float)
    data = stats.CensoredData(uncensored=last[end == 1], right=last[end == 0])
    curve = stats.ecdf(data).sf
    for share in shares:
        add("survival.time", [last, end, share], quantile(curve, share))

# Shares that are watched as they grow
for n, p in [(1, 0.5), (7, 0.03), (20, 0.5), (110, 0.1), (1000, 0.999), (1_000_000, 1e-5)]:
    for k in sorted({0, 1, int(n * p), int(n * p) + 3, n // 2, n} & set(range(n + 1))):
        add("binomial.probability", [k, n, p], mpmath.binomial(n, k) * mpmath.mpf(p) ** k * (1 - mpmath.mpf(p)) ** (n - k))
        add("binomial.cumulative", [k, n, p], stats.binom.cdf(k, n, p))
        add("binomial.survival", [k, n, p], stats.binom.sf(k - 1, n, p))


def log_evidence(k, n, p, a, b):
    """ln of the mixture's likelihood over that of p, with forty digits."""
    p = mpmath.mpf(p)
    return (mpmath.log(mpmath.beta(k + a, n - k + b)) - mpmath.log(mpmath.beta(a, b))
            - k * mpmath.log(p) - (n - k) * mpmath.log(1 - p))


for k, n in [(10, 10), (0, 20), (3, 50), (97, 100), (950, 1000), (1, 2), (123_456, 1_000_000)]:
    for a, b in [(0.5, 0.5), (1, 1), (8, 2)]:
        for c in [0.9, 0.95, 0.995]:
            def excess(p):
                return log_evidence(k, n, p, a, b) + mpmath.log(1 - mpmath.mpf(c))

            def end(outer, inner):
                # Halving: the ratio is monotone on either side of k/n.
                low, high = mpmath.mpf(outer), mpmath.mpf(inner)
                for _ in range(120):
                    middle = (low + high) / 2
                    if excess(middle) < 0:
                        high = middle
                    else:
                        low = middle
                return high

            share = mpmath.mpf(k) / n
            add("share.anytime", [k, n, c, a, b],
                [0 if k == 0 else end(mpmath.mpf(10) ** -30, share),
                 1 if k == n else end(1 - mpmath.mpf(10) ** -30, share)])
# confseq weighs by Beta(r / (1 - p), r / p) against the share p, with r from the number of trials for which it is to
# be narrow: the same ratio, so at each share one prior of ours is theirs.
for k, n in [(10, 10), (3, 50), (97, 100), (950, 1000), (0, 20)]:
    for p in [0.1, 0.5, 0.93]:
        for narrow in [10, 300]:
            log_alpha = np.log(1 / 0.05)
            rho = narrow * p * (1 - p) / (2 * log_alpha + np.log(1 + 2 * log_alpha))
            r = max(rho - p * (1 - p), 1e-3 * p * (1 - p))
            theirs = confseq.boundaries.beta_binomial_log_mixture(
                k - n * p, n * p * (1 - p), narrow * p * (1 - p), p, 1 - p, 0.05, False)
            a, b = r / (1 - p), r / p
            assert abs(log_evidence(k, n, p, a, b) - theirs) < 1e-9
            add("share.evidence", [k, n, p, a, b], theirs)


def course(low, high, error, limit, share):
    """How Wald's walk ends: all paths of the walk, one number of successes after the other."""
    barrier = np.log((1 - error) / error)
    alive, ends, trials = {0: 1.0}, [0.0, 0.0], 0.0
    for n in range(1, limit + 1):
        trials += sum(alive.values())
        grown = {}
        for k, weight in alive.items():
            for more, chance in [(0, 1 - share), (1, share)]:
                grown[k + more] = grown.get(k + more, 0) + weight * chance
        alive = {}
        for k, weight in grown.items():
            walk = k * np.log(high / low) + (n - k) * np.log((1 - high) / (1 - low))
            if walk >= barrier - 1e-9:
                ends[0] += weight
            elif walk <= -barrier + 1e-9:
                ends[1] += weight
            else:
                alive[k] = weight
    return [*ends, sum(alive.values()), trials]


for low, high, error, limit in [(0.8, 0.9, 0.05, 40), (0.1, 0.2, 0.05, 40), (0.9, 0.95, 0.1, 120), (0.3, 0.7, 0.01, 60)]:
    for share in [0, 0.05, low, (low + high) / 2, high, 0.99, 1]:
        add("sequential.course", [low, high, error, limit, share], course(low, high, error, limit, share))

# Curves of a known shape
for size in [1, 2, 5, 12, 40]:
    level = rng.normal(0, 1, size).round(2) + 0.05 * np.arange(size)
    weight = rng.integers(1, 30, size).astype(float)
    add("isotonic", [level, weight], optimize.isotonic_regression(level, weights=weight).x)
    # Of all places of the peak the best, each half by SciPy.
    best = None
    for rising in range(1, size + 1):
        up = optimize.isotonic_regression(level[:rising], weights=weight[:rising]).x
        down = optimize.isotonic_regression(level[rising:], weights=weight[rising:], increasing=False).x \
            if rising < size else []
        curve = np.concatenate([up, down])
        sum_of_squares = np.sum(weight * (level - curve) ** 2)
        if best is None or sum_of_squares < best:
            best = sum_of_squares
    add("unimodal", [level, weight], best)


def law(n, rate, contention, coherency):
    return rate * n / (1 + contention * (n - 1) + coherency * n * (n - 1))


sizes = np.array([1, 2, 4, 8, 12, 20, 32, 48, 64, 96.0])
for constants, noise in [((2, 0.05, 0.0008), 0.3), ((0.013, 0.02, 3e-5), 0.0), ((40, 0.3, 1e-3), 2), ((1, 0, 1e-2), 0.05)]:
    rate = (law(sizes, *constants) + rng.normal(0, noise, sizes.size)).clip(0).round(6)
    weight = rng.integers(4, 30, sizes.size).astype(float)
    found = min((optimize.least_squares(
        lambda c: np.sqrt(weight) * (rate - law(sizes, *(c * constants_scale))), start, bounds=(0, np.inf),
        xtol=1e-15, ftol=1e-15, gtol=1e-15, x_scale="jac", max_nfev=5000)
        for constants_scale in [np.array([constants[0], 0.01, 1e-4])]
        for start in [(1, 1, 1), (1, 10, 1e-3), (1, 1e-3, 10)]), key=lambda f: f.cost)
    add("scalability", [sizes, rate, weight],
        [*(found.x * np.array([constants[0], 0.01, 1e-4])), 2 * found.cost])

# Several arms of the same seeds, and the best of them
for arm_count, seed_count in [(2, 6), (3, 10), (5, 12)]:
    shared = rng.normal(0, 5, seed_count)
    arm = (100 + np.arange(arm_count)[:, None] ** 1.5 + shared + rng.normal(0, 2, (arm_count, seed_count))).round(3)
    for c in [0.8, 0.95]:
        t = stats.t.ppf(1 - (1 - c) / (arm_count - 1), seed_count - 1)

        def reach(i, j):
            return t * stats.sem(arm[i] - arm[j])

        def gap(i, j):
            return np.mean(arm[i] - arm[j])

        others = {i: [j for j in range(arm_count) if j != i] for i in range(arm_count)}
        top = [max(0, min(gap(i, j) + reach(i, j) for j in others[i])) for i in range(arm_count)]
        left = [i for i in range(arm_count) if top[i] > 0]
        ends = []
        for i in range(arm_count):
            rivals = [j for j in left if j != i]
            ends += [min(0, min(gap(i, j) - reach(i, j) for j in rivals)) if rivals else 0, top[i]]
        add("best", [arm.ravel(), arm_count, c], ends)

for sample in [rng.normal(0, 1, 30), rng.exponential(2, 12), np.concatenate([rng.normal(0, 1, 20), rng.normal(9, 1, 15)])]:
    sample = sample.round(3)
    add("bimodality", [sample], [stats.skew(sample), stats.kurtosis(sample, fisher=False)])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracles.csv")
with open(path, "w") as file:
    file.write(f"# SciPy {scipy.__version__} and NumPy {np.__version__}, mpmath {mpmath.__version__}, confseq {version('confseq')}, by make.py\n")
    file.write("function,inputs,expected\n" + "\n".join(rows) + "\n")
