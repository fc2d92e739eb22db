import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { completeCell, freeParameters, spacing } from '@operando/lattice';
import type { CellParameters, Hkl } from '@operando/lattice';
import { channelOf, dToEnergy, energyToD, relativeCalibrationError } from './conversions.js';
import { findStart } from './find-start.js';
import { createGroupFitter, unfitted } from './fit-group.js';
import type { GroupPeak } from './fit-group.js';
import { overlapWarnings } from './gauge-volume.js';
import { isMeasured, peakStatus } from './peak-status.js';
import { detectorsOf, planTargets, widthAt } from './setup.js';
import type { DepthProfileOptions, Target } from './setup.js';
import { sliceCell, sliceLithium } from './slice-cell.js';

/** Values and standard errors, frames x slices, row after row; NaN where there is none. */
export interface SliceColumn {
  readonly values: Float64Array;
  readonly stderr: Float64Array;
}

/** One reflection on one detector, through frames and slices. */
export interface ReflectionProfile {
  readonly phase: string;
  readonly hkl: Hkl;
  readonly detector: number;
  /** keV, from the cell given. */
  readonly expected: number;
  /** What covers it, where it was not fitted for that. */
  readonly masked?: string;
  /** keV. */
  readonly energy: SliceColumn;
  /** Angstrom; errors of the counts alone. */
  readonly d: SliceColumn;
  /** Counts per second (counts, without live times), normalised as asked. */
  readonly area: SliceColumn;
  readonly fwhm: Float64Array;
  readonly reducedChiSquare: Float64Array;
  /** See {@link peakStatus}. */
  readonly status: Uint8Array;
}

/** One phase through frames and slices. */
export interface PhaseProfile {
  readonly name: string;
  /** Free parameters of the cell by name, angstrom and degrees; errors of the counts alone. */
  readonly cell: Readonly<Partial<Record<keyof CellParameters, SliceColumn>>>;
  /** Relative error of all lengths that energy and angle calibration leave: the same in every frame and slice, it moves none against another. */
  readonly calibrationError: number;
  /** Lithium content, where asked. */
  readonly lithium?: SliceColumn;
  /** Sum of the areas of the reflections that were fitted. */
  readonly area: SliceColumn;
  readonly reducedChiSquare: Float64Array;
}

/** What {@link depthProfile} gives. */
export interface DepthProfile {
  readonly frames: number;
  /** um. */
  readonly positions: Float64Array;
  readonly reflections: readonly ReflectionProfile[];
  readonly phases: readonly PhaseProfile[];
  readonly warnings: readonly OperandoWarning[];
}

/** A frame's own figures. */
export interface FrameTimes {
  /** Seconds in which the detector could count: one for the frame, or one per slice and detector. */
  readonly liveTime?: number | ArrayLike<number>;
}

/** Takes frames one at a time; its memory grows by the results only. */
export interface DepthProfiler {
  /**
   * Fit a frame. @param counts [position x (detector x) channel], raw counts.
   * @throws OperandoError `shape-mismatch`, `invalid-argument` for counts that are negative or no numbers, or live times that are not positive, with `where.frame`.
   */
  addFrame(counts: ArrayLike<number>, times?: FrameTimes): void;
  /** Everything so far. */
  finish(): DepthProfile;
}

/** Relative error of an axis with which it still says where a peak stands: a fifth of a usual width. */
const predictable = 1e-3;

interface ReflectionRows {
  readonly energy: number[];
  readonly energyStderr: number[];
  readonly d: number[];
  readonly dStderr: number[];
  readonly area: number[];
  readonly areaStderr: number[];
  readonly fwhm: number[];
  readonly reducedChiSquare: number[];
  readonly status: number[];
}

interface PhaseRows {
  readonly cell: Record<string, { readonly values: number[]; readonly stderr: number[] }>;
  readonly lithium: { readonly values: number[]; readonly stderr: number[] };
  readonly area: { readonly values: number[]; readonly stderr: number[] };
  readonly reducedChiSquare: number[];
  previous: Float64Array;
}

const newColumn = (): { values: number[]; stderr: number[] } => ({ values: [], stderr: [] });
const columnOf = ({ values, stderr }: { values: readonly number[]; stderr: readonly number[] }): SliceColumn => ({
  values: Float64Array.from(values),
  stderr: Float64Array.from(stderr),
});

/**
 * Begin a depth profile that takes frames one after another, as they are read.
 *
 * In each frame and slice every reflection is fitted with Poisson likelihood, beginning where it stood a frame
 * before (or in the slice above, or where it stands out most within the search range); spacings of all reflections
 * and detectors together give the cell, the cell the lithium content.
 *
 * @throws OperandoError `invalid-argument` for options that cannot be, `axis-not-increasing` for a calibration that falls.
 */
