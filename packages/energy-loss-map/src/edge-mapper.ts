import { OperandoError, flatMask, flatValues } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import { edgeMapDefaults } from './defaults.js';
import { contentsOf } from './contents.js';
import type { EdgeContent } from './contents.js';
import type { KnownShifts } from './edge-fitter.js';
import { layerPixels } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MapFrame, MapShape } from './map-frame.js';
import type { MappedFrame } from './mapped-frame.js';
import { exponentOf, templateFitter, templateParts, twoWindowFitter } from './map-plan.js';
import type { FitFrame, MapGeometry } from './map-plan.js';
import type { EdgeMapOptions } from './options.js';
import { removeSpikes } from './spikes.js';
import { templateSpread, twoWindowSpread } from './window-spread.js';
import type { WindowSpread } from './window-spread.js';

/** Edges in maps through time. */
export interface EdgeMaps {
  readonly shape: MapShape;
  readonly energies: Float64Array;
  readonly layers: readonly LayerPixels[];
  readonly frames: readonly MappedFrame[];
  readonly contents: readonly EdgeContent[];
  /** Of the background, E^-r. */
  readonly exponent: number;
}

/** Takes maps as they come. */
export interface EdgeMapper {
  /** Maps of a block [time x row x column x energy]; with fewer dimensions, of one row, or one pixel. */
  add(block: Series<'energy', 'eV'>, known?: readonly KnownShifts[]): void;
  /** @throws OperandoError `too-few-points` without a frame; as `contentsOf`. */
  finish(): EdgeMaps;
}

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
function evenEnergies(axis: Axis<'energy', 'eV'>): Float64Array {
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

function sumOver(counts: Float64Array, { pixels }: LayerPixels, channels: number): Float64Array {
  const sum = new Float64Array(channels);
  for (const pixel of pixels) {
    const at = pixel * channels;
    for (let i = 0; i < channels; i++) sum[i]! += counts[at + i]!;
  }
  return sum;
}

/** Spectra of every frame of a block, summed over its layers. */
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

/** Mean shift of the pixels of a layer; 0 without one that was fitted. */
function meanShift(shift: Float64Array, { pixels }: LayerPixels): number {
  let [sum, seen] = [0, 0];
  for (const pixel of pixels) {
    if (!Number.isFinite(shift[pixel]!)) continue;
    sum += shift[pixel]!;
    seen++;
  }
  return seen === 0 ? 0 : sum / seen;
}

/** What all maps of a series have in common, from the first. */
interface Mapping extends MapGeometry {
  readonly axis: Axis<'energy', 'eV'>;
  readonly exponent: number;
  readonly fit: FitFrame;
  readonly spread: WindowSpread;
}

function mappingOf(block: Series<'energy', 'eV'>, first: MapFrame, options: EdgeMapOptions): Mapping {
  const shape = shapeOfMaps(block);
  const energies = evenEnergies(block.axis);
  const layers = layerPixels(shape, options);
  const geometry = { shape, energies, layers };
  const [whole] = layerPixels(shape, {});
  const exponent = exponentOf(options, geometry, sumOver(first.counts, whole!, shape.channels));
  const common = { ...geometry, axis: block.axis, exponent };
  if ((options.method ?? edgeMapDefaults.method) === 'two-window')
    return { ...common, fit: twoWindowFitter(geometry, options), spread: twoWindowSpread(geometry, options) };
  const parts = templateParts(geometry, options, exponent);
  return { ...common, fit: templateFitter(geometry, options, parts), spread: templateSpread(geometry, options, parts) };
}

/** Shifts of no spectrum. */
function unshifted({ rows, columns }: MapShape): KnownShifts {
  return { values: new Float64Array(rows * columns), stderr: new Float64Array(rows * columns) };
}

/**
 * Edges in maps, frame after frame as they come; each frame is fitted by itself, so that blocks may be cut anywhere. The exponent
 * of the background is found in the first frame.
 */
export function createEdgeMapper(options: EdgeMapOptions): EdgeMapper {
  const gain = options.countsPerElectron ?? edgeMapDefaults.countsPerElectron;
  const align = options.align ?? edgeMapDefaults.align;
  let mapping: Mapping | undefined;
  const frames: MappedFrame[] = [];
  return {
    add(block, known) {
      const shape = shapeOfMaps(block);
      const size = shape.rows * shape.columns * shape.channels;
      const all = flatValues(block.signal);
      const masks = block.mask === undefined ? undefined : flatMask(block.mask);
      for (let f = 0; f < block.time.start.length; f++) {
        const counts = all.subarray(f * size, (f + 1) * size);
        const given = masks?.subarray(f * size, (f + 1) * size);
        const clean =
          (options.spikes ?? edgeMapDefaults.spikes) === 'leave-out'
            ? removeSpikes({ counts }, shape, gain)
            : undefined;
        if (clean !== undefined && given !== undefined) given.forEach((m, i) => (clean.mask[i]! |= m));
        const frame: MapFrame = clean ?? { counts, mask: given };
        mapping ??= mappingOf(block, frame, options);
        if (
          mapping.shape.rows !== shape.rows ||
          mapping.shape.columns !== shape.columns ||
          mapping.axis.size !== shape.channels
        )
          throw new OperandoError('shape-mismatch', 'this map has another size than the first.', {
            where: { frame: frames.length },
            cure: 'Analyse maps of one size together.',
          });
        const shifts = align === 'none' ? unshifted(shape) : align === 'edges' ? undefined : known?.[f];
        const found = mapping.fit(frame, shifts);
        const sums = mapping.layers.map((layer) => sumOver(frame.counts, layer, shape.channels));
        const { spread, layers } = mapping;
        frames.push({
          ...found,
          sums,
          spread: sums.map((sum, k) => spread(sum, k, meanShift(found.shift, layers[k]!))),
          spikes: clean?.removed ?? 0,
        });
      }
    },
    finish() {
      if (mapping === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
      const { shape, energies, layers, exponent } = mapping;
      return { shape, energies, layers, frames, exponent, contents: contentsOf(frames, layers, options) };
    },
  };
}

/** Edges in a series of maps: see {@link createEdgeMapper}. */
export function mapEdges(series: Series<'energy', 'eV'>, options: EdgeMapOptions): EdgeMaps {
  const mapper = createEdgeMapper(options);
  mapper.add(series);
  return mapper.finish();
}
