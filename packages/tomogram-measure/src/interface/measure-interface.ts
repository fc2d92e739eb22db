import type { Estimate } from '@operando/core';
import { smoothOver } from '../grey/smooth-plane.js';
import { findInterface } from './find-interface.js';
import type { InterfaceSheet } from './find-interface.js';
import { lostContact, slopeFactors } from './footprint.js';
import { heightScatter, voidHeights, voidHeightsAboveCracks } from './heights.js';
import type { ColumnWindow } from './heights.js';
import { countOf, grown, medianOver, smoothedScatter, without } from './pixel-maps.js';
import { settleSheet } from './settle-sheet.js';
import { createStep } from './step.js';
import type { Step } from './step.js';
import { voidHints } from './void-hints.js';
import type { InterfaceFrames } from './void-hints.js';

/** What the heights of voids are taken from. */
export interface InterfaceOptions {
  /** Columns that are looked at. */
  readonly pixels: Uint8Array;
  /** About where the interface lies, in slices. */
  readonly near: number;
  /** Roughness and voids stay within so many voxels of it. */
  readonly reach: number;
  /** How far the void lies below 0, in units of the contrast between the references, and its error. */
  readonly contrast: number;
  readonly contrastError: number;
}

/** The interface in one frame. */
export interface InterfaceFrame {
  /** Height of the void above the interface, in voxels, drift taken away; 0 where pixels do not count. */
  readonly heights: Float32Array;
  /** Standard error of one pixel's height. */
  readonly heightError: number;
  /** Pixels over which the void is summed. */
  readonly footprint: Uint8Array;
  /** Pixels without contact. */
  readonly lost: Uint8Array;
  /** Pixels above a crack. */
  readonly mouths: Uint8Array;
  /** Voxels of void. */
  readonly volume: Estimate;
  /** Voxels of void that came since the first frame. */
  readonly growth: Estimate;
  /** Area without contact as seen from above, pixels. */
  readonly lostArea: Estimate;
  /** True area without contact, pixels. */
  readonly lostTrueArea: number;
}

/** An interface through time. */
export interface InterfaceCourse {
  /** Where both materials meet, through all frames. */
  readonly sheet: InterfaceSheet;
  /** How grey values go from one material to the other, by the distance from the interface in voxels. */
  readonly step: Step;
  /** True area over the one seen from above, mean over all pixels. */
  readonly areaFactor: number;
  /** In the order of time. */
  readonly frames: readonly InterfaceFrame[];
}

/** Pixels of the smallest footprint that smoothing leaves. */
const smallestFootprint = 28;

/** Voxels beyond the highest void that columns are summed over, in blurs. */
const beyond = 3.5;

/** How far above the interface columns must be summed: beyond the highest void that is seen when all are summed. */
async function fittingWindow(
  frames: InterfaceFrames,
  sheet: InterfaceSheet,
  step: Step,
  { reach, contrast }: InterfaceOptions,
): Promise<ColumnWindow> {
  const below = Math.max(2, beyond * sheet.blur);
  const widest = { above: reach, below };
  const { height, width } = frames.shape;
  let most = 2;
  for (const t of new Set([0, frames.count - 1])) {
    const band = await frames.band(t);
    const heights = smoothOver(voidHeights(band, sheet, step, widest, contrast), sheet.pixels, height, width, 1.5);
    for (let i = 0; i < heights.length; i++) {
      if (sheet.pixels[i] !== 0 && heights[i]! < reach && heights[i]! > most) most = heights[i]!;
    }
  }
  return { above: Math.min(reach, Math.ceil(most + beyond * sheet.blur)), below };
}

/** Height of a void above a crack from which it is told: a crack that narrows downwards looks like a lower one. */
const leastAboveCracks = 0.6;

/** Sum of a map over a mask. */
function sumOver(map: Float32Array, mask: Uint8Array): number {
  let sum = 0;
  mask.forEach((is, i) => {
    if (is !== 0) sum += map[i]!;
  });
  return sum;
}

