import type { LineColumns } from '../profile/fill-line.js';
import type { LineShape } from '../profile/line-shape.js';
import type { PhaseLines } from './compile.js';

/** Take from a line near its centre what is summed on the coarse grid. */
export function takeTails(near: LineColumns, tails: Float64Array, n: number, shape: LineShape): void {
  const { tail, tailByGaussian, tailByLorentzian } = shape;
  for (let i = 0; i < n; i++) {
    const value = tails[i]!;
    near.value[i]! -= tail * value;
    near.gaussian[i]! -= tailByGaussian * value;
    near.lorentzian[i]! -= tailByLorentzian * value;
  }
}

/** The tails of a line as its columns on the coarse grid. */
export function giveTails(far: LineColumns, n: number, shape: LineShape): void {
  const { tail, tailByGaussian, tailByLorentzian } = shape;
  for (let i = 0; i < n; i++) {
    const value = far.value[i]!;
    far.value[i] = tail * value;
    far.gaussian[i] = tailByGaussian * value;
    far.lorentzian[i] = tailByLorentzian * value;
    far.axial[i] = 0;
  }
}

/** Where the columns of a line go. */
export interface Target {
  readonly columns: readonly Float64Array[];
  readonly from: number;
  readonly to: number;
  /** Window of derivatives by the place. */
  readonly placeFrom: number;
  readonly placeTo: number;
  readonly lines: PhaseLines;
  readonly j: number;
  /** Column of the phase. */
  readonly phase: number;
  readonly scale: number;
  readonly follow: boolean;
  /** Which refined parameters' columns are wanted. */
  readonly wanted: readonly boolean[];
}

/** Add a line to the column of its phase, and to those of the parameters that move it. */
export function addColumns(target: Target, line: LineColumns): void {
  const { columns, from, to, placeFrom, placeTo, lines, j, phase, scale, follow, wanted } = target;
  addTimes(columns[phase]!, from, 0, to - from, line.value, lines.intensity[j]!);
  if (!follow || scale === 0) return;
  const strength = scale * lines.intensity[j]!;
  for (const { column, intensity, place, gaussian, lorentzian, axial } of lines.chains) {
    if (!wanted[column]!) continue;
    const out = columns[column]!;
    if (place !== undefined) {
      const [skip, n] = [placeFrom - from, placeTo - placeFrom];
      if (n <= 0) continue;
      if (intensity === undefined) addTimes(out, from, skip, n, line.place, strength * place[j]!);
      else addTwice(out, from, skip, n, line.place, strength * place[j]!, line.value, scale * intensity[j]!);
    } else if (intensity !== undefined) addTimes(out, from, 0, to - from, line.value, scale * intensity[j]!);
    else if (gaussian !== undefined) addTimes(out, from, 0, to - from, line.gaussian, strength * gaussian[j]!);
    else if (lorentzian !== undefined) addTimes(out, from, 0, to - from, line.lorentzian, strength * lorentzian[j]!);
    else if (axial === true) addTimes(out, from, 0, to - from, line.axial, strength);
  }
}

/** out[from + i] += factor column[i] for n values from `skip` on. */
function addTimes(
  out: Float64Array,
  from: number,
  skip: number,
  n: number,
  column: Float64Array,
  factor: number,
): void {
  for (let i = skip; i < skip + n; i++) out[from + i]! += factor * column[i]!;
}

function addTwice(
  out: Float64Array,
  from: number,
  skip: number,
  n: number,
  one: Float64Array,
  byOne: number,
  other: Float64Array,
  byOther: number,
): void {
  for (let i = skip; i < skip + n; i++) out[from + i]! += byOne * one[i]! + byOther * other[i]!;
}
