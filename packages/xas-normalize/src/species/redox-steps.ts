import { OperandoError } from '@operando/core';

/** Positions of one edge along a series. */
export interface EdgeTrack {
  /** What it is called, as 'Ni' or 'Mn K'. */
  readonly name: string;
  /** Edge energy of each frame, eV; NaN where it is not known. */
  readonly energy: ArrayLike<number>;
  /** Standard error: one per frame or one for all, eV. */
  readonly stderr: number | ArrayLike<number>;
  /** Edge energies that count as 0 and 1 (of reference compounds, say), eV. @default the track's own lowest and highest */
  readonly reference?: readonly [number, number] | undefined;
}

/** Options of {@link redoxSteps}. */
export interface RedoxStepsOptions {
  /** Frames over which a slope is taken (odd). @default a tenth of the series, at least 5 */
  readonly window?: number | undefined;
  /** A slope counts from this many standard errors on. @default 4 */
  readonly significance?: number | undefined;
}

/** A stretch of the series over which one edge moves in one direction. */
export interface RedoxStep {
  /** From 0. */
  readonly firstFrame: number;
  /** Included. */
  readonly lastFrame: number;
  /** Abscissa at its first frame. */
  readonly from: number;
  /** Abscissa at its last frame. */
  readonly to: number;
  /** Movement of the edge, eV (positive: oxidation). */
  readonly change: number;
  /** Standard error of the movement, eV. */
  readonly stderr: number;
  /** The same as a share of the whole. */
  readonly share: number;
}

/** One edge, ready to be drawn beside others. */
export interface RedoxTrack {
  /** Of the element, as it was given. */
  readonly name: string;
  /** (energy - zero) / (one - zero), one per frame; NaN where the energy is. */
  readonly progress: Float64Array;
  /** Its standard error, that of zero and one included when they are the track's own. */
  readonly stderr: Float64Array;
  /** Edge energy at which progress is 0, eV. */
  readonly zero: number;
  /** Edge energy at which progress is 1, eV. */
  readonly one: number;
  /** Movement per frame about each frame, in progress; NaN where too little is known. */
  readonly slope: Float64Array;
  /** Standard error of the slope. */
  readonly slopeStderr: Float64Array;
  /** Stretches over which its edge moves, in order. */
  readonly steps: readonly RedoxStep[];
  /** (one - zero) in standard errors: below 3 or so the edge does not move, and progress is noise; NaN where no line could be drawn. */
  readonly contrast: number;
}

/** Weighted straight line over frames about a frame: value there, slope, and their errors. */
interface LocalLine {
  readonly value: number;
  readonly error: number;
  readonly slope: number;
  readonly slopeError: number;
}

function localLine(energy: Float64Array, sigma: Float64Array, center: number, half: number): LocalLine | undefined {
  const [first, last] = [Math.max(0, center - half), Math.min(energy.length - 1, center + half)];
  let [w, wx, wxx, wy, wxy, count] = [0, 0, 0, 0, 0, 0];
  for (let f = first; f <= last; f++) {
    if (!Number.isFinite(energy[f]!)) continue;
    const weight = 1 / sigma[f]! ** 2;
    const x = f - center;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * energy[f]!;
    wxy += weight * x * energy[f]!;
    count++;
  }
  const determinant = w * wxx - wx * wx;
  if (count < 3 || !(determinant > 0)) return undefined;
  const slope = (w * wxy - wx * wy) / determinant;
  const value = (wxx * wy - wx * wxy) / determinant;
  // Scatter beyond the given errors (a bend, a jump) counts as error, so that it is not taken for a sure slope.
  let chi = 0;
  for (let f = first; f <= last; f++)
    if (Number.isFinite(energy[f]!)) chi += ((energy[f]! - value - slope * (f - center)) / sigma[f]!) ** 2;
  const inflation = Math.sqrt(Math.max(1, chi / (count - 2)));
  return {
    value,
    error: inflation * Math.sqrt(wxx / determinant),
    slope,
    slopeError: inflation * Math.sqrt(w / determinant),
  };
}

function errorsOf(
  { name, energy, stderr }: EdgeTrack,
  frames: number,
): { readonly values: Float64Array; readonly sigma: Float64Array } {
  const sigma = typeof stderr === 'number' ? new Float64Array(frames).fill(stderr) : Float64Array.from(stderr);
  if (energy.length !== frames || sigma.length !== frames) {
    throw new OperandoError(
      'shape-mismatch',
      `${name}: ${energy.length} energies and ${sigma.length} standard errors for ${frames} frames.`,
      { where: { parameter: 'edges' } },
    );
  }
  const values = Float64Array.from(energy);
  for (let f = 0; f < frames; f++) {
    if (!Number.isFinite(values[f]!) || !Number.isFinite(sigma[f]!)) values[f] = Number.NaN;
    else if (!(sigma[f]! > 0))
      throw new OperandoError('invalid-argument', `${name}: the standard error is ${sigma[f]}.`, {
        where: { parameter: 'edges', frame: f },
        cure: 'Give positive ones.',
      });
  }
  return { values, sigma };
}

