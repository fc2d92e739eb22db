import { OperandoError, flatValues } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import { layerPixels } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MapShape } from './map-frame.js';
import type { EdgeMapOptions } from './options.js';

/** Rows, columns and channels of a series of maps. @throws OperandoError `shape-mismatch` for more dimensions. */
export function shapeOfMaps({ signal, dims }: Pick<Series, 'signal' | 'dims'>): MapShape {
  const { shape } = signal;
  if (shape.length > 4)
    throw new OperandoError('shape-mismatch', `maps have the dimensions ${dims.join(' x ')}.`, {
      cure: 'A series of maps is time x row x column x energy, or has fewer dimensions.',
    });
  const [rows, columns] =
    shape.length === 4 ? [shape[1]!, shape[2]!] : shape.length === 3 ? [1, shape[1]!] : ([1, 1] as const);
  return { rows, columns, channels: shape.at(-1)! };
}

/** Energies of the channels, evenly spaced. @throws OperandoError `invalid-argument`. */
export function evenEnergies(axis: Axis<'energy', 'eV'>): Float64Array {
  const { values } = axis;
  const energies = axis.edges ? values.subarray(0, axis.size).map((low, i) => 0.5 * (low + values[i + 1]!)) : values;
  const last = energies.length - 1;
  const step = (energies[last]! - energies[0]!) / last;
  if (last < 1 || energies.some((energy, i) => Math.abs(energy - energies[0]! - i * step) > 0.01 * step))
    throw new OperandoError('invalid-argument', 'the energies are not evenly spaced.', {
      where: { parameter: 'energy' },
      cure: 'Spectrometers disperse evenly: give the energies as calibrated, offset and step.',
    });
  return energies;
}

/** The spectra of a layer's pixels, summed. */
export function sumOver(counts: Float64Array, { pixels }: LayerPixels, channels: number): Float64Array {
  const sum = new Float64Array(channels);
  for (const pixel of pixels) {
    const at = pixel * channels;
    for (let i = 0; i < channels; i++) sum[i]! += counts[at + i]!;
  }
  return sum;
}

/** Spectra of every frame of a block, summed over its layers. @throws OperandoError `shape-mismatch` for a series that holds no maps. */
export function layerSums(
  block: Series<'energy', 'eV'>,
  options: Pick<EdgeMapOptions, 'layers' | 'along'>,
): { readonly shape: MapShape; readonly layers: readonly LayerPixels[]; readonly sums: readonly Float64Array[][] } {
  const shape = shapeOfMaps(block);
  const layers = layerPixels(shape, options);
  const size = shape.rows * shape.columns * shape.channels;
  const all = flatValues(block.signal);
  const sums = Array.from(block.time.start, (_, f) => {
    const counts = all.subarray(f * size, (f + 1) * size);
    return layers.map((layer) => sumOver(counts, layer, shape.channels));
  });
  return { shape, layers, sums };
}
