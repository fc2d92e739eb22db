import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { greyPeaks } from '../grey/find-peaks.js';
import type { GreyPeak } from '../grey/peaks.js';
import { totalCounts } from '../grey/peaks.js';
import { greyScale } from '../grey/grey-scale.js';
import type { GreyReferences, GreyScale } from '../grey/grey-scale.js';
import { levelCounts } from '../grey/level-counts.js';
import type { LevelCounts } from '../grey/level-counts.js';
import { roundRegion } from '../grey/region.js';
import type { Region } from '../grey/region.js';
import { ringsAbout } from '../grey/rings.js';
import { clearOf, settleRegion } from '../grey/settle-region.js';
import { heldSlices } from '../grey/slices.js';
import { medianOver } from '../interface/pixel-maps.js';
import type { SlabSource, VolumeShape } from '../volume.js';

/** What frames are corrected with. */
export interface PreparationOptions {
  readonly references: GreyReferences;
  /** Round region that is measured: midpoint (y, x) and radius in pixels. @default where both references are found */
  readonly region?: { readonly middle: readonly [number, number]; readonly radius: number } | undefined;
  /** Axis of rotation (y, x), midpoint of rings and cupping, in pixels. @default the midpoint of the region */
  readonly axis?: readonly [number, number] | undefined;
  /** Width of rings in pixels; Infinity to correct whole slices alike. */
  readonly ringWidth: number;
  readonly margin: number;
}

/** Frames with their grey scales. */
export interface PreparedFrames {
  readonly shape: VolumeShape;
  readonly sources: readonly SlabSource[];
  readonly region: Region;
  readonly scales: readonly GreyScale[];
  /** Pixels whose columns are measured: those of the region without its margin. */
  readonly pixels: Uint8Array;
  readonly warnings: readonly OperandoWarning[];
  /** Grey scale of a frame whose region moved by so many pixels. */
  readonly rescale: (frame: number, shift: number) => Promise<GreyScale>;
}

/** Share of voxels at the end of the scale from which a frame counts as cut off. */
const cutShare = 1e-3;

/** Grey values that were cut off at the ends of their scale, or stretched otherwise than in the first frame. */
function scaleWarnings(t: number, counts: LevelCounts, scale: GreyScale, first: GreyScale): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const total = totalCounts(counts.counts, counts.steps.count);
  const all = total.reduce((sum, value) => sum + value, 0);
  const at = (grey: number): number => total[Math.round((grey - counts.steps.from) / counts.steps.step)] ?? 0;
  for (const end of new Set([counts.least, counts.most])) {
    if (
      at(end) > cutShare * all &&
      at(end) > 3 * at(end === counts.least ? end + counts.steps.step : end - counts.steps.step)
    ) {
      warnings.push({
        code: 'grey-cut-off',
        message: `${((100 * at(end)) / all).toPrecision(2)} % of the voxels have the grey value ${end}, the end of the scale: what lies beyond was cut off.`,
        where: { frame: t },
      });
    }
  }
  const gain = (scale.one - scale.zero) / (first.one - first.zero);
  if (gain > 1.15 || gain < 0.87) {
    warnings.push({
      code: 'grey-rescaled',
      message: `the contrast of the references is ${gain.toPrecision(3)} times that of the first frame: the grey values seem to have been scaled anew for this frame.`,
      where: { frame: t },
    });
  }
  return warnings;
}

/** Share by which a region may grow as cupping is taken off without a word. */
const mostGrowth = 0.03;

/** Cupping that hid a part of the region. */
function cuppingWarnings(growth: number, { gain }: GreyScale, { inside, depth }: Region): OperandoWarning[] {
  if (!(growth > mostGrowth)) return [];
  const contrastAt = (isAt: (i: number) => boolean): number =>
    1 /
    medianOver(
      gain,
      Uint8Array.from(inside, (is, i) => Number(is !== 0 && isAt(i))),
    );
  const deepest = depth.reduce((most, each) => (each > most ? each : most), 0);
  const fall = 1 - contrastAt((i) => depth[i]! <= 3) / contrastAt((i) => depth[i]! > 0.8 * deepest);
  return [
    {
      code: 'cupping-strong',
      message: `grey values change from the middle outwards (the contrast of the references by ${(100 * fall).toFixed(0)} %): by one pair of grey values the region is ${((100 * growth) / (1 + growth)).toFixed(0)} % too small; their levels were followed outwards, ring by ring. Look at the edge of slices.svg, correct beam hardening in the reconstruction, or give the region (command: --set region).`,
      where: { frame: 0 },
    },
  ];
}

