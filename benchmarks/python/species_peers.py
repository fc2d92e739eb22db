"""Linear combinations of the whole stack with numpy."""
import numpy as np

from peer import numbers, serve

energy = numbers("energy")
stack = numbers("stack").reshape(-1, energy.size)
components = np.array([0.5 + np.arctan((energy - edge) / 1.6) / np.pi for edge in (8345.0, 8347.0, 8349.0)])
out = np.empty_like(stack)


def weights_and_rfactor():
    weights, squares, _, _ = np.linalg.lstsq(components.T, stack.T, rcond=None)
    return weights, squares / np.sum(stack**2, axis=1)


serve(
    [
        ("numpy: copy", len(stack), lambda: np.copyto(out, stack)),
        ("numpy lstsq, whole stack at once, weights + R-factor, no bounds", len(stack), weights_and_rfactor),
    ]
)
