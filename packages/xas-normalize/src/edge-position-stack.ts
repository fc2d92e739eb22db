import { emptyColumn, flatValues, isOperandoError, OperandoError, statusOf } from '@operando/core';
import type { EstimateColumn, NdArray, OperandoWarning, WarningCode } from '@operando/core';
import { kernelOf, valueVariancesModule } from '@operando/numerics/kernels';
import type { KernelChoice, KernelSpace } from '@operando/numerics/kernels';
import { createEdgePositioner, edgeChannelName, edgePositionMethods } from './edge-position.js';
import type { EdgePositioner, EdgePositionMethod, EdgePositionOptions } from './edge-position.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { NoiseLaw } from './edge-errors/value-variances.js';
import type { ScanDrift } from './edge-errors/scan-drift.js';
import { alone } from './edge-errors/position-error.js';
import type { SeriesTerms } from './edge-errors/position-error.js';
import type { RowFit } from './edge-errors/row-fit.js';
import type { FrameWarnings } from './frame-warnings.js';
import { cleanSpectrum } from './spectrum.js';

/** Options of {@link edgePositionStack}. */
export interface EdgePositionStackOptions extends Omit<EdgePositionOptions, 'method' | 'e0'> {
  /** How edges are found. @default all methods */
  readonly methods?: readonly EdgePositionMethod[] | undefined;
  /** Rough edge energies, eV: one for all frames or one each (those of `normalizeStack`). */
  readonly e0: number | ArrayLike<number>;
}

/** Positions of every frame by one method, eV; NaN where it found nothing. */
export interface EdgePositionColumn extends EstimateColumn {
  /** Of values and errors. */
  readonly unit: 'eV';
  /** Standard error of each, eV; NaN where there is none. */
  readonly stderr: Float64Array;
  /** `ok` or `failed`. */
  readonly status: Uint8Array;
}

/** One column per method asked for. */
export type EdgePositionColumns = Readonly<Partial<Record<EdgePositionMethod, EdgePositionColumn>>>;