export function createDepthProfiler(options: DepthProfileOptions): DepthProfiler {
  const detectors = detectorsOf(options);
  const { targets, groups } = planTargets(options);
  const positions = Float64Array.from(options.positions);
  const slices = positions.length;
  const { channels, normalisation } = options;
  const energies = detectors.map(({ calibration }) =>
    Float64Array.from({ length: channels }, (_, i) => calibration.energyOf(i)),
  );
  const fitters = groups.map(({ detector, lines }) =>
    createGroupFitter(detectors[detector]!, lines, energies[detector]!, options),
  );
  const staticFitters =
    normalisation?.staticLine === undefined
      ? undefined
      : detectors.map((detector, k) =>
          createGroupFitter(detector, [], energies[k]!, { ...options, minimumSignificance: 0 }),
        );
  const rows = targets.map((): ReflectionRows => ({
    energy: [],
    energyStderr: [],
    d: [],
    dStderr: [],
    area: [],
    areaStderr: [],
    fwhm: [],
    reducedChiSquare: [],
    status: [],
  }));
  const phases = options.phases.map(({ system, lithium }): PhaseRows => ({
    cell: Object.fromEntries(freeParameters[system].map((name) => [name, newColumn()])),
    lithium: newColumn(),
    area: newColumn(),
    reducedChiSquare: [],
    previous: new Float64Array(slices).fill(lithium?.initial ?? Number.NaN),
  }));
  // Cell of each phase found last, slice by slice: it says where its reflections will be, seen or not.
  const known = phases.map(() => Array.from({ length: slices }, (): CellParameters | undefined => undefined));
  let frames = 0;

  /** Where to begin: by the cell of the frame before, or else of the slice above; without either, where it stands out most about the place expected. */
  const startOf = (t: number, slice: number, counts: ArrayLike<number>, offset: number): number => {
    const { phase, hkl, detector, expected, range } = targets[t]!;
    const { twoTheta } = detectors[detector]!.angle;
    const before = known[phase]![slice];
    if (before !== undefined) return dToEnergy(spacing(before, hkl), twoTheta);
    const above = slice > 0 ? known[phase]![slice - 1] : undefined;
    if (above !== undefined) return dToEnergy(spacing(above, hkl), twoTheta);
    const [lowest, highest] = [expected * range[0], expected * range[1]];
    const fwhm = widthAt(detectors[detector]!, expected);
    const { calibration } = detectors[detector]!;
    const from = Math.max(0, Math.floor(channelOf(lowest - 2.5 * fwhm, calibration)));
    const to = Math.min(channels, Math.ceil(channelOf(highest + 2.5 * fwhm, calibration)) + 1);
    const stretch = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => counts[offset + from + i]!);
    const found = findStart(energies[detector]!.subarray(from, to), stretch, [lowest, highest], fwhm);
    return found !== undefined && found.significance > 4 ? found.center : expected;
  };

  const record = (t: number, { detector }: Target, peak: GroupPeak, divisor: number, relative: number): void => {
    const row = rows[t]!;
    const d = energyToD(peak.energy, detectors[detector]!.angle.twoTheta);
    row.energy.push(peak.energy);
    row.energyStderr.push(peak.energyStderr);
    row.d.push(d);
    row.dStderr.push((d * peak.energyStderr) / peak.energy);
    row.area.push(peak.area / divisor);
    row.areaStderr.push(Math.hypot(peak.areaStderr, peak.area * relative) / divisor);
    row.fwhm.push(peak.fwhm);
    row.reducedChiSquare.push(peak.reducedChiSquare);
    row.status.push(peak.status);
  };

  const finishSlice = (slice: number): void => {
    phases.forEach((phase, p) => {
      const { system, cell: expected, lithium, marker } = options.phases[p]!;
      const own = targets.map((_, t) => t).filter((t) => targets[t]!.phase === p);
      const measured = own.filter((t) => isMeasured(rows[t]!.status.at(-1)!));
      // One peak of many is more likely another phase's than this one's.
      const needed = Math.min(
        freeParameters[system].length,
        own.filter((t) => targets[t]!.masked === undefined).length,
      );
      const marked = marker === undefined || measured.some((t) => targets[t]!.hkl.join() === marker.join());
      const cell =
        !marked || measured.length < needed
          ? undefined
          : sliceCell(
              measured.map((t) => ({ hkl: targets[t]!.hkl, d: rows[t]!.d.at(-1)!, stderr: rows[t]!.dStderr.at(-1)! })),
              system,
              expected,
            );
      for (const [name, column] of Object.entries(phase.cell)) {
        const value = cell?.parameters[name as keyof CellParameters];
        column.values.push(value?.value ?? Number.NaN);
        column.stderr.push(value?.stderr ?? Number.NaN);
      }
      if (cell !== undefined) {
        // An axis that the reflections do not give, or not well enough to find a peak by, stays where it was.
        const before = known[p]![slice] ?? known[p]![slice - 1];
        known[p]![slice] = completeCell(
          system,
          freeParameters[system].map((name) => {
            const now = cell.parameters[name];
            return now !== undefined && now.stderr < predictable * now.value
              ? now.value
              : (before?.[name] ?? expected[name] ?? Number.NaN);
          }),
        );
      }
      phase.reducedChiSquare.push(
        cell !== undefined && cell.degreesOfFreedom > 0 ? cell.chiSquare / cell.degreesOfFreedom : Number.NaN,
      );
      const seen = own.filter((t) => Number.isFinite(rows[t]!.area.at(-1)!));
      phase.area.values.push(seen.length === 0 ? Number.NaN : seen.reduce((sum, t) => sum + rows[t]!.area.at(-1)!, 0));
      phase.area.stderr.push(
        // An area that ended on its bound, 0, has no error: the sum is known as well as the others are.
        seen.length === 0
          ? Number.NaN
          : Math.sqrt(seen.reduce((sum, t) => sum + (rows[t]!.areaStderr.at(-1)! || 0) ** 2, 0)),
      );
      if (lithium === undefined) return;
      const previous = phase.previous[slice]!;
      const x =
        cell === undefined
          ? { value: Number.NaN, stderr: Number.NaN }
          : sliceLithium(cell, system, lithium, Number.isFinite(previous) ? previous : undefined);
      phase.lithium.values.push(x.value);
      phase.lithium.stderr.push(x.stderr);
      if (Number.isFinite(x.value)) phase.previous[slice] = x.value;
    });
  };

  return {
    addFrame(counts, times = {}) {
      if (counts.length !== slices * detectors.length * channels) {
        throw new OperandoError(
          'shape-mismatch',
          `frame ${frames} has ${counts.length} values, not ${slices} positions x ${detectors.length === 1 ? '' : `${detectors.length} detectors x `}${channels} channels.`,
          { where: { frame: frames }, cure: 'Give counts row after row: position, detector, channel.' },
        );
      }
      const liveTimes = times.liveTime;
      for (let slice = 0; slice < slices; slice++) {
        for (const [detector, setup] of detectors.entries()) {
          const index = slice * detectors.length + detector;
          const offset = index * channels;
          const live = liveTimes === undefined ? 1 : typeof liveTimes === 'number' ? liveTimes : liveTimes[index]!;
          if (!(live > 0) || !Number.isFinite(live)) {
            throw new OperandoError(
              'invalid-argument',
              `frame ${frames}, slice ${slice} has a live time of ${live} s.`,
              {
                where: { frame: frames, parameter: 'liveTime' },
                cure: 'Live times are above 0; leave the frame out if it was not exposed.',
              },
            );
          }
          checkCounts(counts, offset, channels, frames, slice);
          const still =
            staticFitters === undefined
              ? undefined
              : staticFitters[detector]!(counts, offset, [normalisation!.staticLine!])[0]!;
          const stillRelative = still === undefined ? 0 : still.areaStderr / still.area;
          groups.forEach((group, g) => {
            if (group.detector !== detector) return;
            const starts = group.members.map((t) => startOf(t, slice, counts, offset));
            // Peaks that moved onto each other, or under a line, cannot be fitted as if they had not.
            const order = starts.every(
              (energy, k) => k === 0 || energy - starts[k - 1]! > 0.6 * widthAt(setup, energy),
            );
            const peaks = order
              ? fitters[g]!(counts, offset, starts)
              : starts.map(() => unfitted(peakStatus.overlapped));
            group.members.forEach((t, k) => {
              const peak = peaks[k]!;
              const energy = Number.isFinite(peak.energy) ? peak.energy : targets[t]!.expected;
              const divisor =
                live *
                (normalisation?.incident?.(energy) ?? 1) *
                (normalisation?.transmission?.(energy, slice) ?? 1) *
                (still === undefined ? 1 : still.area / live);
              record(t, targets[t]!, peak, divisor, stillRelative);
            });
          });
          targets.forEach((target, t) => {
            if (target.detector !== detector || rows[t]!.status.length > frames * slices + slice) return;
            record(t, target, unfitted(target.masked === undefined ? peakStatus.overlapped : peakStatus.masked), 1, 0);
          });
        }
        finishSlice(slice);
      }
      frames++;
    },
    finish: () => summarise(options, targets, rows, phases, frames, positions),
  };
}

