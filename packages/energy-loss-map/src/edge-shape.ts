import { OperandoError } from '@operando/core';
import { cubicSpline, erf } from '@operando/numerics';
import { edgeDefaults } from './defaults.js';

/** A line on an edge: a Gaussian, added to its step. */
export interface EdgeLine {
  /** Energy loss, eV. */
  readonly energy: number;
  /** Standard deviation, eV. */
  readonly width: number;
  /** Height over the height of the step at its onset. */
  readonly height: number;
}

/** The shape of an edge by parameters, or as a spectrum that was measured. */
export interface EdgeShape {
  /** Energy loss at half the step, eV; needed unless there is a spectrum. */
  readonly onset?: number | undefined;
  /** Width of the step: 0.5 (1 + erf((E - onset) / width)), eV. @default 0.4 */
  readonly width?: number | undefined;
  /** The step falls as (E / onset)^-exponent. @default 2.5 */
  readonly exponent?: number | undefined;
  /** Gaussians beside the step. @default none */
  readonly lines?: readonly EdgeLine[] | undefined;
  /** In place of all these: energies in eV, increasing, and the edge without its background. */
  readonly spectrum?: { readonly energy: ArrayLike<number>; readonly intensity: ArrayLike<number> } | undefined;
}

/** A function of the energy loss in eV, and where it is known. */
export interface EdgeFunction {
  /** At an energy loss in eV, in units of the step. */
  readonly value: (energy: number) => number;
  /** Energy losses, eV, beyond which it is held at its last value. */
  readonly range: readonly [number, number];
  /** Where it begins to rise, eV. */
  readonly onset: number;
}

const everywhere = [-Infinity, Infinity] as const;

function ofSpectrum({ energy, intensity }: NonNullable<EdgeShape['spectrum']>): EdgeFunction {
  const [x, y] = [Float64Array.from(energy), Float64Array.from(intensity)];
  if (x.length !== y.length || x.length < 4)
    throw new OperandoError('shape-mismatch', `an edge has ${x.length} energies and ${y.length} intensities.`, {
      where: { parameter: 'spectrum' },
      cure: 'Give as many of each, four at least.',
    });
  const spline = cubicSpline(x, y);
  const [first, last] = [x[0]!, x.at(-1)!];
  const top = y.reduce((most, each) => Math.max(most, each), -Infinity);
  if (!(top > 0))
    throw new OperandoError('invalid-argument', 'the spectrum of an edge is nowhere above zero.', {
      where: { parameter: 'spectrum' },
      cure: 'Give the edge without its background.',
    });
  // Where it last was below half of its top, before the top.
  let rise = y.indexOf(top);
  while (rise > 0 && y[rise]! > 0.5 * top) rise--;
  return {
    value: (at) => spline.evaluate(Math.min(last, Math.max(first, at))) / top,
    range: [first, last],
    onset: x[rise]!,
  };
}

/**
 * An edge as a function of the energy loss: its step is 1 high at the onset, or its spectrum 1 at its top.
 *
 * @throws OperandoError `invalid-argument` for a shape with neither onset nor spectrum, widths that are not positive; `shape-mismatch`.
 */
export function edgeFunction({ onset, width, exponent, lines = [], spectrum }: EdgeShape): EdgeFunction {
  if (spectrum !== undefined) return ofSpectrum(spectrum);
  const { width: usualWidth, exponent: usualExponent } = edgeDefaults;
  const [w, r] = [width ?? usualWidth, exponent ?? usualExponent];
  if (onset === undefined || !(onset > 0) || !(w > 0) || lines.some((line) => !(line.width > 0)))
    throw new OperandoError('invalid-argument', 'an edge needs an onset, and widths above 0.', {
      where: { parameter: 'onset' },
      cure: 'Give the energy loss at its onset in eV, or a file with its spectrum.',
    });
  const value = (energy: number): number => {
    let sum = energy <= 0 ? 0 : 0.5 * (1 + erf((energy - onset) / w)) * (energy / onset) ** -r;
    for (const line of lines) {
      const d = (energy - line.energy) / line.width;
      sum += line.height * Math.exp(-0.5 * d * d);
    }
    return sum;
  };
  return { value, range: everywhere, onset };
}
