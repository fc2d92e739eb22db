import { statusOf } from '@operando/core';
import type { Measured, Status } from '@operando/core';
import { completeCell, lithiumReader } from '@operando/lattice';
import type { CellParameters, LithiumReader } from '@operando/lattice';
import type { AreaUnit } from './area-unit.js';
import { relativeCalibrationError } from './conversions.js';
import type { PhaseSetup } from './options.js';
import type { FrameShape } from './frame-shape.js';
import type { Target } from './plan-targets.js';
import type { ReflectionRows } from './reflection-rows.js';
import { activeAmounts } from './reaction.js';
import { phaseAreas } from './phase-area.js';
import { isMeasured } from './reflection-status.js';
import { lithiumCalibration, lithiumSlope, sliceCell, sliceLithium } from './slice-cell.js';
import type { SliceCell } from './slice-cell.js';
import { growingRows, sliceColumn } from './slice-column.js';
import type { GrowingRows, SliceColumn } from './slice-column.js';
import { freeParametersOf, givenParameters } from './whole-cell.js';

/** One phase through frames and slices. */
export interface PhaseProfile {
  /** As in the options. */
  readonly name: string;
  /**
   * Free parameters of the cell by name, angstrom and degrees; errors of the counts alone. A slice is `converged`, or has
   * none: `not-visible` (no marker, or too few reflections), `masked` (none could be fitted), `failed`, or `singular` where its
   * reflections do not give this one.
   */
  readonly cell: Readonly<Partial<Record<keyof CellParameters, SliceColumn>>>;
  /**
   * Relative error of all lengths that energy and angle calibration leave: the same in every frame and slice, it moves none against another.
   * NaN where the error of the angle is not stated.
   */
  readonly calibrationError: number;
  /** Lithium content, where asked; `outside` where the cell lies outside the calibration, `ambiguous` between branches of it. */
  readonly lithium?: SliceColumn;
  /**
   * Standard error of each content that energy and angle calibration leave, beside that of the counts: all slices and frames
   * err together by it. NaN where the error of the angle is not stated, or there is no content.
   */
  readonly lithiumCalibrationError?: Float64Array;
  /** umol/cm2 of formula units in each slice, where stated. */
  readonly activeAmount?: Float64Array;
  /**
   * Sum of the areas of the reflections, in their unit. Where some could not be fitted, that of the rest, made whole by the share that
   * these have elsewhere ({@link areaShare}); its error holds how far the share varies.
   */
  readonly area: SliceColumn;
  /** Share of the area that was fitted, frames x slices; 1 where all reflections were, NaN where none was. */
  readonly areaShare: Float64Array;
  /** Of the cell against its reflections, frames x slices; NaN where there is none, or nothing left over. */
  readonly reducedChiSquare: Float64Array;
}

/** A reflection and what became of it so far. */
export interface TrackedReflection {
  readonly target: Target;
  readonly rows: ReflectionRows;
}

/** What the next frame goes on from, in some slices. */
export interface PhaseState {
  readonly cells: readonly (CellParameters | undefined)[];
  readonly contents: Float64Array;
}

/** Cell, content and area of a phase, slice after slice. */
export interface PhaseSlices {
  /** Rows that grow by one with each slice. */
  readonly rows: readonly number[][];
  /** Of the slices from one up to, not including, another. */
  state(from: number, to: number): PhaseState;
  restore(from: number, state: PhaseState): void;
  /** Cell found last in a slice, or else in the one above: it says where its reflections will be, seen or not. */
  known(slice: number): CellParameters | undefined;
  /** Write the next slice, after its reflections were written. */
  finishSlice(slice: number): void;
  profile(areas: AreaUnit): PhaseProfile;
}

/** Relative error of an axis with which it still says where a peak stands: a fifth of a usual width. */
const predictable = 1e-3;

const none: Measured = { value: Number.NaN, stderr: Number.NaN };
const lastOf = (values: readonly number[]): number => values.at(-1)!;

type QuantityRows = GrowingRows<'values' | 'stderr' | 'status'>;

const quantityRows = (): QuantityRows => growingRows(['values', 'stderr', 'status']);

function push(rows: QuantityRows, { value, stderr }: Measured, status: Status): void {
  rows.values.push(value);
  rows.stderr.push(stderr);
  rows.status.push(statusOf[status]);
}

/** Cell of a slice from its reflections; a status where there is none. */
function cellOf(
  { system, marker }: PhaseSetup,
  given: Partial<CellParameters>,
  own: readonly TrackedReflection[],
): SliceCell | Status {
  const measured = own.filter(({ rows: { status } }) => isMeasured(lastOf(status)));
  const marked = marker === undefined || measured.some(({ target: { hkl } }) => hkl.join() === marker.join());
  // One peak of many is more likely another phase's than this one's.
  const usable = own.filter(({ target }) => target.masked === undefined);
  const needed = Math.min(freeParametersOf(system).length, usable.length);
  if (!marked || measured.length < needed || measured.length === 0)
    return own.every(({ rows: { status } }) => lastOf(status) === statusOf.masked) ? 'masked' : 'not-visible';
  const spacings = measured.map(({ target: { hkl }, rows: { d, dStderr } }) => ({
    hkl,
    d: lastOf(d),
    stderr: lastOf(dStderr),
  }));
  return sliceCell(spacings, system, given) ?? 'failed';
}

