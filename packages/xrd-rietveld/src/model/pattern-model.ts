import type { Instrument } from '../profile/instrument.js';
import { createLineColumns, createLineShape, describeLine, fillLine } from '../profile/line-shape.js';
import type { LineColumns } from '../profile/line-shape.js';
import { addFromNodes, createTailGrid, fillTails } from '../profile/tail-grid.js';
import type { TailGrid } from '../profile/tail-grid.js';
import type { PhaseLines } from './compile.js';
import { at, createLineUpdate } from './update-lines.js';

/** Half windows of lines, in full widths, within which their points are worked out one by one. */
const nearWidths = 10;
/** Spacings of the coarse grid that a window holds at least. */
const nearSpacings = 6;

/** The lines of all phases on the points of a pattern, as columns. */
export interface PatternModel {
  readonly points: Float64Array;
  readonly phases: readonly PhaseLines[];
  /** One column for each refined parameter of shape, then one for each phase at scale 1. */
  readonly columns: readonly Float64Array[];
  /**
   * Work out the columns.
   *
   * @param values All parameters of shape.
   * @param scales Of the phases: derivatives are in proportion to them.
   * @param follow Which phases' derivatives are wanted.
   * @returns false where no real pattern has these parameters.
   */
  evaluate(values: Float64Array, scales: Float64Array, follow: readonly boolean[]): boolean;
  /** Window of a line at its present place: first point and the one after the last. */
  window(place: number, width: number, spread: number): readonly [number, number];
}

/** A model of phases on points (degrees of 2 theta that increase). */
export function createPatternModel(
  points: Float64Array,
  phases: readonly PhaseLines[],
  instrument: Instrument,
  shapes: number,
  narrowest: number,
): PatternModel {
  const columns = Array.from({ length: shapes + phases.length }, () => new Float64Array(points.length));
  const grid = createTailGrid(points, tailSpacing(points, narrowest));
  const coarse = columns.map(() => new Float64Array(grid.nodes.length));
  const update = createLineUpdate(instrument);
  const near = createLineColumns(points.length);
  const far = createLineColumns(Math.max(points.length, grid.nodes.length));
  const shape = createLineShape();
  const slitPerSample = (instrument.slitHeight ?? 0) / (instrument.sampleHeight ?? 1) || 1;
  const window = (place: number, width: number, spread: number): [number, number] => {
    const reach = reachOf(grid, width, spread);
    return [lowerBound(points, place - reach), lowerBound(points, place + reach)];
  };

  const addLine = (lines: PhaseLines, j: number, at0: number, scale: number, axial: number, follow: boolean): void => {
    const place = lines.place[j]!;
    const gaussian = lines.gaussian[j]!;
    const lorentzian = lines.lorentzian[j]!;
    describeLine(shape, place, gaussian, lorentzian, axial, axial * slitPerSample);
    const center = place + shape.shift;
    const reach = reachOf(grid, shape.widths[0]!, shape.spread);
    const from = lowerBound(points, center - reach);
    const to = lowerBound(points, center + reach);
    const half = 0.5 * shape.widths[0]!;
    const tails = shape.tail * lines.intensity[j]! > 0;
    if (to > from) {
      const withAxial = follow && lines.chains.some(({ axial: isAxial }) => isAxial === true);
      fillLine(shape, points, from, to, place, near, withAxial);
      if (tails) {
        fillTails(points, from, to, center, half, reach, far.value, far.place);
        takeTails(near, far, to - from, shape.tail, shape.tailByGaussian, shape.tailByLorentzian);
      }
      addColumns(columns, near, from, to - from, lines, j, at0, scale, follow);
    }
    if (!tails) return;
    fillTails(grid.nodes, 0, grid.nodes.length, center, half, reach, far.value, far.place);
    giveTails(far, grid.nodes.length, shape.tail, shape.tailByGaussian, shape.tailByLorentzian);
    addColumns(coarse, far, 0, grid.nodes.length, lines, j, at0, scale, follow);
  };

  return {
    points,
    phases,
    columns,
    window,
    evaluate(values, scales, follow) {
      for (const column of columns) column.fill(0);
      for (const column of coarse) column.fill(0);
      for (const [p, lines] of phases.entries()) {
        if (!update(lines, values)) return false;
        for (let j = 0; j < lines.lines; j++) {
          if (lines.intensity[j] !== 0) addLine(lines, j, shapes + p, scales[p]!, values[at.axial]!, follow[p]!);
        }
      }
      columns.forEach((column, k) => addFromNodes(grid, coarse[k]!, column));
      return true;
    },
  };
}

/** Spacing of the coarse grid: as wide as lines allow, and never finer than the points. */
function tailSpacing(points: Float64Array, narrowest: number): number {
  const step = (points[points.length - 1]! - points[0]!) / Math.max(1, points.length - 1);
  return Math.max(4 * step, (nearWidths / nearSpacings) * narrowest);
}

function reachOf({ spacing }: TailGrid, width: number, spread: number): number {
  return Math.max(nearWidths * (width + spread), nearSpacings * spacing);
}

/** First of increasing points that is not below a value. */
export function lowerBound(points: Float64Array, value: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function takeTails(near: LineColumns, far: LineColumns, n: number, tail: number, byG: number, byL: number): void {
  for (let i = 0; i < n; i++) {
    const value = far.value[i]!;
    near.value[i]! -= tail * value;
    near.place[i]! -= tail * far.place[i]!;
    near.gaussian[i]! -= byG * value;
    near.lorentzian[i]! -= byL * value;
  }
}

function giveTails(far: LineColumns, n: number, tail: number, byG: number, byL: number): void {
  for (let i = 0; i < n; i++) {
    const value = far.value[i]!;
    far.value[i] = tail * value;
    far.place[i]! *= tail;
    far.gaussian[i] = byG * value;
    far.lorentzian[i] = byL * value;
    far.axial[i] = 0;
  }
}

/** Add a line to the column of its phase, and to those of the parameters that move it. */
function addColumns(
  columns: readonly Float64Array[],
  line: LineColumns,
  from: number,
  n: number,
  lines: PhaseLines,
  j: number,
  phaseColumn: number,
  scale: number,
  follow: boolean,
): void {
  addTimes(columns[phaseColumn]!, from, n, line.value, lines.intensity[j]!);
  if (!follow || scale === 0) return;
  const strength = scale * lines.intensity[j]!;
  for (const { column, intensity, place, gaussian, lorentzian, axial } of lines.chains) {
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
