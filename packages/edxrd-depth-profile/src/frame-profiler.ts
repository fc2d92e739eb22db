import { finishSteps, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { spacing } from '@operando/lattice';
import { areaUnit } from './area-unit.js';
import { calibratedDetectors, widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { channelOf, dToEnergy } from './conversions.js';
import { depthProfileDefaults } from './defaults.js';
import { detectorFitters } from './detector-fitters.js';
import { findStart } from './find-start.js';
import { unfitted } from './fit-group.js';
import type { GroupFitter, GroupPeak } from './fit-group.js';
import { checkedCounts, frameLiveTimes } from './frame-checks.js';
import type { DepthProfileOptions } from './options.js';
import { createPhaseSlices } from './phase-slices.js';
import type { PhaseProfile } from './phase-slices.js';
import { positionList } from './frame-shape.js';
import type { FrameShape } from './frame-shape.js';
import { planTargets } from './plan-targets.js';
import type { Target, TargetGroup } from './plan-targets.js';
import { profileWarnings, staticLineWarnings } from './profile-warnings.js';
import { createUnnamedPeaks } from './unnamed-peaks.js';
import { recordPeak, reflectionProfile, reflectionRows } from './reflection-rows.js';
import type { AreaScale, ReflectionProfile } from './reflection-rows.js';

/** Cells, contents and areas of all frames and slices. */
export interface SliceProfiles {
  readonly frames: number;
  /** um, in the order of the data, as everything else here. */
  readonly positions: Float64Array;
  readonly detectors: readonly CalibratedDetector[];
  readonly reflections: readonly ReflectionProfile[];
  readonly phases: readonly PhaseProfile[];
  readonly warnings: readonly OperandoWarning[];
}

/** What else is known of a frame. */
export interface FrameDetails {
  /** Seconds in which the detector could count: one for the frame, or one per slice and detector; NaN where not known. @default not known */
  readonly liveTime?: number | ArrayLike<number> | undefined;
  /** As the counts; 1 where a channel must not be used. @default none */
  readonly mask?: ArrayLike<number> | undefined;
}

/** Takes frames of plain numbers, one at a time; its memory grows by the results only. */
export interface FrameProfiler {
  /**
   * Fit a frame.
   *
   * @param counts [position x (detector x) channel], raw counts.
   * @throws OperandoError `shape-mismatch`, `invalid-argument` for counts that are negative or no numbers, or live times that are not positive, with `where.frame`.
   */
  addFrame(counts: ArrayLike<number>, details?: FrameDetails): void;
  /** The same in steps: one after each slice. Nothing else may be added before the last. */
  addFrameSteps(counts: ArrayLike<number>, details?: FrameDetails): Generator<void, void, void>;
  /** Everything so far. */
  finish(): SliceProfiles;
}

/** What a {@link FrameProfiler} cannot learn from plain numbers. */
export interface FrameProfilerOptions extends DepthProfileOptions {
  /** Channels of a spectrum. */
  readonly channels: number;
  /** Number of the first channel, from which energy scales count. @default 0 */
  readonly firstChannel?: number | undefined;
}

/** The detectors of options that no data go with. */
export function detectorCount({ detectors }: DepthProfileOptions): number {
  return Array.isArray(detectors) ? (detectors as readonly unknown[]).length : 1;
}

/** A spectrum of a frame. */
interface Spectrum {
  readonly counts: ArrayLike<number>;
  readonly offset: number;
  readonly slice: number;
  readonly detector: number;
  /** s; 1 where not known. */
  readonly live: number;
}

/** Where a reflection stands out most about the place expected, or else that place; for slices without a cell before or above. */
function searchedStart(
  { expected, range }: Target,
  setup: CalibratedDetector,
  energies: Float64Array,
  { counts, offset }: Spectrum,
  firstChannel: number,
): number {
  const [lowest, highest] = [expected * range[0], expected * range[1]];
  const fwhm = widthAt(setup, expected);
  const indexOf = (energy: number): number => channelOf(energy, setup.calibration) - firstChannel;
  const from = Math.max(0, Math.floor(indexOf(lowest - 2.5 * fwhm)));
  const to = Math.min(energies.length, Math.ceil(indexOf(highest + 2.5 * fwhm)) + 1);
  const stretch = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => counts[offset + from + i]!);
  const found = findStart(energies.subarray(from, to), stretch, [lowest, highest], fwhm);
  return found !== undefined && found.significance > 4 ? found.center : expected;
}

/**
 * Begin profiles of frames of plain numbers; {@link createDepthProfiler} takes series.
 *
 * @throws OperandoError `invalid-argument` for options that cannot be, `axis-not-increasing` for a calibration that falls.
 */
export function createFrameProfiler(options: FrameProfilerOptions): FrameProfiler {
  const detectors = calibratedDetectors(options, detectorCount(options));
  const { positions = [], channels, firstChannel = 0 } = options;
  return frameProfiler({ positions: positionList(positions), channels, firstChannel, detectors }, options);
}

/** The same for spectra whose shape and detectors are known. */
export function frameProfiler(shape: FrameShape, options: DepthProfileOptions): FrameProfiler {
  const { positions, channels, detectors } = shape;
  const { normalisation } = options;
  const { targets, groups } = planTargets(options, shape);
  const fitters = detectorFitters(shape, targets, groups, options);
  const reflections = targets.map((target) => ({ target, rows: reflectionRows() }));
  const phases = options.phases.map((phase, p) =>
    createPhaseSlices(
      phase,
      reflections.filter(({ target }) => target.phase === p),
      shape,
    ),
  );
  const unnamed = createUnnamedPeaks(shape, options);
  /** Spectra in which the static line is not seen. */
  let withoutLine = 0;
  /** Whether the live times of each frame were known. */
  const lived: boolean[] = [];

  const startOf = (t: number, spectrum: Spectrum): number => {
    const target = targets[t]!;
    const setup = detectors[target.detector]!;
    const known = phases[target.phase]!.known(spectrum.slice);
    return known === undefined
      ? searchedStart(target, setup, fitters[target.detector]!.energies, spectrum, shape.firstChannel)
      : dToEnergy(spacing(known, target.hkl), setup.angle.twoTheta);
  };

  const fitGroup = (group: TargetGroup, fit: GroupFitter, spectrum: Spectrum): GroupPeak[] => {
    const starts = group.members.map((t) => startOf(t, spectrum));
    // Peaks that moved onto each other, or under a line, cannot be fitted as if they had not.
    const order = starts.every(
      (energy, k) => k === 0 || energy - starts[k - 1]! > 0.6 * widthAt(detectors[group.detector]!, energy),
    );
    return order ? fit(spectrum.counts, spectrum.offset, starts) : starts.map(() => unfitted('masked', 'overlapped'));
  };

  const fitSpectrum = (spectrum: Spectrum): void => {
    const { detector, slice, live, counts, offset } = spectrum;
    const { twoTheta } = detectors[detector]!.angle;
    const own = fitters[detector]!;
    const still = own.still?.(counts, offset, [normalisation!.staticLine!])[0];
    const isStill = still === undefined || still.area > depthProfileDefaults.minimumSignificance * still.areaStderr;
    if (!isStill) withoutLine++;
    const scaleAt = (energy: number): AreaScale => ({
      divisor:
        live *
        (normalisation?.incident?.(energy) ?? 1) *
        (normalisation?.transmission?.(energy, slice) ?? 1) *
        (still === undefined ? 1 : isStill ? still.area / live : Number.NaN),
      relativeStderr: still === undefined ? 0 : still.areaStderr / still.area,
    });
    for (const { group, fit } of own.groups) {
      const peaks = fitGroup(group, fit, spectrum);
      group.members.forEach((t, k) => {
        const peak = peaks[k]!;
        const energy = Number.isFinite(peak.energy) ? peak.energy : targets[t]!.expected;
        recordPeak(reflections[t]!.rows, peak, twoTheta, scaleAt(energy));
      });
    }
    for (const t of own.left) {
      const reason = targets[t]!.masked === undefined ? 'overlapped' : 'fixed';
      recordPeak(reflections[t]!.rows, unfitted('masked', reason), twoTheta, { divisor: 1, relativeStderr: 0 });
    }
  };

  const addFrameSteps: FrameProfiler['addFrameSteps'] = function* (given, { liveTime, mask } = {}) {
    const frame = lived.length;
    const spectra = positions.length * detectors.length;
    if (given.length !== spectra * channels) {
      throw new OperandoError(
        'shape-mismatch',
        `frame ${frame} has ${given.length} values, not ${positions.length} positions x ${detectors.length === 1 ? '' : `${detectors.length} detectors x `}${channels} channels.`,
        { where: { frame }, cure: 'Give counts row after row: position, detector, channel.' },
      );
    }
    const times = frameLiveTimes(liveTime, options.liveTime, detectors.length, spectra, frame);
    const counts = checkedCounts(given, mask, detectors.length * channels, frame);
    for (let slice = 0; slice < positions.length; slice++) {
      for (let detector = 0; detector < detectors.length; detector++) {
        const index = slice * detectors.length + detector;
        fitSpectrum({ counts, offset: index * channels, slice, detector, live: times?.[index] ?? 1 });
      }
      for (const phase of phases) phase.finishSlice(slice);
      yield;
    }
    unnamed.add(counts);
    lived.push(times !== undefined);
  };

  return {
    addFrame: (counts, details) => finishSteps(addFrameSteps(counts, details)),
    addFrameSteps,
    finish() {
      const areas = areaUnit(lived, positions.length, options);
      const found = reflections.map(({ target, rows }) =>
        reflectionProfile(target, rows, options.phases[target.phase]!.name, areas, detectors.length),
      );
      return {
        frames: lived.length,
        positions,
        detectors,
        reflections: found,
        phases: phases.map((phase) => phase.profile(areas)),
        warnings: [
          ...profileWarnings(found, shape, lived, options),
          ...staticLineWarnings(
            normalisation?.staticLine,
            withoutLine,
            lived.length * positions.length * detectors.length,
          ),
          ...unnamed.warnings(found),
        ],
      };
    },
  };
}
