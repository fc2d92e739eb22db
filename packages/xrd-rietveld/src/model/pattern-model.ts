import type { Instrument } from '../profile/instrument.js';
import { createLineColumns, fillLine } from '../profile/fill-line.js';
import { createLineShape, describeLine } from '../profile/line-shape.js';
import { addFromNodes, createTailGrid, fillTails } from '../profile/tail-grid.js';
import { addColumns, giveTails, takeTails } from './add-columns.js';
import type { Target } from './add-columns.js';
import type { PhaseLines } from './compile.js';
import { createFreeColumns } from './free-intensities.js';
import type { FreeColumns } from './free-intensities.js';
import { at } from './instrument-places.js';
import { createLineUpdate } from './update-lines.js';

/** Half windows of lines, in full widths, within which their points are worked out one by one. */
const nearWidths = 10;
/** The same for derivatives by the place of a line, which fall faster; farther out they are taken as 0. */
const nearPlaces = 6;
/** Spacings of the coarse grid that a half window holds at least. */
const nearSpacings = 6;
/** Scales may have changed by this part since derivatives in proportion to them were worked out. */
const sameScale = 0.02;

/** The lines of all phases on the points of a pattern, as columns. */
export interface PatternModel {
  readonly points: Float64Array;
  readonly phases: readonly PhaseLines[];
  /** One column for each refined parameter of shape, then one for each phase at scale 1. */
  readonly columns: readonly Float64Array[];
  /** Free intensities: each at 1, beside what stands in the columns of their phases. */
  readonly free: FreeColumns;
  /**
   * Work out the columns.
   *
   * @param values All parameters of shape.
   * @param scales Of the phases: derivatives are in proportion to them.
   * @param intensities Those that are free.
   * @param follow Which phases' derivatives are wanted.
   * @param wanted Of which refined parameters. @default all
   * @returns false where no real pattern has these parameters.
   */
  evaluate(
    values: Float64Array,
    scales: Float64Array,
    intensities: Float64Array,
    follow: readonly boolean[],
    wanted?: readonly boolean[],
  ): boolean;
}

/**
 * A model of phases on points (degrees of 2 theta that increase).
 *
 * @param width What widths of lines are like: tails beyond some of them are summed on a coarse grid.
 */
export function createPatternModel(
  points: Float64Array,
  phases: readonly PhaseLines[],
  instrument: Instrument,
  shapes: number,
  width: number,
): PatternModel {
  const columns = Array.from({ length: shapes + phases.length }, () => new Float64Array(points.length));
  const grid = createTailGrid(points, tailSpacing(points, width));
  const coarse = columns.map(() => new Float64Array(grid.nodes.length));
  const update = createLineUpdate(instrument);
  const near = createLineColumns(points.length);
  const far = createLineColumns(Math.max(points.length, grid.nodes.length));
  const shape = createLineShape();
  const slitPerSample = (instrument.slitHeight ?? instrument.sampleHeight ?? 0) / (instrument.sampleHeight ?? 0) || 1;
  const free = createFreeColumns(phases, points.length);
  const ratios = instrument.lines.map(({ ratio = 1 }) => ratio);
  const ratioSum = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const all = Array.from({ length: shapes }, () => true);
  let mine: readonly boolean[] = all;
  let last: Evaluated | undefined;

  const addLine = (
    lines: PhaseLines,
    j: number,
    phase: number,
    scale: number,
    axial: number,
    follow: boolean,
  ): void => {
    const place = lines.place[j]!;
    const withAxial = follow && lines.chains.some(({ axial: isAxial, column }) => isAxial === true && mine[column]!);
    const slit = axial * slitPerSample;
    describeLine(shape, place, lines.gaussian[j]!, lines.lorentzian[j]!, axial, slit, withAxial);
    const center = place + shape.shift;
    const wide = shape.widths[0]! + shape.spread;
    const reach = Math.max(nearWidths * wide, nearSpacings * grid.spacing);
    const from = lowerBound(points, center - reach);
    const to = lowerBound(points, center + reach);
    const half = 0.5 * shape.widths[0]!;
    const hasTails = shape.tail > 0;
    const target: Target = {
      columns,
      from,
      to,
      placeFrom: from,
      placeTo: to,
      lines,
      j,
      phase,
      scale,
      follow,
      wanted: mine,
    };
    if (to > from) {
      fillLine(shape, points, from, to, place, near, withAxial);
      if (lines.groups !== undefined) {
        const ratio = ratios[j % ratios.length]! / ratioSum;
        free.add(phase - shapes, Math.floor(j / ratios.length), ratio, near.value, from, to);
      }
      if (hasTails) {
        fillTails(points, from, to, center, half, reach, far.value);
        takeTails(near, far.value, to - from, shape);
      }
      const placeFrom = Math.max(from, lowerBound(points, center - nearPlaces * wide));
      addColumns({ ...target, placeFrom, placeTo: Math.min(to, lowerBound(points, center + nearPlaces * wide)) }, near);
    }
    if (!hasTails) return;
    const nodes = grid.nodes.length;
    fillTails(grid.nodes, 0, nodes, center, half, reach, far.value);
    giveTails(far, nodes, shape);
    addColumns({ ...target, columns: coarse, from: 0, to: nodes, placeFrom: 0, placeTo: 0 }, far);
  };

  return {
    points,
    phases,
    columns,
    free,
    evaluate(values, scales, intensities, follow, wanted = all) {
      const isKnown = last !== undefined && isSame(last, values, scales, follow, wanted);
      if (isKnown && sameValues(free.values, intensities)) return true;
      last = undefined;
      mine = wanted;
      for (const column of columns) column.fill(0);
      for (const column of coarse) column.fill(0);
      free.clear();
      free.distribute(intensities);
      for (const [p, lines] of phases.entries()) {
        if (!update(lines, values)) return false;
        for (let j = 0; j < lines.lines; j++) {
          if (!Number.isNaN(lines.place[j]!)) addLine(lines, j, shapes + p, scales[p]!, values[at.axial]!, follow[p]!);
        }
      }
      columns.forEach((column, k) => addFromNodes(grid, coarse[k]!, column));
      last = {
        values: values.slice(),
        scales: scales.slice(0, phases.length),
        follow: [...follow],
        wanted: [...wanted],
      };
      return true;
    },
  };
}

/** What the columns stand for. */
interface Evaluated {
  readonly values: Float64Array;
  readonly scales: Float64Array;
  readonly follow: readonly boolean[];
  readonly wanted: readonly boolean[];
}

function sameValues(one: Float64Array, other: Float64Array): boolean {
  for (let k = 0; k < one.length; k++) if (one[k] !== other[k]) return false;
  return true;
}

function isSame(
  last: Evaluated,
  values: Float64Array,
  scales: Float64Array,
  follow: readonly boolean[],
  wanted: readonly boolean[],
): boolean {
  if (wanted.some((isWanted, k) => isWanted && !last.wanted[k]!) && follow.includes(true)) return false;
  if (!sameValues(values, last.values)) return false;
  return follow.every((isWanted, p) => {
    if (!isWanted) return true;
    return last.follow[p]! && Math.abs(scales[p]! - last.scales[p]!) <= sameScale * Math.abs(last.scales[p]!);
  });
}

/** Spacing of the coarse grid: as wide as lines allow, and never near that of the points. */
function tailSpacing(points: Float64Array, width: number): number {
  const step = (points[points.length - 1]! - points[0]!) / Math.max(1, points.length - 1);
  return Math.max(4 * step, (nearWidths / nearSpacings) * width);
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