function checkCounts(counts: ArrayLike<number>, offset: number, channels: number, frame: number, slice: number): void {
  // Differences of equals: one test for all that is no number.
  let witness = 0;
  let least = 0;
  for (let i = offset; i < offset + channels; i++) {
    const value = counts[i]!;
    witness += value - value;
    if (value < least) least = value;
  }
  if (witness === 0 && least >= 0) return;
  throw new OperandoError(
    'invalid-argument',
    `frame ${frame}, slice ${slice} has counts that are negative or no numbers.`,
    { where: { frame }, cure: 'Give raw counts; normalise through the options.' },
  );
}

function summarise(
  options: DepthProfileOptions,
  targets: readonly Target[],
  rows: readonly ReflectionRows[],
  phases: readonly PhaseRows[],
  frames: number,
  positions: Float64Array,
): DepthProfile {
  const detectors = detectorsOf(options);
  const reflections = targets.map((target, t): ReflectionProfile => {
    const row = rows[t]!;
    return {
      phase: options.phases[target.phase]!.name,
      hkl: target.hkl,
      detector: target.detector,
      expected: target.expected,
      ...(target.masked === undefined ? {} : { masked: target.masked }),
      energy: columnOf({ values: row.energy, stderr: row.energyStderr }),
      d: columnOf({ values: row.d, stderr: row.dStderr }),
      area: columnOf({ values: row.area, stderr: row.areaStderr }),
      fwhm: Float64Array.from(row.fwhm),
      reducedChiSquare: Float64Array.from(row.reducedChiSquare),
      status: Uint8Array.from(row.status),
    };
  });
  const warnings: OperandoWarning[] =
    options.beamHeight === undefined ? [] : overlapWarnings(positions, options.beamHeight);
  for (const { phase, hkl, masked, status, detector } of reflections) {
    const name = `${phase} ${hkl.join('')}${detectors.length > 1 ? ` (detector ${detector})` : ''}`;
    if (masked !== undefined)
      warnings.push({ code: 'masked', message: `${name} lies under ${masked} and was not fitted.` });
    const tell = (what: number, code: string, text: string): void => {
      const count = status.reduce((sum, each) => sum + (each === what ? 1 : 0), 0);
      if (count > 0) warnings.push({ code, message: `${name}: ${count} of ${status.length} ${text}` });
    };
    tell(peakStatus.overlapped, 'overlapped', 'lie too near to another reflection to be fitted.');
    tell(peakStatus.saturated, 'saturated', 'have saturated channels and were not fitted.');
    tell(peakStatus.failed, 'not-converged', 'fits failed.');
    tell(peakStatus.misfit, 'misfit', 'fits do not describe the counts within their noise: errors are scaled up.');
  }
  return {
    frames,
    positions,
    reflections,
    phases: phases.map((phase, p): PhaseProfile => {
      const own = targets.filter((target) => target.phase === p && target.masked === undefined);
      const errors = own.map(({ detector, expected }) =>
        relativeCalibrationError(expected, detectors[detector]!.calibration, detectors[detector]!.angle),
      );
      return {
        name: options.phases[p]!.name,
        cell: Object.fromEntries(Object.entries(phase.cell).map(([name, column]) => [name, columnOf(column)])),
        // Of one detector the reflections share it; several would average, which is not counted on.
        calibrationError:
          errors.length === 0 ? Number.NaN : errors.reduce((sum, error) => sum + error, 0) / errors.length,
        ...(options.phases[p]!.lithium === undefined ? {} : { lithium: columnOf(phase.lithium) }),
        area: columnOf(phase.area),
        reducedChiSquare: Float64Array.from(phase.reducedChiSquare),
      };
    }),
    warnings,
  };
}