/** Relative error that the calibrations leave: of one detector the reflections share it; several would average, which is not counted on. */
function calibrationErrorOf(own: readonly TrackedReflection[], detectors: FrameShape['detectors']): number {
  const errors = own
    .filter(({ target }) => target.masked === undefined)
    .map(({ target: { detector, expected } }) =>
      relativeCalibrationError(expected, detectors[detector]!.calibration, detectors[detector]!.angle),
    );
  return errors.length === 0 ? Number.NaN : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** Begin the slices of a phase. @param own Its reflections on all detectors. */
export function createPhaseSlices(
  setup: PhaseSetup,
  own: readonly TrackedReflection[],
  { positions, detectors }: FrameShape,
): PhaseSlices {
  const { name: phaseName, system, cell: expected, lithium } = setup;
  const free = freeParametersOf(system);
  const given = givenParameters(system, expected);
  const calibration = lithium === undefined ? undefined : lithiumCalibration(lithium);
  let read: LithiumReader | undefined;
  const amounts =
    lithium?.activeAmount === undefined ? undefined : activeAmounts(lithium.activeAmount, positions.length);
  const cellRows = free.map((name) => ({ name, rows: quantityRows() }));
  const lithiumRows = quantityRows();
  /** Change of each content with all lengths. */
  const lithiumSlopes: number[] = [];
  const reducedChiSquare: number[] = [];
  const cells = Array.from({ length: positions.length }, (): CellParameters | undefined => undefined);
  const contents = new Float64Array(positions.length).fill(lithium?.initial ?? Number.NaN);

  /** An axis that the reflections do not give, or not well enough to find a peak by, stays where it was. */
  const remember = (slice: number, { parameters }: SliceCell): void => {
    const before = cells[slice] ?? cells[slice - 1];
    cells[slice] = completeCell(
      system,
      free.map((name) => {
        const now = parameters[name];
        return now !== undefined && now.stderr < predictable * now.value
          ? now.value
          : (before?.[name] ?? given[name] ?? Number.NaN);
      }),
    );
  };

  const pushLithium = (slice: number, cell: SliceCell | Status): void => {
    if (lithium === undefined || calibration === undefined) return;
    if (typeof cell === 'string') {
      push(lithiumRows, none, cell);
      lithiumSlopes.push(Number.NaN);
      return;
    }
    const previous = contents[slice]!;
    read ??= lithiumReader(calibration);
    const x = sliceLithium(cell, system, lithium.parameter, read, Number.isFinite(previous) ? previous : undefined);
    push(lithiumRows, x, x.status);
    lithiumSlopes.push(
      Number.isFinite(x.value) ? lithiumSlope(cell, system, lithium.parameter, read, x.value) : Number.NaN,
    );
    if (Number.isFinite(x.value)) contents[slice] = x.value;
  };

  return {
    rows: [
      ...cellRows.flatMap(({ rows }) => Object.values(rows)),
      ...(calibration === undefined ? [] : [...Object.values(lithiumRows), lithiumSlopes]),
      reducedChiSquare,
    ],
    state: (from, to) => ({ cells: cells.slice(from, to), contents: contents.slice(from, to) }),
    restore(from, state) {
      cells.splice(from, state.cells.length, ...state.cells);
      contents.set(state.contents, from);
    },
    known: (slice) => cells[slice] ?? cells[slice - 1],
    finishSlice(slice) {
      const cell = cellOf(setup, given, own);
      for (const { name, rows: column } of cellRows) {
        if (typeof cell === 'string') push(column, none, cell);
        else
          push(column, cell.parameters[name] ?? none, cell.parameters[name] === undefined ? 'singular' : 'converged');
      }
      if (typeof cell !== 'string') remember(slice, cell);
      reducedChiSquare.push(
        typeof cell !== 'string' && cell.degreesOfFreedom > 0 ? cell.chiSquare / cell.degreesOfFreedom : Number.NaN,
      );
      pushLithium(slice, cell);
    },
    profile({ unit, filter }) {
      const column = (what: string, itsUnit: string, each: QuantityRows): SliceColumn =>
        sliceColumn(`${phaseName}_${what}`, itsUnit, each.values, each.stderr, Uint8Array.from(each.status));
      const calibrationError = calibrationErrorOf(own, detectors);
      const area = phaseAreas(
        own.map(({ rows }) => rows),
        reducedChiSquare.length,
      );
      return {
        name: phaseName,
        cell: Object.fromEntries(
          cellRows.map(({ name, rows: each }) => [name, column(name, name.length > 1 ? 'deg' : 'angstrom', each)]),
        ),
        calibrationError,
        ...(lithium === undefined
          ? {}
          : {
              lithium: column('x', '1', lithiumRows),
              lithiumCalibrationError: Float64Array.from(lithiumSlopes, (slope) => Math.abs(slope) * calibrationError),
            }),
        ...(amounts === undefined ? {} : { activeAmount: amounts }),
        area: sliceColumn(
          `${phaseName}_area`,
          unit,
          filter(area.values),
          filter(area.stderr),
          Uint8Array.from(area.status, (status) => statusOf[status]),
        ),
        areaShare: Float64Array.from(area.share),
        reducedChiSquare: Float64Array.from(reducedChiSquare),
      };
    },
  };
}
