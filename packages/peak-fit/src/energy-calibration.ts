import { OperandoError } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import { fitPeaks } from './fit-peaks.js';

/** A line of known energy found in a spectrum. */
export interface CalibrationLine {
  /** Place in channels; the centre of channel i is i. */
  readonly channel: number;
  /** Standard error of the place. */
  readonly channelStderr: number;
  /** Energy in keV that the detector saw: of particles, at birth less what source, windows and dead layer took. */
  readonly energy: number;
  /** Standard error of that energy, e.g. the pulse-height defect of a heavy ion. @default 0, an energy that is exactly known */
  readonly energyStderr?: number | undefined;
}

/** Energy against channel, with errors. */
export interface EnergyCalibration {
  /** Offset, gain and, where fitted, quadratic term: keV, keV/channel, keV/channel2. */
  readonly coefficients: Float64Array;
  /** Row-major covariance of the coefficients. */
  readonly covariance: Float64Array;
  /** NaN where there are as many lines as coefficients. */
  readonly reducedChiSquare: number;
  /** keV at a place in channels. */
  energyOf(channel: number): number;
  /** Standard error of that energy. */
  stderrOf(channel: number): number;
  /** Energies of the edges of channels 0 to count - 1: at i - 1/2 and i + 1/2. */
  channelEdges(count: number): Float64Array;
}

/**
 * A calibration from known coefficients.
 *
 * @param covariance Row-major. @default zeros: coefficients that are exactly known
 * @throws OperandoError `invalid-argument` for coefficients that are none, or a gain that is not above 0; what it gives throws `axis-not-increasing` where its energies fall.
 */
export function energyCalibration(
  coefficients: ArrayLike<number>,
  covariance?: ArrayLike<number>,
  reducedChiSquare: number = Number.NaN,
): EnergyCalibration {
  const c = Float64Array.from(coefficients);
  const order = c.length;
  const v = Float64Array.from(covariance ?? new Float64Array(order * order));
  if (order < 2 || order > 3 || !c.every(Number.isFinite) || !(c[1]! > 0) || v.length !== order * order) {
    throw new OperandoError('invalid-argument', `the calibration has coefficients ${Array.from(c).join(', ')}.`, {
      where: { parameter: 'coefficients' },
      cure: 'Give offset (keV) and positive gain (keV/channel), and a quadratic term if there is one.',
    });
  }
  const energyOf = (channel: number): number => c[0]! + channel * (c[1]! + channel * (c[2] ?? 0));
  return {
    coefficients: c,
    covariance: v,
    reducedChiSquare,
    energyOf,
    stderrOf(channel) {
      let sum = 0;
      for (let i = 0; i < order; i++) for (let j = 0; j < order; j++) sum += v[i * order + j]! * channel ** (i + j);
      return Math.sqrt(Math.max(0, sum));
    },
    channelEdges(count) {
      const edges = Float64Array.from({ length: count + 1 }, (_, i) => energyOf(i - 0.5));
      for (let i = 0; i < count; i++) {
        if (!(edges[i + 1]! > edges[i]!)) {
          throw new OperandoError('axis-not-increasing', `the calibrated energy falls after channel ${i}.`, {
            cure: 'The quadratic term is too large for these channels: calibrate with a line, or use fewer channels.',
          });
        }
      }
      return edges;
    },
  };
}

/**
 * Weighted fit of energy against channel to known lines, errors of place and energy both counted.
 *
 * @param options.order 1: a straight line; 2: with a quadratic term. @default 1
 * @throws OperandoError `too-few-points` for fewer lines than coefficients, `invalid-argument` for errors that are not positive.
 */
