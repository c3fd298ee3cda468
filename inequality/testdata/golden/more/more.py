#!/usr/bin/env python3
"""Golden values of measures that have no peer that can be had here, and the check of those that have one.

    Rscript more.R > r.json && python3 more.py r.json > ../more.json

run in this folder. Every value is computed with 50 digits (mpmath), from the definition with every row written out, in a way that the package does not
go; where R has it, R's value stands in "value" and this one in "check", else there are two formulas.
"""
import csv, json, sys
from mpmath import mp, mpf, log, exp, sqrt, floor, fabs

mp.dps = 50
MPMATH = "mpmath " + __import__("mpmath").__version__ + " 50 digits, "
records = []


def table(name):
    with open("../" + name + ".csv") as f:
        return list(csv.DictReader(f))


def put(dataset, measure, params, weighted, value, check, source, check_source, rtol="1e-12"):
    rel = fabs(value - check) / (fabs(check) if check != 0 else 1)
    if not rel < mpf("1e-11"):
        sys.exit("%s %s %s: %s and %s" % (dataset, measure, params, value, check))
    records.append({"dataset": dataset, "measure": measure, "params": params, "weighted": weighted, "value": float(value), "source": source,
                    "check": float(check), "check_source": check_source, "rel_diff": float("%.2e" % rel), "rtol": float(rtol)})


# Quantiles. Rows are (x, w), sorted.
OFFSET = {4: lambda p: 0, 5: lambda p: mpf(1) / 2, 6: lambda p: p, 7: lambda p: 1 - p, 8: lambda p: (p + 1) / 3, 9: lambda p: p / 4 + mpf(3) / 8}


def hyndman_fan(xs, p, t):
    """The definition of Hyndman and Fan, of sorted values. p is a float, as R takes it, so n p is compared with whole numbers within 1e-12."""
    n, p = len(xs), mpf(p)
    m = {1: 0, 2: 0, 3: -mpf(1) / 2}.get(t)
    m = OFFSET[t](p) if m is None else m
    j = int(floor(n * p + m + mpf("1e-12")))
    g = n * p + m - j
    zero = fabs(g) < mpf("1e-12")
    gamma = {1: 0 if zero else 1, 2: mpf(1) / 2 if zero else 1, 3: 0 if zero and j % 2 == 0 else 1}.get(t, 0 if zero else g)
    at = lambda k: xs[min(max(k, 1), n) - 1]
    return (1 - gamma) * at(j) + gamma * at(j + 1)


def averaged(rows, p, t):
    """The average of the inverse of the weighted distribution function over a stretch of one row in n = (sum w)^2/sum w^2, by a sum over all rows."""
    total = sum(w for _, w in rows)
    n = total ** 2 / sum(w ** 2 for _, w in rows)
    p = mpf(p)
    h = min(max(n * p + OFFSET[t](p), 1), n)
    lo, hi = (h - 1) / n * total, h / n * total
    s, upto = mpf(0), mpf(0)
    for x, w in rows:
        s += x * max(min(upto + w, hi) - max(upto, lo), 0)
        upto += w
    return s / (hi - lo)


def averaged_again(rows, p, t):
    """The same, as the difference of two values of the cumulated sum of w x, linear between rows."""
    total = sum(w for _, w in rows)
    n = total ** 2 / sum(w ** 2 for _, w in rows)
    h = min(max(n * mpf(p) + OFFSET[t](mpf(p)), 1), n)

    def upto(c):
        s = mpf(0)
        for x, w in rows:
            if c <= w:
                return s + x * c
            s, c = s + x * w, c - w
        return s
    return (upto(h / n * total) - upto((h - 1) / n * total)) / (total / n)


def interpolate(points, p):
    if p <= points[0][0]:
        return points[0][1]
    for (a, x), (b, y) in zip(points, points[1:]):
        if p <= b:
            return x + (y - x) * (p - a) / (b - a)
    return points[-1][1]


def merged(rows):
    out = {}
    for x, w in rows:
        out[x] = out.get(x, 0) + w
    return sorted(out.items())


def rank_points(rows, part):
    total, c, points = sum(w for _, w in rows), mpf(0), []
    for x, w in merged(rows):
        points.append(((c + w * part) / total, x))
        c += w
    return points


# Measures of rows written out once for each count, by ranks and by the Lorenz polygon.
def lorenz(rows):
    total, sx = sum(w for _, w in rows), sum(w * x for x, w in rows)
    p, l, points = mpf(0), mpf(0), [(mpf(0), mpf(0))]
    for x, w in rows:
        p, l = p + w / total, l + w * x / sx
        points.append((p, l))
    return points


def integral(points, f):
    """Of f(p) (p - L(p)) over the polygon; f is a polynomial of degree 1, so Simpson's rule is exact."""
    s = mpf(0)
    for (a, la), (b, lb) in zip(points, points[1:]):
        m, lm = (a + b) / 2, (la + lb) / 2
        s += (b - a) / 6 * (f(a) * (a - la) + 4 * f(m) * (m - lm) + f(b) * (b - lb))
    return s


