"""The same fit of one cut with scipy's least squares: sizes in 201 steps, the resolution as a convolution on 1400 points, derivatives by
differences, weights by the counts."""
import numpy as np
from scipy.optimize import least_squares

from peer import numbers, serve

q = numbers("q")
counts = numbers("counts")
fine = np.linspace(1e-4, q[-1] + 0.008, 1400)
step = fine[1] - fine[0]
sigma = 0.0016
kernel = np.exp(-0.5 * ((fine[:, None] - q[None, :]) / sigma) ** 2)
kernel /= kernel.sum(axis=0)
z = np.linspace(-4, 4 + 6 * 0.25, 201)


def model(p):
    amplitude, radius, width, distance, disorder, flat, power = p
    radii = radius * np.exp(width * z)
    weights = np.exp(-0.5 * z**2) * radii**6
    x = np.outer(fine, radii)
    form = (3 * (np.sin(x) - x * np.cos(x)) / x**3) ** 2
    average = form @ weights / weights.sum()
    f = np.exp(-0.5 * (fine * disorder) ** 2)
    s = (1 - f**2) / (1 - 2 * f * np.cos(fine * distance) + f**2)
    return (amplitude * average * s) @ kernel + flat + power * q**-3.0


weight = 1 / np.sqrt(np.maximum(1, counts))
start = np.array([18000, 60, 0.22, 320, 80, 10, 1e-4])


def fit():
    found = least_squares(lambda p: (model(p) - counts) * weight, start, x_scale=np.abs(start))
    if abs(found.x[1] - 55) > 3:
        raise RuntimeError("scipy has not found the radius")


serve([("scipy least_squares, 7 free", 1, fit)])
