import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import { atRest } from '../motion/motion.js';
import type { Motion } from '../motion/motion.js';
import { movedBack } from '../motion/moved-back.js';
import { register } from '../motion/register.js';
import type { Registration } from '../motion/register.js';
import type { SlabSource, VolumeShape } from '../volume.js';
import type { PreparedFrames } from './prepare-frames.js';

/** Voxels of the volumes that are registered, at most: larger ones are binned. */
const mostVoxels = 6e6;

/** A volume with corrected grey values. */
function corrected(source: SlabSource, { offset, gain }: GreyScale): SlabSource {
  const size = source.shape.height * source.shape.width;
  return {
    shape: source.shape,
    slab: async (from, to) =>
      Float32Array.from(await source.slab(from, to), (grey, i) => (grey - offset[i % size]!) * gain[i % size]!),
  };
}

/** Corrected grey values, means of bins of so many voxels along each axis. */
async function binned(source: SlabSource, scale: GreyScale, bin: number): Promise<[Float32Array, VolumeShape]> {
  const [depth, height, width] = [source.shape.depth, source.shape.height, source.shape.width].map((n) =>
    Math.floor(n / bin),
  );
  const shape = { depth: depth!, height: height!, width: width! };
  const out = new Float32Array(shape.depth * shape.height * shape.width);
  const share = 1 / bin ** 3;
  await eachSlice(source, 0, shape.depth * bin, (slice, z) => {
    const plane = Math.floor(z / bin) * shape.height;
    for (let y = 0; y < shape.height * bin; y++) {
      const row = (plane + Math.floor(y / bin)) * shape.width;
      for (let x = 0; x < shape.width * bin; x++) {
        const i = y * source.shape.width + x;
        out[row + Math.floor(x / bin)]! += share * (slice[i]! - scale.offset[i]!) * scale.gain[i]!;
      }
    }
  });
  return [out, shape];
}

/** Rings and cupping that were not corrected pull towards no motion, by so much of it. */
const pull = 0.015;

/** A motion of binned volumes in voxels of the whole ones. */
function unbinned({ motion, stderr, ...found }: Registration, bin: number): Registration {
  const scaled = ({ dz, dy, dx, ...rest }: Motion): Motion => ({ ...rest, dz: dz * bin, dy: dy * bin, dx: dx * bin });
  const [own, error] = [scaled(motion), scaled(stderr)];
  return {
    ...found,
    motion: own,
    stderr: {
      ...error,
      dz: Math.hypot(error.dz, pull * own.dz),
      dy: Math.hypot(error.dy, pull * own.dy),
      dx: Math.hypot(error.dx, pull * own.dx),
      strain: Math.hypot(error.strain, pull * own.strain),
    },
  };
}

/** Shift below which a volume is left as it is, in voxels: resampling costs more than it mends. */
const still = 0.03;

function isStill({ dz, dy, dx, strain }: Motion, depth: number): boolean {
  return Math.max(Math.abs(dz), Math.abs(dy), Math.abs(dx), Math.abs(strain) * depth) < still;
}

/** Frames brought on to the first one, and how they had moved. @param rescale The grey scale of a frame whose region moved by so many pixels. */
export async function registerFrames(
  frames: PreparedFrames,
  rescale: (frame: number, shift: number) => Promise<GreyScale>,
  tell: (frame: number) => void = () => {},
): Promise<{ readonly frames: PreparedFrames; readonly motions: readonly Registration[] }> {
  const { shape, sources, scales } = frames;
  const bin = Math.max(1, Math.ceil(Math.cbrt((shape.depth * shape.height * shape.width) / mostVoxels)));
  const [fixed, size] = await binned(sources[0]!, scales[0]!, bin);
  const motions: Registration[] = [{ motion: atRest, stderr: atRest, gain: 1, offset: 0, status: 'converged' }];
  const moved: SlabSource[] = [sources[0]!];
  const own: GreyScale[] = [scales[0]!];
  for (let t = 1; t < sources.length; t++) {
    const [moving] = await binned(sources[t]!, scales[t]!, bin);
    const found = unbinned(register(fixed, moving, size), bin);
    motions.push(found);
    const rests = isStill(found.motion, shape.depth);
    const { dy, dx } = found.motion;
    // Rings lie still: their levels are taken where the region is both before and after it moved.
    const scale = rests ? scales[t]! : await rescale(t, Math.hypot(dy, dx));
    moved.push(rests ? sources[t]! : movedBack(corrected(sources[t]!, scale), found.motion));
    const pixels = shape.height * shape.width;
    own.push(rests ? scale : { ...scale, offset: new Float32Array(pixels), gain: new Float32Array(pixels).fill(1) });
    tell(t + 1);
  }
  return { frames: { ...frames, sources: moved, scales: own }, motions };
}
