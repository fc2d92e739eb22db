import { concatenateSeries, createPacer, flatValues, frameOutline, OperandoError } from '@operando/core';
import type { FrameSource, OperandoWarning, Series } from '@operando/core';
import { createEdgeMapper, layerSums } from '@operando/energy-loss-map';
import type { EdgeMapOptions, EdgeMaps, LayerPixels, MapShape } from '@operando/energy-loss-map';
import { edgeMapsOnThreads } from '@operando/threads';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { inBlocks } from '../../technique/read-files.js';
import type { EelsInput } from './input.js';
import { createLowLoss, holdsZeroLoss, lowLossOf, readLowLoss } from './low-loss.js';
import type { LowLoss } from './low-loss.js';
import { mapOptions } from './map-options.js';
import type { EelsOptions } from './options.js';
import { lowLossWarnings, mapWarnings, sharedLayers, wholeCounts } from './warnings.js';

type Maps = FrameSource<'energy', 'eV'>;

/** Everything that is taken from frames as they come. */
export interface Gathered {
  readonly shape: MapShape;
  readonly layers: readonly LayerPixels[];
  readonly energies: Float64Array;
  /** Spectra summed over each layer, of every frame. */
  readonly sums: readonly (readonly Float64Array[])[];
  /** Frames without their spectra. */
  readonly outline: Series<'energy', 'eV'>;
  /** Edges, where some are asked for. */
  readonly maps?: EdgeMaps;
  readonly lowLoss?: LowLoss;
  readonly warnings: readonly OperandoWarning[];
}

/** What is kept of every block: its frames without spectra; of the first, sizes and whether it holds counts. */
function createKeeper(options: EelsOptions) {
  const outlines: Series<'energy', 'eV'>[] = [];
  let first: Pick<Gathered, 'shape' | 'layers'> | undefined;
  let warnings: readonly OperandoWarning[] = [];
  return {
    keep: (block: Series<'energy', 'eV'>): Pick<Gathered, 'shape' | 'layers'> => {
      if (first === undefined) {
        const { shape, layers } = layerSums(block, options);
        first = { shape, layers };
        warnings = [...wholeCounts(flatValues(block.signal)), ...sharedLayers(options)];
      }
      outlines.push(frameOutline(block));
      return first;
    },
    finish: (): Pick<Gathered, 'shape' | 'layers' | 'outline' | 'warnings'> => {
      if (first === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
      return { ...first, outline: concatenateSeries(outlines), warnings };
    },
  };
}

/** Edges by themselves: maps are shared out among threads. */
async function gatherEdges(
  source: Maps,
  mapping: EdgeMapOptions,
  options: EelsOptions,
  context: RunContext,
): Promise<Gathered> {
  const keeper = createKeeper(options);
  const { threads, signal } = context;
  const onProgress = progressOf(context, 'fitting');
  const maps = await edgeMapsOnThreads(source, mapping, { threads, signal, onProgress, onBlock: keeper.keep });
  const { warnings, ...kept } = keeper.finish();
  return {
    ...kept,
    energies: source.axis.values,
    sums: maps.frames.map((frame) => frame.sums),
    maps,
    warnings: [...warnings, ...mapWarnings(maps, mapping, false)],
  };
}

/** Low losses and, aligned by them, edges: frame after frame. */
async function gatherFrames(
  source: Maps,
  mapping: EdgeMapOptions | undefined,
  given: LowLoss | undefined,
  options: EelsOptions,
  context: RunContext,
): Promise<Gathered> {
  const own = given === undefined && holdsZeroLoss(source) ? createLowLoss(options) : undefined;
  const mapper = mapping === undefined ? undefined : createEdgeMapper(mapping);
  const keeper = createKeeper(options);
  const sums: Float64Array[][] = [];
  const progress = progressOf(context, 'fitting');
  const pace = createPacer(context.signal);
  let frames = 0;
  for await (const block of source.blocks({ frames: 1, signal: context.signal })) {
    const { rows, columns } = keeper.keep(block).shape;
    if (mapper === undefined) sums.push(...layerSums(block, options).sums);
    own?.add(block);
    const low = given ?? own?.finish();
    const shiftsOf = (f: number) => lowLossOf(low!, frames + f, rows * columns).shifts;
    mapper?.add(block, low === undefined ? undefined : Array.from(block.time.start.keys(), shiftsOf));
    frames += block.time.start.length;
    progress(frames, source.frames);
    await pace();
  }
  const lowLoss = given ?? own?.finish();
  const maps = mapper?.finish();
  const { warnings, ...kept } = keeper.finish();
  return {
    ...kept,
    energies: source.axis.values,
    sums: maps === undefined ? sums : maps.frames.map((frame) => frame.sums),
    ...(maps === undefined ? {} : { maps }),
    ...(lowLoss === undefined ? {} : { lowLoss }),
    warnings: [
      ...warnings,
      ...(maps === undefined ? [] : mapWarnings(maps, mapping!, lowLoss !== undefined && options.align === 'auto')),
      ...(lowLoss === undefined ? [] : lowLossWarnings(lowLoss)),
    ],
  };
}

/** What there is to be found in maps. @throws OperandoError `invalid-argument` where nothing is asked for. */
export async function gather(input: EelsInput, options: EelsOptions, context: RunContext): Promise<Gathered> {
  const source = inBlocks(input.maps);
  const mapping = mapOptions(options, input.templates ?? {});
  const given =
    input.lowLoss === undefined ? undefined : await readLowLoss(inBlocks(input.lowLoss), options, context.signal);
  const hasLow = given !== undefined || holdsZeroLoss(source);
  if (mapping !== undefined && !hasLow) return gatherEdges(source, mapping, options, context);
  if (mapping === undefined && !hasLow && options.whiteLines === undefined)
    throw new OperandoError(
      'invalid-argument',
      'neither edges nor white lines are named, and the spectra have no zero loss.',
      { where: { parameter: 'edges' }, cure: 'Name the edges to be fitted, with a background.' },
    );
  return gatherFrames(source, mapping, given, options, context);
}
