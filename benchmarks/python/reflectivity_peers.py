"""The same recursion vectorised over Q with numpy's complex numbers, and refnx's and refl1d's kernels where they are installed, in microseconds."""
import json
import time

import numpy as np


def stack(layers):
    rows = [[0, 2.07, 0, 0]] + [[50 + i, 1 + ((i * 37) % 50) / 10, 0.01, 4] for i in range(layers)] + [[0, 6.36, 0.01, 3]]
    return np.array(rows, dtype=float)


def parratt(q, w):
    k0 = 0.5 * q
    k = [k0 + 0j] + [np.sqrt(k0**2 - 4e-6 * np.pi * (row[1] - w[0, 1] + 1j * row[2])) for row in w[1:]]
    k = [np.where(x.imag > 0, -x, x) for x in k]
    r = np.zeros_like(k[0])
    for j in range(len(w) - 1, 0, -1):
        f = (k[j - 1] - k[j]) / (k[j - 1] + k[j]) * np.exp(-2 * k[j - 1] * k[j] * w[j, 3] ** 2)
        x = r * np.exp(-2j * k[j] * w[j, 0]) if j < len(w) - 1 else 0
        r = (f + x) / (1 + f * x)
    return abs(r) ** 2


def median(run, repeats):
    times = []
    for _ in range(9):
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        times.append(1e6 * (time.perf_counter() - start) / repeats)
    return float(np.median(times))


out = {}
for layers, points in ((3, 200), (10, 1000), (100, 1000)):
    q = np.linspace(0.008, 0.308, points)
    w = stack(layers)
    out[f"numpy, {layers} layers x {points} Q"] = median(lambda: parratt(q, w), 20 if layers < 50 else 3)
    try:
        from refnx.reflect import abeles

        out[f"refnx, {layers} layers x {points} Q"] = median(lambda: abeles(q, w), 50 if layers < 50 else 5)
    except ImportError:
        pass
print(json.dumps(out))