/** @throws OperandoError `non-finite` where voxels of the region have no grey value: what lies there would be measured as less. */
function expectGrey({ counts, missing }: LevelCounts, frame: number): void {
  if (missing === 0) return;
  const all = counts.reduce((sum, each) => sum + each, missing);
  throw new OperandoError(
    'non-finite',
    `${missing} voxels of the region (${((100 * missing) / all).toPrecision(2)} %) have no grey value (NaN, or infinite).`,
    {
      where: { frame },
      cure: 'Export or reconstruct the volume again, leave it out, or give a region (command: --set region) that has values in all slices.',
    },
  );
}

/** The peak of a histogram that lies nearest to a grey value. */
function peakNear(peaks: readonly GreyPeak[], grey: number): GreyPeak {
  const [first, ...others] = peaks;
  if (first === undefined) throw new OperandoError('outside-range', 'the grey values have no peak');
  return others.reduce(
    (best, peak) => (Math.abs(peak.level - grey) < Math.abs(best.level - grey) ? peak : best),
    first,
  );
}

/** @throws OperandoError `shape-mismatch` for frames of several sizes. */
export function expectOneShape(sources: readonly SlabSource[]): VolumeShape {
  const [first, ...others] = sources;
  if (first === undefined) throw new OperandoError('too-few-points', 'there are no volumes');
  const words = ({ depth, height, width }: VolumeShape): string => `${depth} x ${height} x ${width}`;
  others.forEach(({ shape }, k) => {
    if (words(shape) === words(first.shape)) return;
    throw new OperandoError(
      'shape-mismatch',
      `the volume has ${words(shape)} voxels (slices, rows, columns), the first ${words(first.shape)}`,
      { where: { frame: k + 1 }, cure: 'Give volumes of one size.' },
    );
  });
  return first.shape;
}

/**
 * Correct the grey values of frames: two materials that do not change become 0 and 1 in every frame, ring by ring.
 *
 * @throws OperandoError `outside-range` where a frame has no peaks like the references, or no region holds both; `non-finite`.
 */
export async function prepareFrames(
  sources: readonly SlabSource[],
  { references, region: given, axis, ringWidth, margin }: PreparationOptions,
  tell: (frame: number) => void = () => {},
): Promise<PreparedFrames> {
  const shape = expectOneShape(sources);
  const first = await heldSlices(sources[0]!, 0, shape.depth);
  const whole = await levelCounts(first, ringsAbout(shape, [0, 0], Infinity));
  const apart = Math.abs(references.one - references.zero) / 4;
  const peaks = greyPeaks(totalCounts(whole.counts, whole.steps.count), whole.steps, apart);
  const pair = [peakNear(peaks, references.zero), peakNear(peaks, references.one)] as const;
  const { region, growth } =
    given === undefined
      ? await settleRegion(first, pair, references, ringWidth, axis)
      : { region: roundRegion(shape, given.middle, given.radius), growth: 0 };
  const rings = ringsAbout(shape, axis ?? region.middle, ringWidth);
  const clear = clearOf(region);
  const scales: GreyScale[] = [];
  const warnings: OperandoWarning[] = [];
  for (const [t, source] of sources.entries()) {
    const counts = await levelCounts(t === 0 ? first : source, rings, clear);
    expectGrey(counts, t);
    const scale = greyScale(counts, rings, references);
    warnings.push(...scaleWarnings(t, counts, scale, scales[0] ?? scale));
    scales.push(scale);
    tell(t + 1);
  }
  warnings.unshift(...cuppingWarnings(growth, scales[0]!, region));
  const pixels = region.inside.map((is, i) => Number(is !== 0 && region.depth[i]! > margin));
  const rescale = async (frame: number, shift: number): Promise<GreyScale> => {
    return greyScale(await levelCounts(sources[frame]!, rings, clearOf(region, shift)), rings, references);
  };
  return { shape, sources, region, scales, pixels, warnings, rescale };
}