def by_weights(rows, cumulated):
    """sum r (V(F_i) - V(F_{i-1})), with V the integral of the weights of ranks."""
    total, sx = sum(w for _, w in rows), sum(w * x for x, w in rows)
    mu, c, s = sx / total, mpf(0), mpf(0)
    for x, w in rows:
        s += x / mu * (cumulated((c + w) / total) - cumulated(c / total))
        c += w
    return s


def one_variable(dataset, rows, wname, weighted):
    params = {"x": "x"}
    if weighted:
        params["w"] = wname
    rows = sorted(rows)
    total = sum(w for _, w in rows)
    mu = sum(w * x for x, w in rows) / total
    f = [w / total for _, w in rows]
    r = [x / mu for x, _ in rows]
    points = lorenz(rows)
    two = MPMATH + "definition"
    add = lambda measure, value, check, how="other formula", **more: put(dataset, measure, {**params, **more}, weighted, value, check, two, MPMATH + how)
    add("mehran", integral(points, lambda p: 6 * (1 - p)), by_weights(rows, lambda p: p - 1 + (1 - p) ** 3), "weights of ranks")
    add("piesch", integral(points, lambda p: 3 * p), by_weights(rows, lambda p: (p ** 3 - p) / 2), "weights of ranks")
    arc = sum(sqrt((b - a) ** 2 + (lb - la) ** 2) for (a, la), (b, lb) in zip(points, points[1:]))
    add("kakwani_length", (arc - sqrt(2)) / (2 - sqrt(2)), (sum(fi * sqrt(1 + ri ** 2) for fi, ri in zip(f, r)) - sqrt(2)) / (2 - sqrt(2)), "mean of sqrt(1 + r^2)")
    # Lorenz asymmetry: largest value below the mean, next value with all its weight.
    m = merged(rows)
    below = [(x, w) for x, w in m if x < mu]
    nxt = m[len(below)]
    d = mpf(1) / 2 if nxt[0] == mu else (mu - below[-1][0]) / (nxt[0] - below[-1][0])
    fm, lm = sum(w for _, w in below) / total, sum(w * x for x, w in below) / (total * mu)
    one = nxt[1] / total if nxt[0] == mu else min(nxt[1] / total, sum(w ** 2 for _, w in rows) / total ** 2)
    cut = lambda c: (c, sum(x * max(min(w, c * total - sum(v for y, v in m if y < x)), 0) for x, w in m) / (total * mu))
    add("lorenz_asymmetry", fm + lm + d * one * (1 + nxt[0] / mu), sum(cut(fm + d * one)), "the polygon there")
    for kappa in ("1e-4", "-1e-4") if mu > 1000 else ("0.01", "-0.01"):
        a = mpf(kappa)
        ede = -log(sum(fi * exp(-a * x) for fi, (x, _) in zip(f, rows))) / a
        add("kolm_pollak", (mu - ede) * (1 if a > 0 else -1), log(sum(fi * exp(a * (mu - x)) for fi, (x, _) in zip(f, rows))) / abs(a), kappa=float(a))
        put(dataset, "kolm_pollak_ede", {**params, "kappa": float(a)}, weighted, ede, mu - log(sum(fi * exp(a * (mu - x)) for fi, (x, _) in zip(f, rows))) / a, two, MPMATH + "other formula")
    if rows[0][0] > 0:
        add("j_divergence", sum(fi * (ri - 1) * log(ri) for fi, ri in zip(f, r)), sum(fi * ri * log(ri) for fi, ri in zip(f, r)) - sum(fi * log(ri) for fi, ri in zip(f, r)), "T + L")
    # Concentration on few, and poverty by ranks of rows: whole weights, written out.
    if not all(w == int(w) for _, w in rows):
        return
    long = [x for x, w in rows for _ in range(int(w))]
    n, sx = len(long), sum(long)
    add("herfindahl", sum((x / sx) ** 2 for x in long), sum(w * x * x for x, w in rows) / sum(w * x for x, w in rows) ** 2, "by values")
    if rows[0][0] >= 0:
        add("hannah_kay", sum((x / sx) ** mpf("1.5") for x in long) ** 2, sum(w * (x / sx) ** mpf("1.5") for x, w in rows) ** 2, "by values", alpha=1.5)
    gini = sum((2 * (i + 1) - n - 1) * x for i, x in enumerate(long)) / (n * sx)
    add("rosenbluth", 1 / (2 * sum((i + 1) * x for i, x in enumerate(reversed(long))) / sx - 1), 1 / (n * (1 - gini)), "from the Gini")
    add("concentration_ratio", sum(long[-20:]) / sx, sum(sorted(long, reverse=True)[:20]) / sx, "from the top", k=20)
    z = sorted(long)[n // 3] * mpf("1.01")
    z = mpf(float(z))
    if not z > 0 or rows[0][0] < 0:
        return
    poor = [x for x in long if x < z]
    q = len(poor)
    capped = [min(x, z) for x in long]
    sc = sum(capped)
    add("takayama", sum((2 * (i + 1) - n - 1) * x for i, x in enumerate(capped)) / (n * sc),
        1 + mpf(1) / n - 2 / (sc / n * n * n) * sum((n - i) * x for i, x in enumerate(capped)), "as apode writes it", z=float(z))
    add("thon", 2 / (n * (n + 1) * z) * sum((n - i) * (z - x) for i, x in enumerate(poor)),
        2 / (n * (n + 1) * z) * (sum((z - x) for x in poor) + sum((n - i - 1) * (z - x) for i, x in enumerate(poor))), z=float(z))
    add("kakwani_poverty", mpf(q) / n * sum((z - x) / z * ((1 - mpf(i) / q) ** 3 - (1 - mpf(i + 1) / q) ** 3) for i, x in enumerate(poor)),
        sum(w / total * (z - x) / z * b for (x, w), b in kakwani_brackets(m, z, 2)), "by values", z=float(z), k=2)
    add("chakravarty", sum(1 - (x / z) ** mpf("0.5") for x in poor) / n, sum(w * (1 - sqrt(x / z)) for x, w in rows if x < z) / total, "by values", z=float(z), beta=0.5)
    if rows[0][0] > 0 and z > 1:
        add("hagenaars", sum(1 - log(x) / log(z) for x in poor) / n, sum(w * (log(z) - log(x)) for x, w in rows if x < z) / total / log(z), "from Watts", z=float(z))


def kakwani_brackets(m, z, k):
    poor = [(x, w) for x, w in m if x < z]
    all_, c = sum(w for _, w in poor), mpf(0)
    for x, w in poor:
        yield (x, w), ((1 - c / all_) ** (k + 1) - (1 - (c + w) / all_) ** (k + 1)) * all_ / w
        c += w


for dataset in ("lognormal1000", "ties300", "zeros400", "pareto500", "negatives250"):
    data = table(dataset)
    one = [(mpf(d["x"]), mpf(1)) for d in data]
    counts = [(mpf(d["x"]), mpf(d["w"])) for d in data]
    real = [(mpf(d["x"]), mpf(d["wr"])) for d in data]
    one_variable(dataset, one, "", False)
    one_variable(dataset, counts, "w", True)
    one_variable(dataset, real, "wr", True)
    for p in (0.01, 0.1, 0.5, 0.77, 1):
        for t in range(4, 10):
            put(dataset, "quantile", {"x": "x", "w": "wr", "p": p, "type": t}, True, averaged(sorted(real), p, t), averaged_again(sorted(real), p, t),
                MPMATH + "overlap with each row", MPMATH + "difference of cumulated sums")

ROWS = {}
for r in json.load(open(sys.argv[1])):
    dataset, params = r["dataset"], r["params"]
    data = table(dataset)
    if r["measure"] == "quantile":
        check = hyndman_fan(sorted(mpf(d["x"]) for d in data), params["p"], params["type"])
    elif r["measure"] == "quantile_counts":
        check = hyndman_fan(sorted(mpf(d["x"]) for d in data for _ in range(int(d["w"]))), params["p"], params["type"])
    elif r["measure"] in ("rank_quantile", "mid_rank_quantile"):
        part = 1 if r["measure"] == "rank_quantile" else mpf(1) / 2
        check = interpolate(rank_points([(mpf(d["x"]), mpf(d["w"])) for d in data], part), mpf(params["p"]))
    else:
        real = sorted((mpf(d["x"]), mpf(d["wr"])) for d in data)

        def step(p, rows):
            total, c = sum(w for _, w in rows), mpf(0)
            for x, w in rows:
                c += w
                if c >= p * total:
                    return x
        if r["measure"].startswith("pay_gap"):
            a, b = (sorted((mpf(d["x"]), mpf(d["wr"])) for d in data if d["group"] == params[g]) for g in "ab")
            mean = lambda rows: sum(w * x for x, w in rows) / sum(w for _, w in rows)
            of = mean if r["measure"] == "pay_gap_mean" else lambda rows: step(mpf(1) / 2, rows)
            check = (of(a) - of(b)) / of(a)
        elif r["measure"] == "qsr":
            q1, q4 = step(mpf("0.2"), real), step(mpf("0.8"), real)
            check = sum(w * x for x, w in real if x > q4) / sum(w * x for x, w in real if x <= q1)
        else:
            z = mpf("0.6") * step(mpf(1) / 2, real)
            poor = [(x, w) for x, w in real if x < z]
            check = sum(w for _, w in poor) / sum(w for _, w in real) if r["measure"] == "arpr" else (z - step(mpf(1) / 2, poor)) / z
    put(dataset, r["measure"], params, r["weighted"], mpf(r["value"]), check, r["source"], MPMATH + "definition")

print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
