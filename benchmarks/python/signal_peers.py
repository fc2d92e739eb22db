"""Lag between two signals in scipy: one penalised spline under both, gain and offset by turns, at 33 lags; the parabola through the lowest is its error."""
import numpy as np
from scipy.interpolate import BSpline
from scipy.linalg import solveh_banded

from peer import numbers, serve

edge_time, edge, edge_error = numbers("edgeTime"), numbers("edge"), numbers("edgeError")
lattice_time, lattice, lattice_error = numbers("latticeTime"), numbers("lattice"), numbers("latticeError")
lags = np.linspace(200, 620, 33)
spread = edge.std(), lattice.std()
a, b = (edge - edge.mean()) / spread[0], (lattice - lattice.mean()) / spread[1]
weight = np.concatenate([(spread[0] / edge_error) ** 2, (spread[1] / lattice_error) ** 2])
start, end = min(edge_time[0], lattice_time[0] - lags[-1]), max(edge_time[-1], lattice_time[-1] - lags[0])
inner = np.linspace(start, end + 1e-9, 81)
step = inner[1] - inner[0]
knots = np.concatenate([inner[0] - step * np.arange(3, 0, -1), inner, inner[-1] + step * np.arange(1, 4)])
columns = len(knots) - 4
difference = np.diff(np.eye(columns), 2, axis=0)
penalty = difference.T @ difference


def bands(matrix):
    out = np.zeros((4, columns))
    for k in range(4):
        out[k, : columns - k] = np.diagonal(matrix, k)
    return out


def chi_square(lag, strength=10.0):
    one = BSpline.design_matrix(edge_time, knots, 3)
    two = BSpline.design_matrix(lattice_time - lag, knots, 3)
    gain, offset = 1.0, 0.0
    value = np.inf
    for _ in range(30):
        w1, w2 = weight[: len(a)], weight[len(a) :]
        normal = (one.T @ one.multiply(w1[:, None])).toarray() + gain**2 * (two.T @ two.multiply(w2[:, None])).toarray()
        right = one.T @ (w1 * a) + gain * (two.T @ (w2 * (b - offset)))
        curve = solveh_banded(bands(normal + strength * penalty), right, lower=True)
        under = two @ curve
        design = np.stack([under, np.ones_like(under)], axis=1)
        gain, offset = np.linalg.solve(design.T @ (w2[:, None] * design), design.T @ (w2 * b))
        before = value
        value = (w1 * (a - one @ curve) ** 2).sum() + (w2 * (b - gain * under - offset) ** 2).sum()
        value += strength * curve @ penalty @ curve
        if before - value < 1e-4:
            break
    return value


def profile():
    values = np.array([chi_square(lag) for lag in lags])
    best = int(np.clip(values.argmin(), 1, len(lags) - 2))
    square, slope, _ = np.polyfit(lags[best - 1 : best + 2], values[best - 1 : best + 2], 2)
    return -slope / (2 * square), 1 / np.sqrt(square)


serve([("scipy lag profile, 33 lags, smoothness told", 1, profile)])
