import { seededRandom } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';

/** Noise smoothed along each axis, the upper tenth of which is the mask: bodies of all sizes and shapes. */
function blobs(edge: number): Uint8Array {
  const random = seededRandom(1);
  let volume = Float32Array.from({ length: edge ** 3 }, () => random.normal());
  const reach = 3;
  for (const stride of [1, edge, edge * edge]) {
    for (let round = 0; round < 2; round++) {
      const next = new Float32Array(volume.length);
      for (let i = 0; i < volume.length; i++) {
        for (let k = -reach; k <= reach; k++) next[i]! += volume[(i + k * stride + volume.length) % volume.length]!;
      }
      volume = next;
    }
  }
  const limit = volume.toSorted()[Math.floor(0.9 * volume.length)]!;
  return Uint8Array.from(volume, (value) => Number(value > limit));
}

/** Bodies, Euler numbers and distances of a mask of bytes. */
async function prepareBodies(build: Build, quick: boolean): Promise<Prepared> {
  const { createEulerCounter, distanceTransform, labelBodies } = await build.load('tomogram-measure');
  const edge = quick ? 96 : 256;
  const shape = { depth: edge, height: edge, width: edge };
  const mask = blobs(edge);
  const out = new Uint8Array(mask.length);
  const megavoxels = mask.length / 1e6;
  const bodies = () => labelBodies(mask, shape, { materials: [[1]] }).bodies;
  const euler = () => {
    const counter = createEulerCounter(shape, [1]);
    counter.add(mask);
    return counter.finish().connectivity26;
  };
  return {
    inputs: { mask: Float64Array.from(mask), shape: Float64Array.of(edge, edge, edge) },
    candidates: [
      { name: 'copy of the same bytes', items: megavoxels, run: () => out.set(mask) },
      { name: 'bodies with volume, centroid, box, moments, surface', items: megavoxels, run: bodies },
      { name: 'Euler number', items: megavoxels, run: euler },
      { name: 'exact distances', items: megavoxels, run: () => distanceTransform(mask, shape) },
    ],
    check() {
      const voxels = bodies().reduce((sum, body) => sum + body.voxels, 0);
      const inside = mask.reduce((sum, is) => sum + is, 0);
      const first = distanceTransform(mask, shape).findIndex((square, i) => (square === 0) !== (mask[i] === 0));
      return [
        within('voxels in bodies over those of the mask', voxels / inside, 1, 1),
        within('voxels whose distance is not that of their side', first + 1, 0, 0),
      ];
    },
  };
}

/** Bodies of a tomogram. */
export const bodiesJob: Job = {
  id: 'bodies',
  title: 'Bodies of a mask, 256 x 256 x 256',
  item: 'million voxels',
  rounds: 3,
  goals: [
    {
      candidate: 'bodies with volume, centroid, box, moments, surface',
      beside: 'scikit-image label + regionprops (volume, centroid, box)',
      most: 0.25,
      words: 'at least 4 times as fast as scikit-image',
    },
    { candidate: 'Euler number', beside: 'scikit-image euler_number', most: 0.2, words: 'at least 5 times as fast' },
    {
      candidate: 'exact distances',
      beside: 'scipy distance_transform_edt',
      most: 0.25,
      words: 'at least 4 times as fast',
    },
  ],
  peers: [{ script: 'body_peers' }],
  prepare: prepareBodies,
};
