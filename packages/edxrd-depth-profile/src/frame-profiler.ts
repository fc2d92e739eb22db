import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { spacing } from '@operando/lattice';
import { calibratedDetectors, widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { channelOf, dToEnergy } from './conversions.js';
import { findStart } from './find-start.js';
import { createGroupFitter, unfitted } from './fit-group.js';
import type { GroupFitter, GroupPeak } from './fit-group.js';
import { checkedCounts, frameLiveTimes } from './frame-checks.js';
import type { DepthProfileOptions } from './options.js';
import { createPhaseSlices } from './phase-slices.js';
import type { PhaseProfile } from './phase-slices.js';
import { planTargets, positionList } from './plan-targets.js';
import type { FrameShape, Target, TargetGroup } from './plan-targets.js';
import { recordPeak, reflectionProfile, reflectionRows } from './reflection-rows.js';
import type { AreaFilter, AreaScale, ReflectionProfile } from './reflection-rows.js';
import { profileWarnings } from './profile-warnings.js';

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
function detectorCount({ detectors }: DepthProfileOptions): number {
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

/** Fitters of the groups of a detector, and of the line that does not move. */
interface DetectorFitters {
  readonly groups: readonly { readonly group: TargetGroup; readonly fit: GroupFitter }[];
  readonly still: GroupFitter | undefined;
  /** Reflections that are in no group. */
  readonly left: readonly number[];
  readonly energies: Float64Array;
}

function detectorFitters(
  shape: FrameShape,
  targets: readonly Target[],
  groups: readonly TargetGroup[],
  options: DepthProfileOptions,
): DetectorFitters[] {
  return shape.detectors.map((setup, detector): DetectorFitters => {
    const energies = Float64Array.from({ length: shape.channels }, (_, i) =>
      setup.calibration.energyOf(shape.firstChannel + i),
    );
    const own = groups.filter((group) => group.detector === detector);
    const grouped = new Set(own.flatMap(({ members }) => members));
    return {
      energies,
      groups: own.map((group) => ({ group, fit: createGroupFitter(setup, group.lines, energies, options) })),
      still:
        options.normalisation?.staticLine === undefined
          ? undefined
          : createGroupFitter(setup, [], energies, { ...options, minimumSignificance: 0 }),
      left: [...targets.keys()].filter((t) => targets[t]!.detector === detector && !grouped.has(t)),
    };
  });
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
  /** Whether the live times of each frame were known. */
  const lived: boolean[] = [];

  /** Where to begin: by the cell of the frame before, or else of the slice above; without either, where it stands out most about the place expected. */
  const startOf = (t: number, { counts, offset, slice }: Spectrum): number => {
    const { phase, hkl, detector, expected, range } = targets[t]!;
    const setup = detectors[detector]!;
    const known = phases[phase]!.known(slice);
    if (known !== undefined) return dToEnergy(spacing(known, hkl), setup.angle.twoTheta);
    const [lowest, highest] = [expected * range[0], expected * range[1]];
    const fwhm = widthAt(setup, expected);
    const indexOf = (energy: number): number => channelOf(energy, setup.calibration) - shape.firstChannel;
    const from = Math.max(0, Math.floor(indexOf(lowest - 2.5 * fwhm)));
    const to = Math.min(channels, Math.ceil(indexOf(highest + 2.5 * fwhm)) + 1);
    const stretch = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => counts[offset + from + i]!);
    const found = findStart(fitters[detector]!.energies.subarray(from, to), stretch, [lowest, highest], fwhm);
    return found !== undefined && found.significance > 4 ? found.center : expected;
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
    const scaleAt = (energy: number): AreaScale => ({
      divisor:
        live *
        (normalisation?.incident?.(energy) ?? 1) *
        (normalisation?.transmission?.(energy, slice) ?? 1) *
        (still === undefined ? 1 : still.area / live),
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

  return {
    addFrame(given, { liveTime, mask } = {}) {
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
      }
      lived.push(times !== undefined);
    },
    finish() {
      const areas = areaScales(lived, positions.length, options);
      const found = reflections.map(({ target, rows }) =>
        reflectionProfile(target, rows, options.phases[target.phase]!.name, areas, detectors.length),
      );
      return {
        frames: lived.length,
        positions,
        detectors,
        reflections: found,
        phases: phases.map((phase) => phase.profile(areas)),
        warnings: profileWarnings(found, shape, lived, options),
      };
    },
  };
}

/**
 * Unit of the areas: counts per second where live times are known, counts where they are not, '' where they are divided by a
 * spectrum in any unit. Of some frames known and others not, the others have none.
 */
function areaScales(
  lived: readonly boolean[],
  slices: number,
  { normalisation }: DepthProfileOptions,
): { readonly unit: string; readonly filter: AreaFilter } {
  const timed = lived.includes(true);
  // Against a line of the same spectrum the time does not matter.
  const relative = normalisation?.staticLine !== undefined;
  const mixed = timed && lived.includes(false) && !relative;
  return {
    unit: normalisation?.incident !== undefined ? '' : relative || !timed ? '1' : '1/s',
    filter: (areas) =>
      Float64Array.from(areas, (value, i) => (mixed && lived[Math.floor(i / slices)] === false ? Number.NaN : value)),
  };
}

/** Options of {@link depthProfileStack}. */
export interface DepthProfileStackOptions extends Omit<FrameProfilerOptions, 'positions'> {
  /** Live times, s: one for each frame, or for each frame, position and detector. @default not known */
  readonly liveTimes?: ArrayLike<number> | undefined;
}

/**
 * Profiles of a whole stack of plain numbers; {@link depthProfile} takes a series.
 *
 * @param positions Of the slices, um, in the order of the stack.
 * @param stack [frame x position x (detector x) channel], raw counts, row after row.
 * @throws OperandoError as {@link createFrameProfiler} and its `addFrame`.
 */
export function depthProfileStack(
  positions: ArrayLike<number>,
  stack: ArrayLike<number>,
  options: DepthProfileStackOptions,
): SliceProfiles {
  const { liveTimes } = options;
  const spectra = positions.length * detectorCount(options);
  const size = spectra * options.channels;
  const frames = stack.length / size;
  const perFrame = liveTimes?.length === frames;
  if (
    !Number.isInteger(frames) ||
    frames === 0 ||
    (liveTimes !== undefined && !perFrame && liveTimes.length !== frames * spectra)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `the stack has ${stack.length} values, frames have ${size}${liveTimes === undefined ? '' : `, and there are ${liveTimes.length} live times`}.`,
      { cure: 'Give whole frames of position x detector x channel.' },
    );
  }
  const profiler = createFrameProfiler({ ...options, positions });
  const values = stack instanceof Float64Array ? stack : Float64Array.from(stack);
  const times = Float64Array.from(liveTimes ?? []);
  for (let f = 0; f < frames; f++) {
    const live = perFrame ? times[f]! : times.subarray(f * spectra, (f + 1) * spectra);
    try {
      profiler.addFrame(values.subarray(f * size, (f + 1) * size), liveTimes === undefined ? {} : { liveTime: live });
    } catch (error) {
      throw isOperandoError(error) ? error.at({ frame: f }) : error;
    }
  }
  return profiler.finish();
}
