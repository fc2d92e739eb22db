"""The same inversions with scipy's non-negative least squares on the stacked system, weights by the counts (Neyman), no errors."""
import numpy as np
from scipy.optimize import nnls

from peer import numbers, serve

rows, columns = (int(value) for value in numbers("size"))
matrix = numbers("matrix").reshape(rows, columns)
frames = numbers("counts").reshape(-1, rows)
scale = 60 * 1e22
smooth = 10 * np.diff(np.eye(columns), 2, axis=0)


def invert():
    for counts in frames:
        sigma = np.sqrt(np.maximum(1, counts))
        stacked = np.vstack([scale * matrix / sigma[:, None], smooth])
        nnls(stacked, np.concatenate([counts / sigma, np.zeros(len(smooth))]))


serve([("scipy nnls, no errors", len(frames), invert)])
