import type { KernelChoice } from '@operando/numerics/kernels';
import type { Instrument } from '../profile/instrument.js';
import { createLineAdder } from './add-line.js';
import type { PhaseLines } from './compile.js';
import { createFreeColumns } from './free-intensities.js';
import type { FreeColumns } from './free-intensities.js';
import { at } from './instrument-places.js';
import { createLineUpdate } from './update-lines.js';

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
  /** Forget what was worked out: lines are where these values have them, and nothing that comes depends on what was before. */
  forget(values: Float64Array): void;
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
  choice: KernelChoice = 'auto',
): PatternModel {
  const columns = Array.from({ length: shapes + phases.length }, () => new Float64Array(points.length));
  const update = createLineUpdate(instrument);
  const free = createFreeColumns(phases, points.length);
  const adder = createLineAdder(points, columns, instrument, free, shapes, width, choice);
  const all = Array.from({ length: shapes }, () => true);
  let last: Evaluated | undefined;

  return {
    points,
    phases,
    columns,
    free,
    forget(values) {
      last = undefined;
      for (const lines of phases) update(lines, values);
    },
    evaluate(values, scales, intensities, follow, wanted = all) {
      const isKnown = last !== undefined && isSame(last, values, scales, follow, wanted);
      if (isKnown && sameValues(free.values, intensities)) return true;
      last = undefined;
      adder.clear();
      free.clear();
      free.distribute(intensities);
      for (const [p, lines] of phases.entries()) {
        if (!update(lines, values)) return false;
        const phase = {
          lines,
          phase: shapes + p,
          scale: scales[p]!,
          axial: values[at.axial]!,
          follow: follow[p]!,
          wanted,
        };
        adder.begin(phase);
        for (let j = 0; j < lines.lines; j++) if (!Number.isNaN(lines.place[j]!)) adder.add(phase, j);
        adder.end(phase);
      }
      adder.finish();
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
