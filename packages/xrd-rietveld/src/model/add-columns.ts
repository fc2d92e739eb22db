import type { LineColumns } from '../profile/fill-line.js';
import type { LineShape } from '../profile/line-shape.js';
import type { Chain, PhaseLines } from './compile.js';

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

/** Lines of a phase, and what is wanted of them. */
export interface WantedLines {
  readonly lines: PhaseLines;
  /** Column of the phase. */
  readonly phase: number;
  readonly scale: number;
  readonly axial: number;
  readonly follow: boolean;
  /** Which refined parameters' columns are wanted. */
  readonly wanted: readonly boolean[];
}

/** Add line j to the column of its phase at points from..to, and to those of the parameters that move it. */
export function addColumns(
  columns: readonly Float64Array[],
  { lines, phase, scale, follow, wanted }: WantedLines,
  j: number,
  line: LineColumns,
  from: number,
  to: number,
): void {
  const n = to - from;
  addTimes(columns[phase]!, from, n, line.value, lines.intensity[j]!);
  if (!follow || scale === 0) return;
  const strength = scale * lines.intensity[j]!;
  for (const { column, intensity, place, gaussian, lorentzian, axial } of lines.chains) {
    if (!wanted[column]!) continue;
    const out = columns[column]!;
    if (place !== undefined) {
      if (intensity === undefined) addTimes(out, from, n, line.place, strength * place[j]!);
      else addTwice(out, from, n, line.place, strength * place[j]!, line.value, scale * intensity[j]!);
    } else if (intensity !== undefined) addTimes(out, from, n, line.value, scale * intensity[j]!);
    else if (gaussian !== undefined) addTimes(out, from, n, line.gaussian, strength * gaussian[j]!);
    else if (lorentzian !== undefined) addTimes(out, from, n, line.lorentzian, strength * lorentzian[j]!);
    else if (axial === true) addTimes(out, from, n, line.axial, strength);
  }
}

/** Whether derivatives by a parameter have tails: those by the place of a line fall faster than the line, and are taken as 0 there. */
export const isTailed = ({ place, axial }: Chain): boolean => place === undefined && axial !== true;

/**
 * Add the tails of line j, given for unit strength, to the column of its phase at nodes from..to, and to those of the parameters that
 * change its strength or widths.
 */
export function addTailColumns(
  columns: readonly Float64Array[],
  { lines, phase, scale, follow, wanted }: WantedLines,
  j: number,
  { tail, tailByGaussian, tailByLorentzian }: LineShape,
  tails: Float64Array,
  from: number,
  to: number,
): void {
  const n = to - from;
  addTimes(columns[phase]!, from, n, tails, lines.intensity[j]! * tail);
  if (!follow || scale === 0) return;
  const strength = scale * lines.intensity[j]!;
  for (const chain of lines.chains) {
    const { column, intensity, gaussian, lorentzian } = chain;
    if (!wanted[column]! || !isTailed(chain)) continue;
    const factor =
      intensity !== undefined
        ? scale * intensity[j]! * tail
        : gaussian !== undefined
          ? strength * gaussian[j]! * tailByGaussian
          : strength * (lorentzian?.[j] ?? 0) * tailByLorentzian;
    if (factor !== 0) addTimes(columns[column]!, from, n, tails, factor);
  }
}

/** out[from + i] += factor column[i] for n values. */
function addTimes(out: Float64Array, from: number, n: number, column: Float64Array, factor: number): void {
  for (let i = 0; i < n; i++) out[from + i]! += factor * column[i]!;
}

function addTwice(
  out: Float64Array,
  from: number,
  n: number,
  one: Float64Array,
  byOne: number,
  other: Float64Array,
  byOther: number,
): void {
  for (let i = 0; i < n; i++) out[from + i]! += byOne * one[i]! + byOther * other[i]!;
}
