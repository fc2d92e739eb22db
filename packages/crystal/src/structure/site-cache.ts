import type { SpaceGroup } from '../symmetry/space-group.js';
import { imagesOf, turnedIndices } from './geometric-sums.js';
import type { SiteImages } from './geometric-sums.js';
import type { SiteNumbers } from './site-numbers.js';
import { anisotropicSums, emptySums, isotropicSums } from './site-sums.js';
import type { SiteSums } from './site-sums.js';
import type { AtomSite } from './structure.js';

/** A site's sums over its atoms, kept as long as what they depend on does not change. */
export interface SiteCache {
  readonly size: number;
  readonly images: SiteImages;
  readonly turned: Float64Array;
  readonly anisotropic: boolean;
  sums: SiteSums;
  /** What the sums are of: the place; of anisotropic sites the displacements and reciprocal edges too. */
  of: readonly number[];
}

/** Sums of a site, not computed yet. */
export function siteCache(group: SpaceGroup, site: AtomSite, hkl: Int32Array): SiteCache {
  const images = imagesOf(group, site.position);
  const size = hkl.length / 3;
  return {
    size,
    images,
    turned: turnedIndices(group, images, hkl),
    anisotropic: site.uAnisotropic !== undefined,
    sums: emptySums(size, 0),
    of: [],
  };
}

/**
 * Bring the sums of a site up to date.
 *
 * @param site Its number.
 * @param edges Lengths of the reciprocal axes, 1/angstrom.
 * @param slopes Whether derivatives are wanted.
 */
export function refreshSums(
  cache: SiteCache,
  site: number,
  numbers: SiteNumbers,
  edges: readonly number[],
  slopes: boolean,
): void {
  const { anisotropic, size } = cache;
  const place = numbers.positions.subarray(3 * site, 3 * site + 3);
  const u = numbers.uAnisotropic.subarray(6 * site, 6 * site + 6);
  const now = anisotropic ? [...place, ...u, ...edges] : [...place];
  const each = slopes ? (anisotropic ? 9 : 3) : 0;
  const hasRoom = cache.sums.slopesReal.length >= each * size;
  if (hasRoom && now.length === cache.of.length && now.every((value, k) => value === cache.of[k])) return;
  if (!hasRoom) cache.sums = emptySums(size, each);
  cache.of = now;
  const [x, y, z] = [place[0]!, place[1]!, place[2]!];
  if (anisotropic) anisotropicSums(cache.images, cache.turned, [x, y, z], u, edges, cache.sums);
  else isotropicSums(cache.images, cache.turned, x, y, z, cache.sums);
}