/**
 * Depth profiles of a whole stack: cell, lithium content and phase areas in every frame and slice.
 *
 * @param stack [frame x position x (detector x) channel], raw counts, row after row.
 * @param times Live times, frame by frame.
 * @throws OperandoError as {@link createDepthProfiler} and its `addFrame`.
 */
export function depthProfile(
  stack: ArrayLike<number> & { subarray?: (from: number, to: number) => ArrayLike<number> },
  options: DepthProfileOptions,
  times?: readonly FrameTimes[],
): DepthProfile {
  const size = options.positions.length * detectorsOf(options).length * options.channels;
  const frames = stack.length / size;
  if (!Number.isInteger(frames) || frames === 0 || (times !== undefined && times.length !== frames)) {
    throw new OperandoError(
      'shape-mismatch',
      `the stack has ${stack.length} values, frames have ${size}${times === undefined ? '' : `, and there are ${times.length} live times`}.`,
      { cure: 'Give whole frames of position x detector x channel.' },
    );
  }
  const profiler = createDepthProfiler(options);
  for (let f = 0; f < frames; f++) {
    const frame =
      stack.subarray === undefined
        ? Array.from({ length: size }, (_, i) => stack[f * size + i]!)
        : stack.subarray(f * size, (f + 1) * size);
    try {
      profiler.addFrame(frame, times?.[f]);
    } catch (error) {
      throw isOperandoError(error) ? error.at({ frame: f }) : error;
    }
  }
  return profiler.finish();
}
