"""The same attenuation and profile with numpy, in single precision."""
import numpy as np

from peer import numbers, serve

edge = int(round(numbers("raw").size ** 0.5))
raw = numbers("raw").astype(np.uint16).reshape(edge, edge)
dark = numbers("dark").astype(np.float32).reshape(edge, edge)
factor = numbers("factor").astype(np.float32).reshape(edge, edge)
side = int(numbers("open")[0])
left, right = (int(each) for each in numbers("columns"))
millions = raw.size / 1e6


def dose_of(signal):
    return (signal[:, :side].mean() + signal[:, edge - side:].mean()) / 2


def attenuation():
    signal = raw - dark
    return -np.log(signal / dose_of(signal) * factor)


def in_place():
    signal = raw - dark
    dose = dose_of(signal)
    signal *= factor
    signal /= dose
    np.log(signal, out=signal)
    return np.negative(signal, out=signal)


def with_variance():
    signal = raw - dark
    k = factor / dose_of(signal)
    t = signal * k
    return -np.log(t), (np.maximum(signal, 0) + np.float32(4)) * k * k / (t * t)


serve(
    [
        ("numpy -log((S - D) / dose * factor), single precision, no variance", millions, attenuation),
        ("the same in place, step by step", millions, in_place),
        ("numpy with variances", millions, with_variance),
        (
            "numpy -log((S - D) / dose * factor) and mean over columns",
            millions,
            lambda: attenuation()[:, left:right].mean(axis=1),
        ),
    ]
)
