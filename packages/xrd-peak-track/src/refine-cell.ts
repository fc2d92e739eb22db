import { OperandoError } from '@operando/core';
import type { Estimate } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import type { LeastSquaresStatus } from '@operando/numerics';
import { cellEstimates, cellVolume, completeCell, freeParameters, spacing, startCell } from '@operando/lattice';
import type { CellEstimates, CellParameters, CrystalSystem, Hkl } from '@operando/lattice';
import { dToTwoTheta, twoThetaToD } from './conversions.js';

/** One measured reflection. */
export interface Reflection {
  /** Miller indices. */
  readonly hkl: Hkl;
  /** Degrees. */
  readonly twoTheta: number;
  /** Standard error, degrees. @default 1 for all, with errors scaled to the scatter */
  readonly stderr?: number | undefined;
}

/** Options of {@link refineCell}. */
export interface RefineCellOptions {
  /** Says which parameters of the cell are free. */
  readonly system: CrystalSystem;
  /** Angstrom; the stronger line of a doublet fitted as such, the mean of one that is not. */
  readonly wavelength: number;
  /** Refine a constant shift of two-theta. @default false */
  readonly zeroShift?: boolean | undefined;
  /** Refine a shift displacement x cos(theta), as of a sample off the axis of a Bragg-Brentano diffractometer. @default false */
  readonly displacement?: boolean | undefined;
  /** Free parameters to begin with. @default from a linear fit of 1/d^2 */
  readonly start?: Partial<CellParameters> | undefined;
  /** Multiply errors by sqrt(chi2 / dof). @default true where no reflection has a stderr */
  readonly scaleCovariance?: boolean | undefined;
}

/** What {@link refineCell} gives. */
export interface RefinedCell {
  /** That was asked for. */
  readonly system: CrystalSystem;
  /** All six parameters, angstrom and degrees. */
  readonly cell: CellParameters;
  /** The free parameters with their standard errors, angstrom and degrees. */
  readonly parameters: CellEstimates;
  /** Cubic angstrom. */
  readonly volume: Estimate;
  /** Degrees; absent when not refined. */
  readonly zeroShift?: Estimate;
  /** Absent when not refined. Shift at theta = 0, degrees: -2 s / R in radians for a sample s above the axis and radius R. */
  readonly displacement?: Estimate;
  /** Order of `covariance`: free cell parameters, `zeroShift`, `displacement`. */
  readonly names: readonly string[];
  /** Row-major. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Reflections less free parameters. */
  readonly degreesOfFreedom: number;
  /** How the fit ended; not `singular` or `failed`, which are errors. */
  readonly status: Exclude<LeastSquaresStatus, 'singular' | 'failed'>;
  /** The status in a sentence. */
  readonly message: string;
  /** Per reflection: observed less calculated two-theta (degrees), and the same in standard errors of a fit without that reflection. */
  readonly residuals: readonly { readonly hkl: Hkl; readonly difference: number; readonly leaveOneOut: number }[];
}

const radians = Math.PI / 180;

function checkReflections(reflections: readonly Reflection[], needed: number, names: readonly string[]): void {
  reflections.forEach(({ hkl, twoTheta, stderr }, i) => {
    if (
      !(twoTheta > 0 && twoTheta < 180) ||
      hkl.every((index) => index === 0) ||
      !hkl.every(Number.isFinite) ||
      (stderr !== undefined && !(stderr > 0))
    ) {
      throw new OperandoError(
        'invalid-argument',
        `reflection ${i} (${hkl.join(' ')}) has two-theta ${twoTheta} and error ${stderr ?? 1}`,
        {
          where: { row: i, parameter: 'reflections' },
          cure: 'two-theta lies between 0 and 180 degrees, errors are above 0, and not all indices are 0',
        },
      );
    }
  });
  if (reflections.length < needed) {
    throw new OperandoError(
      'too-few-points',
      `${reflections.length} reflections cannot determine ${names.join(', ')}`,
      { cure: `give at least ${needed}, or fix corrections` },
    );
  }
}

/**
 * Refine a cell on two-theta by weighted least squares, with zero shift and
 * sample displacement where asked. Both together need reflections over a wide
 * range: at low angles they are nearly the same.
 *
 * @throws OperandoError `too-few-points`, `invalid-argument`, `singular` when the reflections leave a parameter free.
 */
