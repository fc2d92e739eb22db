"""What a Python user would write with numpy (and numba, where it is installed) for the same stack."""
import numpy as np

from peer import numbers, serve

energy = numbers("energy")
stack = numbers("mu").reshape(-1, energy.size)
frames = len(stack)
out = np.empty_like(stack)


def normalize_fixed_e0():
    e0 = 8345.0
    index = np.abs(energy - e0).argmin()
    pre = (energy > e0 - 150) & (energy < e0 - 75)
    post = (energy > e0 + 25) & (energy < energy[-1])
    line = np.polynomial.polynomial.polyfit(energy[pre] - e0, stack[:, pre].T, 1)
    below = np.polynomial.polynomial.polyval(energy - e0, line)
    curve = np.polynomial.polynomial.polyfit(energy[post] - e0, (stack - below)[:, post].T, 2)
    above = np.polynomial.polynomial.polyval(energy - e0, curve)
    step = above[:, index][:, None]
    norm = (stack - below) / step
    flat = norm.copy()
    flat[:, index:] += 1 - above[:, index:] / step
    return norm, flat


candidates = [
    ("numpy: copy", frames, lambda: np.copyto(out, stack)),
    ("numpy: derivative map", frames, lambda: np.gradient(stack, axis=1) / np.gradient(energy)),
    ("numpy: norm + flat, fixed e0, no errors", frames, normalize_fixed_e0),
]
skipped = []
try:
    from numba import njit

    @njit(fastmath=False)
    def slopes(x, y, to):
        for f in range(y.shape[0]):
            for i in range(1, x.size - 1):
                to[f, i] = (y[f, i + 1] - y[f, i - 1]) / (x[i + 1] - x[i - 1])
            to[f, 0] = (y[f, 1] - y[f, 0]) / (x[1] - x[0])
            to[f, -1] = (y[f, -1] - y[f, -2]) / (x[-1] - x[-2])

    candidates.append(("numba: derivative map", frames, lambda: slopes(energy, stack, out)))
except ImportError:
    skipped.append("numba: not installed")
serve(candidates, skipped)
