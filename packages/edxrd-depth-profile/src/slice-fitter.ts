import { spacing } from '@operando/lattice';
import { widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { channelOf, dToEnergy } from './conversions.js';
import { depthProfileDefaults } from './defaults.js';
import { detectorFitters } from './detector-fitters.js';
import { findStart } from './find-start.js';
import { unfitted } from './fit-group.js';
import type { GroupFitter, GroupPeak } from './fit-group.js';
import type { DepthProfileOptions } from './options.js';
import { createPhaseSlices } from './phase-slices.js';
import type { PhaseSlices, TrackedReflection } from './phase-slices.js';
import type { FrameShape } from './frame-shape.js';
import { planTargets } from './plan-targets.js';
import type { Target, TargetGroup } from './plan-targets.js';
import { recordPeak, reflectionRows } from './reflection-rows.js';
import type { AreaScale } from './reflection-rows.js';

/** Fits slice after slice, frame after frame; results are rows that grow by one with each slice. */
export interface SliceFitter {
  readonly reflections: readonly TrackedReflection[];
  readonly phases: readonly PhaseSlices[];
  /** Spectra in which the static line is not seen. */
  readonly withoutLine: number;
  /**
   * Fit a slice of a frame.
   *
   * @param counts Of the frame, [position x detector x channel]; NaN where a channel must not be used.
   * @param live s, of each position and detector; 1 where not known.
   */
  fitSlice(this: void, counts: ArrayLike<number>, slice: number, live: ArrayLike<number>): void;
  /** Every row there is, in an order that only shape and options tell. */
  readonly rows: readonly number[][];
  /** Take over slices that were fitted elsewhere without a static line in so many spectra. */
  addWithoutLine(this: void, spectra: number): void;
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

/** Begin. @throws OperandoError as `createFrameProfiler`. */
export function sliceFitter(shape: FrameShape, options: DepthProfileOptions): SliceFitter {
  const { channels, detectors } = shape;
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
  let withoutLine = 0;

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

  return {
    reflections,
    phases,
    rows: [...reflections.flatMap(({ rows }) => Object.values(rows)), ...phases.flatMap((phase) => phase.rows)],
    get withoutLine() {
      return withoutLine;
    },
    addWithoutLine: (spectra) => void (withoutLine += spectra),
    fitSlice(counts, slice, live) {
      for (let detector = 0; detector < detectors.length; detector++) {
        const index = slice * detectors.length + detector;
        fitSpectrum({ counts, offset: index * channels, slice, detector, live: live[index]! });
      }
      for (const phase of phases) phase.finishSlice(slice);
    },
  };
}
