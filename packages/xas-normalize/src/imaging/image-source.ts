import { OperandoError } from '@operando/core';

/** An energy stack of images, read tile by tile. */
export interface ImageSource {
  /** Of one image. */
  readonly pixels: number;
  /** How many images there are. */
  readonly energies: number;
  /** Fill `out` with the pixels from `from` to `to`: [pixel x energy], row after row. */
  read(from: number, to: number, out: Float64Array): void;
}

/** Numbers of an image stack in memory. */
export type ImageNumbers = Float64Array | Float32Array | Uint16Array | Int16Array | Uint32Array;

/**
 * An image stack in memory, [energy x y x x] as detectors write it, without copying it.
 *
 * @param energy One for each image.
 * @throws OperandoError `shape-mismatch`.
 */
export function imageSource(energy: ArrayLike<number>, stack: ImageNumbers): ImageSource {
  const energies = energy.length;
  const pixels = stack.length / energies;
  if (!Number.isInteger(pixels) || energies < 1)
    throw new OperandoError('shape-mismatch', `${stack.length} values are no ${energies} images.`, {
      cure: 'Give energy x y x x values, image after image.',
    });
  return {
    pixels,
    energies,
    read(from, to, out) {
      const count = to - from;
      // Image by image: reading along memory, writing with a stride that stays in cache.
      for (let e = 0; e < energies; e++) {
        const at = e * pixels + from;
        for (let p = 0; p < count; p++) out[p * energies + e] = stack[at + p]!;
      }
    },
  };
}

/** The energies of a stack, checked. @throws OperandoError `shape-mismatch`, `axis-not-increasing`. */
export function imageEnergies(energy: ArrayLike<number>, source: ImageSource): Float64Array {
  const grid = Float64Array.from(energy);
  if (source.energies !== grid.length)
    throw new OperandoError('shape-mismatch', `${grid.length} energies for ${source.energies} images.`);
  for (let i = 1; i < grid.length; i++)
    if (!(grid[i]! > grid[i - 1]!))
      throw new OperandoError('axis-not-increasing', `energy ${i} is ${grid[i]} after ${grid[i - 1]} eV.`, {
        where: { row: i },
        cure: 'Sort the images by energy.',
      });
  return grid;
}

/** Pixels of a tile: some 2 MB of doubles, so that a tile stays in cache. */
export function tileSize(energies: number): number {
  return Math.max(64, Math.floor(262_144 / energies));
}