const root = (...parts: readonly number[]): number => Math.hypot(...parts);

/**
 * Voids and contact at an interface between two materials, frame by frame, from sums of columns: voids thinner than a voxel
 * count by what they take away from the grey value. Volumes are in voxels, areas in pixels.
 */
export async function measureInterface(frames: InterfaceFrames, options: InterfaceOptions): Promise<InterfaceCourse> {
  const { pixels, contrast, contrastError } = options;
  const { shape } = frames;
  const { height, width } = shape;
  const first = findInterface(await frames.band(0), shape, pixels, options.near, options.reach, 3);
  const step = createStep(first.blur);
  const window = await fittingWindow(frames, first, step, options);
  const hints = await voidHints(frames, first, step, window, contrast);
  const sheet = await settleSheet(frames, shape, first, step, window, contrast, hints);
  const behind = Float32Array.from(sheet.frames, (count) => 1 + 1 / Math.max(1, count));
  const factors = slopeFactors(sheet.z, pixels, shape);
  const found: InterfaceFrame[] = [];
  for (let t = 0; t < frames.count; t++) {
    const band = await frames.band(t);
    const mouths = hints.mouths[t]!;
    const raw = voidHeights(band, sheet, step, window, contrast);
    const aboveCracks = voidHeightsAboveCracks(band, sheet, mouths, step, window, contrast);
    mouths.forEach((is, i) => {
      if (is !== 0) raw[i] = aboveCracks[i]!;
    });
    const near = pixels.map((_, i) => Math.max(hints.early[i]!, hints.grown[t]![i]!, mouths[i]!));
    const quiet = without(pixels, hints.early, hints.grown[t]!, mouths);
    const drift = medianOver(raw, quiet) || 0;
    const heights = raw.map((value, i) => (pixels[i] === 0 ? 0 : value - drift));
    const heightError = heightScatter(band.scale.sigma, window, contrast);
    const smooth = smoothOver(heights, pixels, height, width, 1.5);
    const least = 4 * smoothedScatter(heightError, 1.5);
    const seen = Uint8Array.from(smooth, (value, i) =>
      Number(value > (mouths[i] === 0 ? least : Math.max(least, leastAboveCracks))),
    );
    const footprint = grown(
      without(
        seen,
        near.map((is) => 1 - is),
      ),
      near,
      shape,
      3,
    );
    const { mask: lost, error } = lostContact(heights, pixels, footprint, shape, heightError, sheet.blur);
    const volume = sumOver(heights, footprint);
    const count = countOf(footprint);
    // The place of the interface in a column comes from frames without a void there, each as noisy as this one.
    const noise = heightError * Math.sqrt(sumOver(behind, footprint));
    // Medians of quiet columns: of this frame, and of those that the interface comes from.
    // The weakest void that is seen may as well have been missed, or another one be there unseen.
    const weakest = least * smallestFootprint;
    const level = 1.25 * heightError * count * Math.sqrt(3 / Math.max(1, countOf(quiet)));
    const stderr = root(noise, level, weakest, (volume * contrastError) / contrast);
    const start = found[0]?.heights ?? heights;
    const grew = sumOver(
      heights.map((value, i) => value - start[i]!),
      footprint,
    );
    found.push({
      heights,
      heightError,
      footprint,
      lost,
      mouths,
      volume: { value: volume, stderr, unit: 'voxel' },
      growth: {
        value: t === 0 ? 0 : grew,
        stderr: t === 0 ? 0 : root(heightError * Math.sqrt(2 * count), level, (grew * contrastError) / contrast),
        unit: 'voxel',
      },
      lostArea: {
        value: countOf(lost),
        // Where none is seen, the smallest that would be seen may just be missed.
        stderr: Math.max(error, lost.includes(1) ? 0 : smallestFootprint),
        unit: 'pixel',
      },
      lostTrueArea: sumOver(factors, lost),
    });
  }
  const areaFactor = sumOver(factors, pixels) / countOf(pixels);
  return { sheet, step, areaFactor, frames: found };
}
