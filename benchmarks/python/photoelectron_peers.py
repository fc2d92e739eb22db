"""Photoelectron spectra one by one with lmfit, and some of them together with scipy."""
import lmfit
import numpy as np
from scipy.optimize import least_squares
from scipy.special import wofz

from peer import given, numbers, serve

energy = numbers("energy")
values = numbers("values").reshape(-1, energy.size)
sigma = numbers("sigma").reshape(-1, energy.size)
widths = {"lattice": (0.34, 0.16), "peroxo": (0.46, 0.25), "carbonate": (0.55, 0.3)}
starts = {"lattice": (529.7, 9000.0), "peroxo": (531.3, 1000.0), "carbonate": (532.8, 2500.0)}
steps = 0.5 * np.diff(energy)


def voigt(center, gaussian, lorentzian):
    return wofz(((energy - center) + 1j * lorentzian) / (gaussian * np.sqrt(2))).real / (gaussian * np.sqrt(2 * np.pi))


def with_background(signal, k, offset, slope):
    running = np.concatenate([[0.0], np.cumsum(steps * (signal[1:] + signal[:-1]))])
    return signal + k * running + offset + slope * (energy - energy[0])


def alone(frame):
    parameters = lmfit.Parameters()
    for name, (center, area) in starts.items():
        parameters.add("c_" + name, center)
        parameters.add("a_" + name, area)
    for name, start in (("k", 0.02), ("o", 400.0), ("s", 0.0)):
        parameters.add(name, start)

    def residual(p):
        p = p.valuesdict()
        signal = sum(p["a_" + name] * voigt(p["c_" + name], *widths[name]) for name in widths)
        return (with_background(signal, p["k"], p["o"], p["s"]) - values[frame]) / sigma[frame]

    return lmfit.minimize(residual, parameters, scale_covar=False)


def together(count):
    start = [0.4, 0.4, 0.5, 0.2, 0.2, 0.2, 0.02]
    for _ in range(count):
        start += [529.7, 531.3, 532.8, 9000.0, 1000.0, 2500.0, 400.0, 0.0]

    def residual(p):
        rows = []
        for frame in range(count):
            own = p[7 + 8 * frame : 15 + 8 * frame]
            signal = sum(own[3 + k] * voigt(own[k], p[k], p[3 + k]) for k in range(3))
            rows.append((with_background(signal, p[6], own[6], own[7]) - values[frame]) / sigma[frame])
        return np.concatenate(rows)

    return least_squares(residual, start, x_scale="jac", method="trf")


joint = min(given().get("joint", 10), len(values))
serve(
    [
        ("lmfit: each spectrum alone, shapes known, 9 free", 5, lambda: [alone(frame) for frame in range(5)] and None),
        (f"scipy least_squares: {joint} spectra together", joint, lambda: together(joint) and None),
    ]
)