/** Runs of frames with a sure slope of one sign. */
function stepsOf(
  lines: readonly (LocalLine | undefined)[],
  abscissa: ArrayLike<number>,
  significance: number,
  span: number,
): RedoxStep[] {
  const steps: RedoxStep[] = [];
  const signOf = (line: LocalLine | undefined): number =>
    line !== undefined && Math.abs(line.slope) > significance * line.slopeError ? Math.sign(line.slope) : 0;
  for (let f = 0; f < lines.length; f++) {
    const sign = signOf(lines[f]);
    if (sign === 0) continue;
    let last = f;
    while (last + 1 < lines.length && signOf(lines[last + 1]) === sign) last++;
    if (last > f) {
      const [a, b] = [lines[f]!, lines[last]!];
      const change = b.value - a.value;
      steps.push({
        firstFrame: f,
        lastFrame: last,
        from: abscissa[f]!,
        to: abscissa[last]!,
        change,
        stderr: Math.hypot(a.error, b.error),
        share: change / span,
      });
    }
    f = last;
  }
  return steps;
}

/**
 * Several edges of one series side by side: how far each has moved between its own extremes (or references), and over which
 * stretches of charge, voltage or time it moves at all - which element works when.
 *
 * Extremes are of local straight lines, not of single frames, which noise would widen. The order is that of the frames: the
 * abscissa may rise and fall. Where an edge moves is told to about half a window.
 *
 * @param abscissa Charge, voltage or time of each frame, any unit.
 * @throws OperandoError `shape-mismatch`, `too-few-points` below 5 known frames of an edge, `invalid-argument` for errors that are not positive,
 * an even or too small window, equal references.
 */
export function redoxSteps(
  abscissa: ArrayLike<number>,
  edges: readonly EdgeTrack[],
  options: RedoxStepsOptions = {},
): readonly RedoxTrack[] {
  const frames = abscissa.length;
  const { window = Math.max(5, 2 * Math.floor(frames / 20) + 1), significance = 4 } = options;
  if (!Number.isInteger(window) || window < 3 || window % 2 === 0)
    throw new OperandoError('invalid-argument', `a window of ${window} frames.`, {
      where: { parameter: 'window' },
      cure: 'Give an odd number from 3 on.',
    });
  const half = (window - 1) / 2;
  return edges.map((edge): RedoxTrack => {
    const { values, sigma } = errorsOf(edge, frames);
    if (values.filter((value) => Number.isFinite(value)).length < 5)
      throw new OperandoError('too-few-points', `${edge.name}: fewer than 5 frames have a position.`, {
        where: { parameter: 'edges' },
      });
    const lines = Array.from({ length: frames }, (_, f) => localLine(values, sigma, f, half));
    let [low, high]: readonly [LocalLine | undefined, LocalLine | undefined] = [undefined, undefined];
    // At frames that are known: a line may run away into a gap.
    for (const [f, line] of lines.entries()) {
      if (line === undefined || Number.isNaN(values[f]!)) continue;
      if (low === undefined || line.value < low.value) low = line;
      if (high === undefined || line.value > high.value) high = line;
    }
    const given = edge.reference;
    const zero = given?.[0] ?? low?.value ?? Number.NaN;
    const one = given?.[1] ?? high?.value ?? Number.NaN;
    if (!(zero !== one))
      throw new OperandoError('invalid-argument', `${edge.name}: the energies of 0 and 1 are both ${zero} eV.`, {
        where: { parameter: 'edges' },
      });
    const span = one - zero;
    const [zeroError, oneError] = given === undefined ? [low?.error ?? Number.NaN, high?.error ?? Number.NaN] : [0, 0];
    const progress = values.map((value) => (value - zero) / span);
    return {
      name: edge.name,
      progress,
      stderr: progress.map((share, f) =>
        Number.isNaN(share)
          ? Number.NaN
          : Math.hypot(sigma[f]!, (1 - share) * zeroError, share * oneError) / Math.abs(span),
      ),
      zero,
      one,
      slope: Float64Array.from(lines, (line) => (line?.slope ?? Number.NaN) / span),
      slopeStderr: Float64Array.from(lines, (line) => (line?.slopeError ?? Number.NaN) / Math.abs(span)),
      steps: stepsOf(lines, abscissa, significance, span),
      contrast:
        low === undefined || high === undefined
          ? Number.NaN
          : (high.value - low.value) / Math.hypot(low.error, high.error),
    };
  });
}