export function calibrateEnergy(
  lines: readonly CalibrationLine[],
  options: { readonly order?: 1 | 2 | undefined } = {},
): EnergyCalibration {
  const order = (options.order ?? 1) + 1;
  if (new Set(lines.map((line) => line.channel)).size < order) {
    throw new OperandoError('too-few-points', `${lines.length} lines do not make ${order} coefficients.`, {
      where: { parameter: 'lines' },
      cure: 'Give two lines at different channels, three for a quadratic term.',
    });
  }
  for (const [i, line] of lines.entries()) {
    if (
      !(line.channelStderr > 0) ||
      !Number.isFinite(line.channel + line.channelStderr + line.energy) ||
      !((line.energyStderr ?? 0) >= 0)
    ) {
      throw new OperandoError(
        'invalid-argument',
        `line ${i + 1} is at ${line.channel} +- ${line.channelStderr} channels, ${line.energy} keV.`,
        {
          where: { parameter: 'lines' },
          cure: 'Give each line its channel with a positive standard error and its energy.',
        },
      );
    }
  }
  const [low, high] = [
    lines.reduce((a, b) => (a.channel < b.channel ? a : b)),
    lines.reduce((a, b) => (a.channel > b.channel ? a : b)),
  ];
  const gain = (high.energy - low.energy) / (high.channel - low.channel);
  const sigma = lines.map((line) => Math.hypot(line.energyStderr ?? 0, gain * line.channelStderr));
  const start = [low.energy - gain * low.channel, gain, 0].slice(0, order);
  const fit = leastSquares(
    {
      size: lines.length,
      residuals(p, out) {
        for (const [i, line] of lines.entries())
          out[i] = (p[0]! + line.channel * (p[1]! + line.channel * (p[2] ?? 0)) - line.energy) / sigma[i]!;
      },
      jacobian(_p, out) {
        for (const [i, line] of lines.entries())
          for (let k = 0; k < order; k++) out[i * order + k] = line.channel ** k / sigma[i]!;
      },
    },
    start,
  );
  return energyCalibration(
    fit.parameters,
    fit.covariance,
    fit.degreesOfFreedom > 0 ? fit.chiSquare / fit.degreesOfFreedom : Number.NaN,
  );
}

/** What {@link findCalibrationLine} looks for. */
export interface LineSearch {
  /** Where the line is expected, in channels. */
  readonly near: number;
  /** Half the window of the fit in channels. */
  readonly halfWidth: number;
  /** Energy in keV as the detector sees it. */
  readonly energy: number;
  /** Standard error of that energy, keV. @default 0, exactly known */
  readonly energyStderr?: number | undefined;
  /** Low-energy tail of a thick source. @default false */
  readonly tail?: boolean | undefined;
}

/**
 * Fit one line of a spectrum of counts (Poisson likelihood, straight background).
 *
 * @throws OperandoError `too-few-points` for a window outside the spectrum, `not-converged` when no line is found there.
 */
export function findCalibrationLine(counts: ArrayLike<number>, search: LineSearch): CalibrationLine {
  const from = Math.max(0, Math.ceil(search.near - search.halfWidth));
  const to = Math.min(counts.length - 1, Math.floor(search.near + search.halfWidth));
  if (to - from < 6)
    throw new OperandoError('too-few-points', `channels ${from} to ${to} hold no line.`, {
      where: { parameter: 'near' },
      cure: 'Give a window of 7 channels or more inside the spectrum.',
    });
  const x = Float64Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const y = x.map((channel) => counts[channel]!);
  const none = (why: string): OperandoError =>
    new OperandoError('not-converged', `no line near channel ${search.near}: ${why}`, {
      where: { parameter: 'near' },
      cure: 'Look at the spectrum there, or widen the window.',
    });
  if (!y.some((value) => value > 0)) throw none('there are no counts.');
  const fit = fitPeaks(x, y, {
    peaks: [{ profile: search.tail === true ? 'split-pseudo-voigt' : 'gaussian', center: search.near }],
    background: 'line',
    likelihood: 'poisson',
  });
  const { center } = fit.peaks[0]!;
  if (fit.status !== 'converged' || !(center.stderr > 0) || !(center.stderr < search.halfWidth)) {
    throw none(fit.message);
  }
  return {
    channel: center.value,
    channelStderr: center.stderr,
    energy: search.energy,
    ...(search.energyStderr === undefined ? {} : { energyStderr: search.energyStderr }),
  };
}
