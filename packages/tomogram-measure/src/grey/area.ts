import { medianOver } from '../interface/pixel-maps.js';
import { distanceTransform } from '../labels/distance-transform.js';
import type { Region } from './region.js';

/** Area of a region in pixels, and its standard error. */
export interface RegionArea {
  readonly value: number;
  readonly stderr: number;
}

/** Pixels about the edge whose grey values are looked at, and beyond which levels are taken. */
const rim = 3;

/**
 * Area of a region, with pixels at its edge by the share of them that lies inside: by how far their grey value lies between
 * that within and that without.
 *
 * @param mean Mean grey value of each pixel over slices of one material.
 */
export function regionArea(region: Region, mean: Float32Array, height: number, width: number): RegionArea {
  const outside = region.inside.map((is) => 1 - is);
  const beyond = distanceTransform(outside, { depth: 1, height, width }).map(Math.sqrt);
  const within = (map: Float32Array, low: number, high: number): Uint8Array =>
    Uint8Array.from(map, (distance) => Number(distance > low && distance <= high));
  const inner = medianOver(mean, within(region.depth, rim, 2 * rim));
  const outer = medianOver(mean, within(beyond, rim, 2 * rim));
  const edge = region.inside.reduce((sum, is, i) => sum + Number(is !== 0 && region.depth[i]! < 1.5), 0);
  if (!(Math.abs(inner - outer) > 0.05 * Math.abs(inner))) {
    return { value: region.pixels, stderr: 0.3 * edge };
  }
  let area = 0;
  region.inside.forEach((is, i) => {
    if (is !== 0 && region.depth[i]! > rim) area++;
    else if (is !== 0 || beyond[i]! <= rim) area += Math.min(1, Math.max(0, (mean[i]! - outer) / (inner - outer)));
  });
  return { value: area, stderr: 0.05 * edge };
}
