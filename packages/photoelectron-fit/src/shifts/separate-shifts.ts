import { OperandoError, statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import type { EnergyReference } from './energy-reference.js';
import { weightedLine } from './weighted-line.js';
import type { WeightedLine } from './weighted-line.js';

/** A line of the material whose shifts are to be told apart. */
export interface ShiftedLine {
  /** Of the line. */
  readonly name: string;
  /** Apparent binding energies, one for each frame, eV. */
  readonly energy: Float64Array;
  /** It keeps its chemistry: it shows the shift that all lines have in common. */
  readonly constant?: boolean | undefined;
  /** Its binding energy without any shift, eV. @default the mean over the series, so that shifts count from that */
  readonly literature?: number | undefined;
}

/** What {@link separateShifts} takes. */
export interface ShiftsProblem {
  /** Of the material. */
  readonly lines: readonly ShiftedLine[];
  /**
   * Covariance of the apparent energies of all lines in two frames, row-major lines x lines, eV^2: of one frame its own and
   * the common part, of two what they share.
   */
  readonly covariance: (frame: number, other: number) => Float64Array;
  /** Shift of the energy scale in each frame, by a reference. @default the energy scale is taken to be right */
  readonly instrument?: EnergyReference | undefined;
  /** Voltage of the cell in each frame, V, and its standard error. @default not related */
  readonly voltage?: { readonly values: Float64Array; readonly stderr?: Float64Array | undefined } | undefined;
  /** How constant a constant line is, eV. @default from the scatter of several; 0 where there is one */
  readonly constancy?: number | undefined;
}

/** Rigid and chemical shifts apart. */
export interface SeparatedShifts {
  /** Shift of the energy scale, eV. */
  readonly instrument: MeasuredColumn;
  /** Shift that all lines have in common beyond it: that of the electrostatic potential, eV. */
  readonly potential: MeasuredColumn;
  /** Binding energy of each line without both, eV. */
  readonly chemical: readonly (MeasuredColumn & { readonly name: string })[];
  /** Covariance of the chemical energies of two frames, row-major lines x lines: what they share of reference and fit is in it. */
  covariance(frame: number, other: number): Float64Array;
  /** `converged`, or `ambiguous` where rigid and chemical shift cannot be told apart: chemical energies then hold both. */
  readonly status: number;
  /** In words: `separated` or `not-separable`. */
  readonly separation: 'separated' | 'not-separable';
  /** How constant the constant lines are beyond their errors, eV. */
  readonly constancy: number;
  /** Potential against voltage: its slope is -1 eV / V for lines of a phase at fixed potential, 0 for those of the electrode. */
  readonly againstVoltage?: WeightedLine;
}

/** Scatter of constant lines about their common course, beyond their errors (DerSimonian and Laird 1986). */
function scatterOf(courses: readonly Float64Array[], variances: readonly Float64Array[]): number {
  let [excess, weightSum] = [0, 0];
  const frames = courses[0]!.length;
  for (let f = 0; f < frames; f++) {
    const weights = variances.map((each) => 1 / each[f]!);
    if (!weights.every(Number.isFinite) || courses.some((each) => Number.isNaN(each[f]!))) continue;
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = weights.reduce((sum, w, k) => sum + w * courses[k]![f]!, 0) / total;
    const q = weights.reduce((sum, w, k) => sum + w * (courses[k]![f]! - mean) ** 2, 0);
    excess += q - (weights.length - 1);
    weightSum += total - weights.reduce((sum, w) => sum + w * w, 0) / total;
  }
  return weightSum > 0 ? Math.sqrt(Math.max(0, excess / weightSum)) : 0;
}

/** Mean of the finite values with weights of their variances. */
function levelOf(values: Float64Array, variances: Float64Array): number {
  let [sum, weights] = [0, 0];
  values.forEach((value, f) => {
    if (!Number.isFinite(value) || !(variances[f]! > 0)) return;
    sum += value / variances[f]!;
    weights += 1 / variances[f]!;
  });
  return sum / weights;
}

/** Frames that all have. @throws OperandoError `shape-mismatch` where they differ. */
function framesOf(
  lines: ShiftsProblem['lines'],
  instrument: ShiftsProblem['instrument'],
  voltage: ShiftsProblem['voltage'],
): number {
  const lengths = lines.map(({ energy }) => energy.length);
  if (instrument !== undefined) lengths.push(instrument.shift.values.length);
  if (voltage !== undefined) lengths.push(voltage.values.length);
  const [frames = 0] = lengths;
  if (frames > 0 && lengths.every((length) => length === frames)) return frames;
  throw new OperandoError('shape-mismatch', `lines, reference and voltage have ${lengths.join(', ')} frames.`, {
    cure: 'Give all of the same frames.',
  });
}

/**
 * Tell apart what moves lines: apparent energy = chemical energy + shift of the energy scale + electrostatic potential.
 *
 * The scale is known from a grounded line, the potential from lines that keep their chemistry (weighted by their errors and
 * their constancy). Without a constant line beside another, chemistry and potential cannot be told apart: the sum is
 * given, and said.
 *
 * @throws OperandoError `shape-mismatch` for lines, voltages or references of different numbers of frames.
 */
export function separateShifts({ lines, covariance, instrument, voltage, constancy }: ShiftsProblem): SeparatedShifts {
  const frames = framesOf(lines, instrument, voltage);
  const m = lines.length;
  const scale: MeasuredColumn = instrument?.shift ?? {
    values: new Float64Array(frames),
    stderr: new Float64Array(frames),
  };
  const scaleCovariance = (f: number, g: number): number => instrument?.covariance(f, g) ?? 0;
  const known = lines.map(({ energy }) => energy.map((value, f) => value - scale.values[f]!));
  const variances = lines.map((_, k) => Float64Array.from({ length: frames }, (__, f) => covariance(f, f)[k * m + k]!));
  const constant = lines.flatMap((line, k) => (line.constant === true ? [k] : []));
  const isSeparable = constant.length > 0 && m > 1;
  const levels = lines.map(({ literature }, k) => literature ?? levelOf(known[k]!, variances[k]!));
  const courses = constant.map((k) => known[k]!.map((value) => value - levels[k]!));
  const tau = !isSeparable
    ? 0
    : (constancy ??
      (constant.length > 1
        ? scatterOf(
            courses,
            constant.map((k) => variances[k]!),
          )
        : 0));
  /** Shares of the constant lines in the potential of a frame. */
  const sharesOf = (f: number): Float64Array => {
    const shares = new Float64Array(m);
    if (!isSeparable) return shares;
    let total = 0;
    for (const k of constant) {
      const weight = Number.isFinite(known[k]![f]!) ? 1 / (variances[k]![f]! + tau * tau) : 0;
      if (Number.isFinite(weight)) shares[k] = weight;
      total += shares[k]!;
    }
    return shares.map((weight) => weight / total);
  };
  const shares = Array.from({ length: frames }, (_, f) => sharesOf(f));
  const potential = {
    values: new Float64Array(frames),
    stderr: new Float64Array(frames).fill(isSeparable ? 0 : Number.NaN),
  };
  const chemical = lines.map(({ name }) => ({
    name,
    values: new Float64Array(frames),
    stderr: new Float64Array(frames),
  }));
  /** Covariance between apparent energies less scale of two frames, with the constancy of lines within one. */
  const spread = (f: number, g: number): Float64Array => {
    const out = covariance(f, g).slice();
    const common = scaleCovariance(f, g);
    for (let i = 0; i < m * m; i++) out[i]! += common;
    if (f === g) for (const k of constant) out[k * m + k]! += tau * tau;
    return out;
  };
  const combined = (f: number, g: number, left: (k: number) => number, right: (k: number) => number): number => {
    const middle = spread(f, g);
    let sum = 0;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < m; j++) {
        const factor = left(i) * right(j);
        if (factor !== 0) sum += factor * middle[i * m + j]!;
      }
    return sum;
  };
  const row = (f: number, line: number) => (k: number) => (k === line ? 1 : 0) - shares[f]![k]!;
  for (let f = 0; f < frames; f++) {
    let value = 0;
    if (isSeparable) {
      for (const k of constant) if (shares[f]![k] !== 0) value += shares[f]![k]! * (known[k]![f]! - levels[k]!);
      potential.stderr[f] = Math.sqrt(
        combined(
          f,
          f,
          (k) => shares[f]![k]!,
          (k) => shares[f]![k]!,
        ),
      );
    }
    potential.values[f] = isSeparable ? value : Number.NaN;
    chemical.forEach((each, k) => {
      each.values[f] = known[k]![f]! - value;
      const variance = combined(f, f, row(f, k), row(f, k));
      // The only constant line has its energy by definition: that is no knowledge of it.
      const isKnown = Number.isFinite(each.values[f]!) && variance > 1e-12 * variances[k]![f]!;
      each.stderr[f] = isKnown ? Math.sqrt(variance) : Number.NaN;
    });
  }
  const against = voltage === undefined || !isSeparable ? undefined : lineOf(voltage, potential);
  return {
    instrument: scale,
    potential,
    chemical,
    covariance(f, g) {
      return Float64Array.from({ length: m * m }, (_, i) => combined(f, g, row(f, Math.floor(i / m)), row(g, i % m)));
    },
    status: isSeparable ? statusOf.converged : statusOf.ambiguous,
    separation: isSeparable ? 'separated' : 'not-separable',
    constancy: tau,
    ...(against === undefined ? {} : { againstVoltage: against }),
  };
}

function lineOf(
  voltage: NonNullable<ShiftsProblem['voltage']>,
  { values, stderr }: MeasuredColumn,
): WeightedLine | undefined {
  const used = Array.from(values.keys()).filter(
    (f) => Number.isFinite(values[f]!) && Number.isFinite(voltage.values[f]!) && stderr[f]! > 0,
  );
  const pick = (from: Float64Array): Float64Array => Float64Array.from(used, (f) => from[f]!);
  return weightedLine(
    pick(voltage.values),
    pick(values),
    pick(voltage.stderr ?? new Float64Array(values.length)),
    pick(stderr),
  );
}