/** What {@link edgePositionStack} returns. */
export interface EdgePositionStack {
  /** Of each method that was asked for, a value for each frame. */
  readonly columns: EdgePositionColumns;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

const notFound: Readonly<Record<EdgePositionMethod, WarningCode>> = {
  derivative: 'no-derivative',
  'half-step': 'no-half-step',
  integral: 'no-integral',
  'white-line': 'no-white-line',
  centroid: 'no-centroid',
};

/**
 * Positions in the rows of a stack.
 *
 * @param e0 One for each row.
 * @param first Number in the series of the first row.
 * @param fits How each row was normalized. @default as if without noise
 * @param law How the noise changes with the absorption. @default found
 * @param drift Is told of every row.
 */
export type RowPositioner = (
  values: Float64Array,
  e0: ArrayLike<number>,
  first: number,
  fits?: readonly (RowFit | undefined)[],
  law?: NoiseLaw,
  drift?: Pick<ScanDrift, 'add'>,
) => {
  readonly columns: EdgePositionColumns;
  readonly notes: FrameWarnings;
  /** What the series is to add to errors, method by method and row by row. */
  readonly terms: readonly (readonly SeriesTerms[])[];
};

/** Prepare {@link edgePositionStack} for one grid and stacks one after another. */
export function rowPositioner(energy: Float64Array, options: Omit<EdgePositionStackOptions, 'e0'>): RowPositioner {
  const positioner = createEdgePositioner(energy, options);
  return (values, e0, first, fits, law, drift) =>
    positionRows({ energy, options, positioner }, values, e0, first, fits, law, drift);
}

interface PositionTools {
  readonly energy: Float64Array;
  readonly options: Omit<EdgePositionStackOptions, 'e0'>;
  readonly positioner: EdgePositioner;
}

function positionRows(
  { energy, options, positioner }: PositionTools,
  values: Float64Array,
  e0: ArrayLike<number>,
  first: number,
  fits: readonly (RowFit | undefined)[] | undefined,
  law: NoiseLaw | undefined,
  drift: Pick<ScanDrift, 'add'> | undefined,
): ReturnType<RowPositioner> {
  const methods = options.methods ?? edgePositionMethods;
  const frames = e0.length;
  const notes = collectFrameWarnings();
  const columns = methods.map((method): EdgePositionColumn => ({
    name: edgeChannelName(method),
    unit: 'eV',
    ...emptyColumn(frames),
    status: new Uint8Array(frames).fill(statusOf.ok),
  }));
  const terms = methods.map(() => Array.from({ length: frames }, () => alone));
  const rows = nearRows(values, energy.length, options.kernels);
  for (let frame = 0; frame < frames; frame++) {
    const row = rowAt(rows, frame);
    let positionBy: Positions | undefined;
    for (const [m, method] of methods.entries()) {
      const column = columns[m]!;
      try {
        positionBy ??= positionsIn(energy, row, e0[frame]!, positioner, options, fits?.[frame], law, drift);
        const found = positionBy(method);
        column.values[frame] = found.energy;
        column.stderr[frame] = found.stderr;
        terms[m]![frame] = found.ofSeries;
      } catch (error) {
        if (!isOperandoError(error)) throw error;
        column.status[frame] = statusOf.failed;
        notes.add(first + frame, [{ code: notFound[method], message: error.message }]);
      }
    }
  }
  return { columns: Object.fromEntries(methods.map((method, m) => [method, columns[m]!])), notes, terms };
}

/** Positions in one row. */
type Positions = ReturnType<EdgePositioner['at']>;

/** Where a row lies. */
interface NearRow {
  readonly values: Float64Array;
  readonly offset: number;
}

/** Doubles that come near together. */
const blockSize = 8192;

/** Rows one after another, some of which lie in the memory of kernels: many at a time come faster than one by one. */
interface NearRows {
  readonly values: Float64Array;
  readonly points: number;
  /** Where kernels do not run, rows are taken from where they are. */
  readonly space: KernelSpace | undefined;
  readonly height: number;
  from: number;
  to: number;
}

function nearRows(values: Float64Array, points: number, choice: KernelChoice | undefined): NearRows {
  const height = Math.floor(blockSize / points);
  const isWorthwhile = height >= 2 && values.length >= 2 * blockSize;
  const space = isWorthwhile ? kernelOf(valueVariancesModule, choice)?.space : undefined;
  return { values, points, space, height, from: 0, to: 0 };
}

function rowAt(rows: NearRows, row: number): NearRow {
  const { values, points, space, height } = rows;
  if (space === undefined) return { values, offset: row * points };
  const { doubles, scratch } = space;
  if (row < rows.from || row >= rows.to) {
    rows.from = row;
    rows.to = row + height;
    doubles.set(values.subarray(row * points, rows.to * points), scratch / 8);
  }
  return { values: doubles, offset: scratch / 8 + (row - rows.from) * points };
}

/** Whether all values of a row are finite. */
function isFiniteRow(values: Float64Array, offset: number, points: number): boolean {
  // In several chains, since one addition has to wait for the one before.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = offset;
  for (; i + 3 < offset + points; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (; i < offset + points; i++) a += values[i]!;
  return Number.isFinite(a + b + c + d);
}

/** All methods for one row, missing values left out. */
function positionsIn(
  energy: Float64Array,
  { values, offset }: NearRow,
  e0: number,
  positioner: EdgePositioner,
  options: Omit<EdgePositionStackOptions, 'e0'>,
  fit: RowFit | undefined,
  law: NoiseLaw | undefined,
  drift: Pick<ScanDrift, 'add'> | undefined,
): Positions {
  const points = energy.length;
  if (!Number.isFinite(e0)) throw new OperandoError('no-edge', 'the frame could not be normalized.');
  if (isFiniteRow(values, offset, points)) return positioner.at(values, offset, e0, options.noise, fit, law, drift);
  const partial = cleanSpectrum(energy, values.subarray(offset, offset + points));
  const positionerOf = createEdgePositioner(partial.energy, options, partial.source);
  return positionerOf.at(partial.mu, 0, e0, options.noise, fit, law);
}

/**
 * {@link edgePosition} for every frame of a normalized stack on one grid, by
 * several methods at once. Frames in which a method finds nothing are NaN and
 * `failed`, and a warning per method tells how many. Errors are those of the rows as they stand (see {@link EdgePosition}): use
 * `normalize(series, { positions })` for errors with the noise of the normalization.
 *
 * @param energy Increasing energies, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `shape-mismatch`.
 */
export function edgePositionStack(
  energy: Float64Array,
  stack: Float64Array | NdArray<Float64Array>,
  options: EdgePositionStackOptions,
): EdgePositionStack {
  const values = stack instanceof Float64Array ? stack : flatValues(stack);
  const points = energy.length;
  const frames = values.length / points;
  const { e0 } = options;
  if (!Number.isInteger(frames) || (typeof e0 !== 'number' && e0.length !== frames)) {
    throw new OperandoError(
      'shape-mismatch',
      `${values.length} values in rows of ${points} do not go with ${typeof e0 === 'number' ? 1 : e0.length} edge energies.`,
    );
  }
  const edges = typeof e0 === 'number' ? new Float64Array(frames).fill(e0) : e0;
  const { columns, notes } = rowPositioner(energy, options)(values, edges, 0);
  return { columns, warnings: notes.warnings(frames) };
}
