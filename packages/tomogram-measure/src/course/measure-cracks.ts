import type { Estimate } from '@operando/core';
import { bodyMeasures } from '../bodies/measure-body.js';
import { findExcess } from '../excess/find-excess.js';
import type { ExcessBodies } from '../excess/find-excess.js';
import { sumExcess } from '../excess/sum-excess.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { createStep } from '../interface/step.js';
import type { SlabSource } from '../volume.js';
import type { CrackBody, CrackFrame } from './course-types.js';
import { filledDepth } from './filled-depth.js';
import type { FrameSetup, FrameVoids } from './frame-setup.js';

/** Standard deviation of the smoothing before cracks are told from noise, in voxels. */
const smoothing = 1;

/** Least missing share of the lower material in a crack, smoothed. */
const leastMissing = 0.06;

/** What scatter is left after smoothing along three axes. */
function smoothedNoise(sigma: number): number {
  return sigma / (2 * smoothing * Math.sqrt(Math.PI)) ** 1.5;
}

function totalOf(parts: readonly Estimate[], shared: number): Estimate {
  const value = parts.reduce((sum, part) => sum + part.value, 0);
  return { value, stderr: Math.hypot(shared * value, ...parts.map(({ stderr }) => stderr)), unit: 'voxel' };
}

function bodiesOf(
  found: ExcessBodies,
  sums: Awaited<ReturnType<typeof sumExcess>>,
  { sheet, shape, contrast, cracks: { from } }: FrameSetup,
): CrackBody[] {
  const clear = found.search.clear;
  const nearest = new Float64Array(found.bodies.length).fill(Infinity);
  const { runs } = found;
  const { height, width } = shape;
  runs?.body.forEach((body, k) => {
    if (body < 0) return;
    const slice = Math.floor(runs.row[k]! / height);
    const row = (runs.row[k]! - slice * height) * width;
    for (let x = runs.start[k]!; x < runs.end[k]!; x++) {
      nearest[body] = Math.min(nearest[body]!, from + slice - sheet.z[row + x]!);
    }
  });
  return found.bodies.map((body, k) => {
    const { excess, noise, level } = sums[k]!;
    const stderr = Math.hypot(noise, level);
    const { axes, halfAxes } = bodyMeasures(body);
    // A sheet with these second moments is an ellipse of these half axes.
    const ellipse = Math.PI * halfAxes[0] * halfAxes[1] * 0.8;
    return {
      emptyEquivalent: { value: excess / (1 + contrast), stderr: stderr / (1 + contrast), unit: 'voxel' },
      filledEquivalent: { value: excess, stderr, unit: 'voxel' },
      top: from + body.from[0],
      tip: from + body.to[0] - 1,
      isConnected: nearest[k]! < clear + 1.5,
      touchesBorder: body.touchesBorder,
      aperture: excess / (1 + contrast) / ellipse,
      centroid: [from + body.centroid[0], body.centroid[1], body.centroid[2]],
      normal: axes[2],
    };
  });
}

/** Cracks of one frame, below the interface. */
export async function measureCracks(
  source: SlabSource,
  scale: GreyScale,
  voids: FrameVoids,
  setup: FrameSetup,
): Promise<CrackFrame> {
  const { pixels, sheet, contrast, contrastError, minimumVoxels } = setup;
  const { from, to } = setup.cracks;
  const found = await findExcess(source, scale, {
    expected: { pixels, below: { sheet, step: createStep(sheet.blur) }, sign: 1 },
    from,
    to,
    smoothing,
    limit: Math.max(leastMissing, 5 * smoothedNoise(scale.sigma)),
    // The smoothed edge of a void above ends within so many voxels.
    clear: 1.6 * Math.hypot(sheet.blur, smoothing),
    minimumVoxels,
  });
  const reach = Math.max(3, Math.ceil(3.5 * sheet.blur));
  const sums = await sumExcess(source, scale, found, {
    grow: reach,
    shell: 2,
    voids: { ...voids, contrast },
    above: reach,
  });
  const bodies = bodiesOf(found, sums, setup);
  const connected = bodies.filter(({ isConnected }) => isConnected);
  const main = connected.toSorted((a, b) => b.tip - a.tip)[0];
  const isThin = bodies.length > 0 && (main ?? bodies[0]!).aperture < 3 * sheet.blur;
  const filled =
    main === undefined || isThin
      ? Number.NaN
      : await filledDepth(source, scale, found, bodies.indexOf(main), sheet, contrast);
  return {
    bodies,
    runs: found.runs!,
    voxels: found.bodies.map((body) => body.voxels),
    emptyEquivalent: totalOf(
      bodies.map((body) => body.emptyEquivalent),
      contrastError / (1 + contrast),
    ),
    filledEquivalent: totalOf(
      bodies.map((body) => body.filledEquivalent),
      0,
    ),
    tip: main?.tip ?? Number.NaN,
    filledTip: filled,
    isThin,
    spans: connected.some(({ tip }) => tip >= to - 2),
  };
}
