import { OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import { contentsOf } from './contents.js';
import type { EdgeContent } from './contents.js';
import type { KnownShifts } from './edge-fitter.js';
import { layerPixels } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MapShape } from './map-frame.js';
import { edgeMapSetup, mapFitter, mapsOf, mapsOfSeries } from './map-setup.js';
import type { EdgeMapSetup } from './map-setup.js';
import type { MappedFrame } from './mapped-frame.js';
import { shapeOfMaps } from './maps-shape.js';
import type { EdgeMapOptions } from './options.js';

/** Edges in maps through time. */
export interface EdgeMaps {
  /** Size of the maps. */
  readonly shape: MapShape;
  /** eV, of the channels. */
  readonly energies: Float64Array;
  /** Pixels of each. */
  readonly layers: readonly LayerPixels[];
  /** In the order of time. */
  readonly frames: readonly MappedFrame[];
  /** Of each edge. */
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

/** That maps have the size that the first has. @throws OperandoError `shape-mismatch`. */
export function expectSameMaps(block: Series<'energy', 'eV'>, { shape: first }: EdgeMapSetup, frame: number): void {
  const shape = shapeOfMaps(block);
  if (shape.rows === first.rows && shape.columns === first.columns && shape.channels === first.channels) return;
  throw new OperandoError('shape-mismatch', 'this map has another size than the first.', {
    where: { frame },
    cure: 'Analyse maps of one size together.',
  });
}

/** Contents from maps that were fitted. @throws OperandoError as `mapEdges`. */
export function finishMaps({ options, shape, energies }: EdgeMapSetup, frames: readonly MappedFrame[]): EdgeMaps {
  const layers = layerPixels(shape, options);
  const exponent = options.background.exponent!;
  return { shape, energies, layers, frames, exponent, contents: contentsOf(frames, layers, options) };
}

/**
 * Edges in maps, frame after frame as they come; each frame is fitted by itself, so that blocks may be cut anywhere. The exponent
 * of the background is found in the first frame.
 * @throws OperandoError with its maps: `shape-mismatch` for one of another size than the first, `invalid-argument` for uneven energies; `too-few-points` at the end where none came.
 */
export function createEdgeMapper(options: EdgeMapOptions): EdgeMapper {
  let setup: EdgeMapSetup | undefined;
  let fit: ReturnType<typeof mapFitter> | undefined;
  const frames: MappedFrame[] = [];
  return {
    add(block, known) {
      setup ??= edgeMapSetup(block, options);
      expectSameMaps(block, setup, frames.length);
      fit ??= mapFitter(setup);
      for (const [f, map] of mapsOf(mapsOfSeries(block)).entries()) frames.push(fit(map, known?.[f]));
    },
    finish() {
      if (setup === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
      return finishMaps(setup, frames);
    },
  };
}

/** Edges in a series of maps: see {@link createEdgeMapper}. @throws as {@link createEdgeMapper}. */
export function mapEdges(series: Series<'energy', 'eV'>, options: EdgeMapOptions): EdgeMaps {
  const mapper = createEdgeMapper(options);
  mapper.add(series);
  return mapper.finish();
}
