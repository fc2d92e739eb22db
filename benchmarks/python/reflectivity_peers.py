"""The same recursion vectorised over Q with numpy's complex numbers, refnx where it is installed, and refnx's C code (src/refcalc.c, a shared
library named by OPERANDO_REFNX_LIBRARY, compiled by whoever has it: gcc -O3 -march=native -shared -fPIC refcalc.c)."""
import ctypes
import os

import numpy as np

from peer import serve


def stack(layers, absorption):
    rows = [[50 + i, 1 + ((i * 37) % 50) / 10, absorption, 4] for i in range(layers)]
    return np.array([[0, 2.07, 0, 0], *rows, [0, 6.36, absorption, 3]], dtype=float)


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


def compiled(library):
    doubles = ctypes.POINTER(ctypes.c_double)
    abeles = ctypes.CDLL(library).abeles
    abeles.argtypes = [ctypes.c_int, doubles, ctypes.c_int, doubles, doubles]
    abeles.restype = None

    def curve(q, w):
        inner = w[1:-1]
        head = [len(inner), 1, w[0, 1], w[0, 2], w[-1, 1], w[-1, 2], 0, w[-1, 3]]
        numbers = np.concatenate([head, inner.ravel()])
        out = np.empty_like(q)
        at = [values.ctypes.data_as(doubles) for values in (numbers, out, q)]
        return out, (len(numbers), at[0], len(q), at[1], at[2]), numbers

    def prepared(q, w):
        out, arguments, kept = curve(q, w)
        abeles(*arguments)
        if not np.allclose(out, parratt(q, w), rtol=1e-6, atol=0):
            raise RuntimeError("refnx's C and numpy do not agree")

        def run(_kept=kept):
            abeles(*arguments)

        return run

    return prepared


candidates, skipped = [], []
library = os.environ.get("OPERANDO_REFNX_LIBRARY")
own = compiled(library) if library else None
if own is None:
    skipped.append("refnx's C: OPERANDO_REFNX_LIBRARY is not set")
try:
    from refnx.reflect import abeles as installed
except ImportError:
    installed = None
    skipped.append("refnx: not installed")
for kind, absorption in (("absorbing", 0.01), ("real", 0.0)):
    for layers, points in ((3, 200), (10, 1000), (100, 1000)):
        q, w = 0.008 + 0.3 * np.arange(points) / points, stack(layers, absorption)
        name = f"{layers} layers x {points} Q, {kind}"
        candidates.append((f"numpy: {name}", 1, lambda q=q, w=w: parratt(q, w)))
        if own is not None:
            candidates.append((f"refnx's C: {name}", 1, own(q, w)))
        if installed is not None:
            candidates.append((f"refnx: {name}", 1, lambda q=q, w=w: installed(q, w)))
serve(candidates, skipped)
