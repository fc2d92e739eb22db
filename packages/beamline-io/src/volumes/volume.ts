import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { emptySamples, sampleBytes } from '../images/samples.js';
import type { Samples, SampleType } from '../images/samples.js';

/** A volume on a disk, read slab by slab. */
export interface Volume {
  /** What it is called. */
  readonly name: string;
  /** Slices, rows, columns. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Type of its voxels. */
  readonly dtype: SampleType;
  /** Distances of slices, rows and columns in micrometres; undefined where they are not all stated: they are never assumed. */
  readonly voxelSize: readonly [z: number, y: number, x: number] | undefined;
  /** Slices that are stored together: slabs that begin and end with them are read once. */
  readonly chunkDepth: number;
  /** What is worth telling, more of it as slabs are read. */
  readonly warnings: readonly OperandoWarning[];
  /**
   * Slices `z0` up to, not including, `z1`: [slice x row x column], the caller's own.
   * @throws OperandoError `outside-range`, `too-large`, `malformed-file`, `truncated-file`, `file-access`.
   */
  slab(z0: number, z1: number): Promise<Samples>;
  /** Closes its files. */
  close(): void;
}

/** What a volume is made of: layers of slices that are stored together. */
export interface LayeredVolume extends Omit<Volume, 'slab' | 'close'> {
  /** Slices of layer `k`, `k * chunkDepth` to at most `chunkDepth` more. */
  readonly layer: (k: number) => Promise<Samples>;
  readonly close?: () => void;
}

/** Bytes of the largest slab. */
const mostBytes = 2 ** 31;

/** Distances, where all are stated. */
export function statedVoxel(z: number, y: number, x: number): readonly [number, number, number] | undefined {
  return [z, y, x].every((each) => Number.isFinite(each) && each > 0) ? [z, y, x] : undefined;
}

/** That a slab is there and not too large. */
export function checkSlab({ name, shape, dtype }: Omit<Volume, 'slab' | 'close'>, z0: number, z1: number): number {
  const [depth, height, width] = shape;
  if (!(Number.isInteger(z0) && Number.isInteger(z1) && z0 >= 0 && z0 <= z1 && z1 <= depth))
    throw new OperandoError('outside-range', `the volume has ${depth} slices, not ${z0} to ${z1}.`, {
      where: { file: name },
    });
  const length = (z1 - z0) * height * width;
  if (length * sampleBytes[dtype] > mostBytes)
    throw new OperandoError('too-large', `${length} voxels at once are too many.`, {
      where: { file: name },
      cure: 'Read thinner slabs.',
    });
  return length;
}

/** A volume whose layers are read whole; the last one is at hand, for slabs that end within it. */
export function layeredVolume({ layer, close, ...volume }: LayeredVolume): Volume {
  const [depth, height, width] = volume.shape;
  const { chunkDepth, dtype } = volume;
  const plane = height * width;
  let kept: { readonly k: number; readonly samples: Samples } | undefined;
  return {
    ...volume,
    async slab(z0, z1) {
      const slab = emptySamples(dtype, checkSlab(volume, z0, z1));
      for (let z = z0; z < z1;) {
        const k = Math.floor(z / chunkDepth);
        const begin = k * chunkDepth;
        const end = Math.min(depth, begin + chunkDepth);
        const samples = kept?.k === k ? kept.samples : await layer(k);
        const to = Math.min(z1, end);
        slab.set(samples.subarray((z - begin) * plane, (to - begin) * plane), (z - z0) * plane);
        kept = to < end ? { k, samples } : undefined;
        z = to;
      }
      return slab;
    },
    close: () => {
      kept = undefined;
      close?.();
    },
  };
}
