import { flatMask, flatValues, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import { edgeMapDefaults } from './defaults.js';
import type { KnownShifts } from './edge-fitter.js';
import { layerPixels } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MapFrame, MapShape } from './map-frame.js';
import { exponentOf, templateFitter, templateParts, twoWindowFitter } from './map-plan.js';
import type { MappedFrame } from './mapped-frame.js';
import { evenEnergies, shapeOfMaps, sumOver } from './maps-shape.js';
import type { EdgeMapOptions } from './options.js';
import { removeSpikes } from './spikes.js';
import { templateSpread, twoWindowSpread } from './window-spread.js';

/** What all maps of a series have in common, as plain data: each can be fitted by itself then, wherever. */
export interface EdgeMapSetup {
  /** With the exponent of the background. */
  readonly options: EdgeMapOptions;
  /** Rows, columns and channels of each map. */
  readonly shape: MapShape;
  /** Of the channels, evenly spaced, eV. */
  readonly energies: Float64Array;
}

/** Maps that lie one after another. */
export interface MapsToFit {
  /** How many maps there are. */
  readonly frames: number;
  /** Counts, map after map, each [row x column x channel]. */
  readonly values: Float64Array;
  /** 1 where a value must not be used. */
  readonly mask?: Uint8Array | undefined;
}

/** The maps of a block, each with its mask. */
export function mapsOf({ frames, values, mask }: MapsToFit): MapFrame[] {
  const size = values.length / frames;
  return Array.from({ length: frames }, (_, f) => ({
    counts: values.subarray(f * size, (f + 1) * size),
    mask: mask?.subarray(f * size, (f + 1) * size),
  }));
}

/** The maps of a series. */
export function mapsOfSeries(block: Series<'energy', 'eV'>): MapsToFit {
  return {
    frames: block.time.start.length,
    values: flatValues(block.signal),
    ...(block.mask === undefined ? {} : { mask: flatMask(block.mask) }),
  };
}

/** A map without its spikes, where these are not to be kept. */
function cleaned(frame: MapFrame, { options, shape }: EdgeMapSetup): MapFrame & { readonly removed: number } {
  const { spikes = edgeMapDefaults.spikes, countsPerElectron = edgeMapDefaults.countsPerElectron } = options;
  if (spikes === 'keep') return { ...frame, removed: 0 };
  const clean = removeSpikes(frame, shape, countsPerElectron);
  frame.mask?.forEach((masked, i) => (clean.mask[i]! |= masked));
  return clean;
}

/**
 * What the maps of a series have in common, by the first of them: the exponent of the background is found in its sum.
 * @throws OperandoError as `mapEdges`.
 */
export function edgeMapSetup(block: Series<'energy', 'eV'>, options: EdgeMapOptions): EdgeMapSetup {
  const shape = shapeOfMaps(block);
  const energies = evenEnergies(block.axis);
  const [first] = mapsOf(mapsOfSeries(block));
  if (first === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
  const { counts } = cleaned(first, { options, shape, energies });
  const [whole] = layerPixels(shape, {});
  const sum = sumOver(counts, whole!, shape.channels);
  const exponent = exponentOf(options, { energies }, sum);
  return { options: { ...options, background: { ...options.background, exponent } }, shape, energies };
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

/** Shifts of no spectrum. */
function unshifted({ rows, columns }: MapShape): KnownShifts {
  return { values: new Float64Array(rows * columns), stderr: new Float64Array(rows * columns) };
}

/** Fits the maps of a setup, each by itself. @throws OperandoError as `mapEdges`. */
export function mapFitter(setup: EdgeMapSetup): (frame: MapFrame, known?: KnownShifts) => MappedFrame {
  const { options, shape, energies } = setup;
  const { align = edgeMapDefaults.align, method = edgeMapDefaults.method } = options;
  const layers = layerPixels(shape, options);
  const geometry = { shape, energies, layers };
  const isTemplates = method === 'templates';
  const parts = isTemplates ? templateParts(geometry, options, options.background.exponent!) : undefined;
  const fit = parts === undefined ? twoWindowFitter(geometry, options) : templateFitter(geometry, options, parts);
  const spread = parts === undefined ? twoWindowSpread(geometry, options) : templateSpread(geometry, options, parts);
  return (frame, known) => {
    const clean = cleaned(frame, setup);
    const shifts = align === 'none' ? unshifted(shape) : align === 'edges' ? undefined : known;
    const found = fit(clean, shifts);
    const sums = layers.map((layer) => sumOver(clean.counts, layer, shape.channels));
    return {
      ...found,
      sums,
      spread: sums.map((sum, k) => spread(sum, k, meanShift(found.shift, layers[k]!))),
      spikes: clean.removed,
    };
  };
}
