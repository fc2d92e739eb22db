import { greyScale } from './grey-scale.js';
import type { GreyReferences } from './grey-scale.js';
import { levelCounts } from './level-counts.js';
import type { GreyPeak } from './peaks.js';
import { findRegion, roundRegion } from './region.js';
import type { Region } from './region.js';
import { ringsAbout } from './rings.js';
import type { SlabSource } from '../volume.js';

/** Pixels at the edge of a region whose grey is that of the casing too. */
const blurred = 3;

/** Pixels of a region that lie so far inside it that nothing of the casing is blurred into them. @param more Further pixels. */
export function clearOf({ inside, depth }: Region, more: number = 0): Uint8Array {
  return inside.map((is, i) => Number(is !== 0 && depth[i]! > blurred + more));
}

const mostRounds = 12;
/** Share by which a region must grow to be looked at again. */
const leastGrowth = 0.01;
/** Share of a slice below which a region is rather a ring in which cupping goes through the grey values that were looked for. */
const leastShare = 0.05;
/** Radius of the disc that is begun with then, of the shorter edge of a slice. */
const seedRadius = 0.2;

/** A disc in the middle of a slice. */
function seedOf({ shape }: SlabSource, axis: readonly [number, number] | undefined): Region {
  const { height, width } = shape;
  return roundRegion(shape, axis ?? [(height - 1) / 2, (width - 1) / 2], seedRadius * Math.min(height, width));
}

/** A region, and by how much it grew as cupping was taken off. */
export interface SettledRegion {
  readonly region: Region;
  readonly growth: number;
}

/**
 * The region of both materials where their grey values change from the middle outwards (cupping, beam hardening): what is found by one
 * pair of grey values is too small then. Levels of its rings, drawn on outwards, find more of it, until it grows no more.
 *
 * @param peaks Of both materials, in all of the volume. @param axis Of rotation. @default the midpoint of the region
 */
export async function settleRegion(
  source: SlabSource,
  peaks: readonly [GreyPeak, GreyPeak],
  references: GreyReferences,
  ringWidth: number,
  axis?: readonly [number, number],
): Promise<SettledRegion> {
  const first = await findRegion(source, peaks);
  const isRing = clearOf(first).reduce((sum, is) => sum + is, 0) < leastShare * first.inside.length;
  let region = isRing && Number.isFinite(ringWidth) ? seedOf(source, axis) : first;
  for (let round = 0; round < mostRounds && Number.isFinite(ringWidth); round++) {
    const rings = ringsAbout(source.shape, axis ?? region.middle, ringWidth);
    const scale = greyScale(await levelCounts(source, rings, clearOf(region)), rings, references);
    const at = (level: number): GreyPeak => ({ level, sigma: scale.sigma, voxels: 0 });
    const next = await findRegion(source, [at(0), at(1)], scale);
    if (!(next.pixels > (1 + leastGrowth) * region.pixels)) break;
    region = next;
  }
  return { region, growth: region.pixels / first.pixels - 1 };
}