export function refineCell(reflections: readonly Reflection[], options: RefineCellOptions): RefinedCell {
  const { system, wavelength, zeroShift = false, displacement = false } = options;
  const free = freeParameters[system];
  const names = [...free, ...(zeroShift ? ['zeroShift'] : []), ...(displacement ? ['displacement'] : [])];
  checkReflections(reflections, names.length, names);
  const start = [
    ...startCell(
      reflections.map(({ hkl, twoTheta }) => ({ hkl, d: twoThetaToD(twoTheta, wavelength) })),
      system,
      options.start,
    ),
    ...(zeroShift ? [0] : []),
    ...(displacement ? [0] : []),
  ];
  const calculate = (p: Float64Array, { hkl, twoTheta }: Reflection): number => {
    const calculated = dToTwoTheta(spacing(completeCell(system, p), hkl), wavelength);
    const shift = zeroShift ? p[free.length]! : 0;
    // cos(theta) of the measured angle: the difference is far below any error.
    const off = displacement ? p[names.length - 1]! * Math.cos((twoTheta / 2) * radians) : 0;
    return calculated + shift + off;
  };
  const errors = reflections.map(({ stderr }) => stderr ?? 1);
  const scale = options.scaleCovariance ?? reflections.every(({ stderr }) => stderr === undefined);
  const fit = leastSquares(
    {
      size: reflections.length,
      residuals: (p, out) =>
        reflections.forEach((one, i) => (out[i] = (calculate(p, one) - one.twoTheta) / errors[i]!)),
    },
    start,
    { scaleCovariance: scale && reflections.length > names.length },
  );
  if (fit.status === 'singular' || fit.status === 'failed') {
    throw new OperandoError(
      'singular',
      `the reflections ${reflections.map(({ hkl }) => hkl.join('')).join(', ')} do not determine ${names.join(', ')}`,
      {
        cure: 'add reflections of other directions, or drop a correction',
      },
    );
  }
  const p = fit.parameters;
  const cell = completeCell(system, p);
  const estimate = (name: string): Estimate => ({
    value: p[names.indexOf(name)]!,
    stderr: fit.stderr[names.indexOf(name)]!,
    unit: 'deg',
  });
  return {
    system,
    cell,
    parameters: cellEstimates(system, p, fit.stderr),
    volume: volumeOf(system, p, free.length, fit.covariance, names.length),
    ...(zeroShift ? { zeroShift: estimate('zeroShift') } : {}),
    ...(displacement ? { displacement: estimate('displacement') } : {}),
    names,
    covariance: fit.covariance,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    status: fit.status,
    message: fit.message,
    residuals: leaveOneOut(
      reflections,
      errors,
      (i, at) => calculate(at, reflections[i]!),
      p,
      fit.covariance,
      scale && fit.degreesOfFreedom > 0 ? fit.chiSquare / fit.degreesOfFreedom : 1,
    ),
  };
}

function volumeOf(
  system: CrystalSystem,
  p: Float64Array,
  count: number,
  covariance: Float64Array,
  n: number,
): Estimate {
  const value = cellVolume(completeCell(system, p));
  const gradient = Array.from({ length: count }, (_, k) => {
    const h = 1e-6 * p[k]!;
    const at = (change: number): number =>
      cellVolume(
        completeCell(
          system,
          Float64Array.from(p, (v, j) => (j === k ? v + change : v)),
        ),
      );
    return (at(h) - at(-h)) / (2 * h);
  });
  let variance = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) variance += gradient[i]! * gradient[j]! * covariance[i * n + j]!;
  return { value, stderr: Math.sqrt(variance), unit: 'angstrom^3' };
}

/** Deleted residuals from the leverages: r / (sigma sqrt(1 - h)), without fitting again. */
function leaveOneOut(
  reflections: readonly Reflection[],
  errors: readonly number[],
  calculate: (i: number, p: Float64Array) => number,
  p: Float64Array,
  covariance: Float64Array,
  scale: number,
): RefinedCell['residuals'] {
  const n = p.length;
  return reflections.map(({ hkl, twoTheta }, i) => {
    const gradient = Array.from(p, (value, k) => {
      const h = 1e-6 * (Math.abs(value) || 1);
      const at = (change: number): number =>
        calculate(
          i,
          Float64Array.from(p, (v, j) => (j === k ? v + change : v)),
        );
      return (at(h) - at(-h)) / (2 * h);
    });
    let predicted = 0;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) predicted += gradient[a]! * gradient[b]! * covariance[a * n + b]!;
    const difference = twoTheta - calculate(i, p);
    // Without the reflection its prediction has variance v h / (1 - h): together with its own, v / (1 - h).
    const own = scale * errors[i]! ** 2;
    const left = Math.max(0, 1 - predicted / own);
    return { hkl, difference, leaveOneOut: left > 1e-9 ? difference / Math.sqrt(own * left) : Number.NaN };
  });
}
