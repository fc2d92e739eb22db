"""The same fits with scipy's leastsq (analytic Jacobian) and lmfit (where it is installed)."""
import numpy as np
from scipy.optimize import leastsq

from peer import given, numbers, serve

peaks, few = given()["peaks"], given()["few"]
x = numbers("x")
points = x.size
frames = numbers("stack").reshape(-1, points)[:few]
ln2 = np.log(2)


def model(p):
    y = p[0] + p[1] * (x - 10)
    for k in range(2, len(p), 4):
        v = (2 * (x - p[k]) / p[k + 1]) ** 2
        y = y + p[k + 3] * (p[k + 2] / (1 + v) + (1 - p[k + 2]) * np.exp(-ln2 * v))
    return y


def jacobian(p, _y, sigma):
    rows = np.empty((len(p), points))
    rows[0] = 1
    rows[1] = x - 10
    for k in range(2, len(p), 4):
        center, width, eta, height = p[k : k + 4]
        u = 2 * (x - center) / width
        lorentzian = 1 / (1 + u * u)
        gaussian = np.exp(-ln2 * u * u)
        slope = -2 * height * u * (eta * lorentzian * lorentzian + (1 - eta) * ln2 * gaussian)
        rows[k] = -2 * slope / width
        rows[k + 1] = -u * slope / width
        rows[k + 2] = height * (lorentzian - gaussian)
        rows[k + 3] = eta * lorentzian + (1 - eta) * gaussian
    return rows / sigma


truth = np.array([200.0, 30.0] + [value for peak in peaks for value in peak])


def with_scipy():
    for y in frames:
        sigma = np.sqrt(np.maximum(y, 1))
        leastsq(lambda p, y, sigma: (model(p) - y) / sigma, truth, args=(y, sigma), Dfun=jacobian, col_deriv=True)


candidates = [("scipy leastsq, analytic Jacobian, no errors", few, with_scipy)]
skipped = []
try:
    from lmfit.models import LinearModel, PseudoVoigtModel

    lm = LinearModel(prefix="b_")
    parameters = lm.make_params(intercept=-100, slope=30)
    for k, (center, width, eta, height) in enumerate(peaks):
        one = PseudoVoigtModel(prefix=f"p{k}_")
        lm = lm + one
        parameters.update(one.make_params(center=center, sigma=width / 2, fraction=eta, amplitude=height * width * 1.3))
    less = frames[: max(5, few // 10)]

    def with_lmfit():
        for y in less:
            lm.fit(y, parameters, x=x, weights=1 / np.sqrt(np.maximum(y, 1)))

    candidates.append(("lmfit", len(less), with_lmfit))
except ImportError:
    skipped.append("lmfit: not installed")
serve(candidates, skipped)
