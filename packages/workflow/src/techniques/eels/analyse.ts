import {
  concatenateSeries,
  createPacer,
  flatValues,
  frameMiddles,
  frameOutline,
  OperandoError,
  seriesWarnings,
} from '@operando/core';
import type { Electrochemistry, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
import { createEdgeMapper, fitFront, interfaceProfiles, layerSums, whiteLineRatio } from '@operando/energy-loss-map';
import type {
  EdgeMapOptions,
  EdgeMaps,
  Front,
  MapEdge,
  InterfaceProfiles,
  LayerPixels,
  MapShape,
  WhiteLines,
} from '@operando/energy-loss-map';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { inBlocks } from '../../technique/read-files.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import type { EelsInput, MeasuredEdge } from './input.js';
import { createLowLoss, holdsZeroLoss, lowLossOf, readLowLoss } from './low-loss.js';
import type { LowLoss } from './low-loss.js';
import type { EelsOptions } from './options.js';
import { lowLossWarnings, mapWarnings, wholeCounts } from './warnings.js';

/** White lines in the sums of a layer, frame after frame. */
export interface LayerWhiteLines {
  readonly layer: string;
  readonly fits: readonly WhiteLines[];
}

/** What `eels` computed. */
export interface EelsAnalysis extends Analysed {
  /** Frames without their spectra, with the cycler joined. */
  readonly series: Series<'energy', 'eV'>;
  readonly shape: MapShape;
  readonly energies: Float64Array;
  readonly layers: readonly LayerPixels[];
  /** Spectra summed over each layer, of every frame. */
  readonly sums: readonly (readonly Float64Array[])[];
  /** Edges, where some are asked for. */
  readonly maps?: EdgeMaps;
  /** Of each edge. */
  readonly profiles: readonly InterfaceProfiles[];
  readonly fronts?: readonly Front[];
  readonly lowLoss?: LowLoss;
  readonly whiteLines: readonly LayerWhiteLines[];
  /** Electrons per square angstrom until the end of each frame. */
  readonly dose?: Float64Array;
  readonly electrochemistry?: Electrochemistry;
}

/** What the library takes, templates in their places. @throws OperandoError `invalid-argument`. */
function mapOptions(
  options: EelsOptions,
  templates: Readonly<Record<string, MeasuredEdge>>,
): EdgeMapOptions | undefined {
  const { edges, background, range, layers, along, method, align, mostShift, countsPerElectron, spikes } = options;
  if (edges.length === 0) return undefined;
  if (background === undefined)
    throw new OperandoError('invalid-argument', 'edges are named, and no background.', {
      where: { parameter: 'background' },
      cure: 'Give the energies before the first edge: background: {window: [38, 53]}.',
    });
  return {
    edges: edges.map(({ file, ...edge }, k): MapEdge => {
      if (file === undefined) return edge;
      const spectrum = templates[file];
      if (spectrum !== undefined) return Object.assign(edge, { spectrum });
      throw new OperandoError('invalid-argument', `the edge ${file} is not there.`, {
        where: { parameter: `edges[${k}].file` },
        cure: 'With data in memory, give measured edges by name as the input templates.',
      });
    }),
    background,
    range,
    layers,
    along,
    method,
    align,
    mostShift,
    countsPerElectron,
    spikes,
  };
}

/** White lines of the layers that are asked for. */
function whiteLinesOf(
  { whiteLines, countsPerElectron }: EelsOptions,
  { energies, layers, sums }: Pick<EelsAnalysis, 'energies' | 'layers' | 'sums'>,
): LayerWhiteLines[] {
  if (whiteLines === undefined) return [];
  const { layer: wanted, ...fitting } = whiteLines;
  const chosen = layers.flatMap(({ name }, k) => (wanted === undefined || name === wanted ? [{ name, k }] : []));
  if (chosen.length === 0)
    throw new OperandoError('invalid-argument', `there is no layer ${wanted}.`, {
      where: { parameter: 'whiteLines.layer' },
      cure: `Layers: ${layers.map(({ name }) => name).join(', ')}.`,
    });
  return chosen.map(({ name, k }) => ({
    layer: name,
    fits: sums.map((sum) => whiteLineRatio(energies, sum[k]!, fitting, countsPerElectron)),
  }));
}

/** The front in the profiles of an edge. */
function frontsOf(
  { front, edges, along }: EelsOptions,
  { layers, shape }: Pick<EelsAnalysis, 'layers' | 'shape'>,
  profiles: readonly InterfaceProfiles[],
): Front[] | undefined {
  if (front === undefined || profiles.length === 0) return undefined;
  const edge = front.edge === undefined ? 0 : edges.findIndex(({ name }) => name === front.edge);
  const layer = front.layer === undefined ? undefined : layers.find(({ name }) => name === front.layer);
  if (edge < 0 || (front.layer !== undefined && layer === undefined))
    throw new OperandoError(
      'invalid-argument',
      `there is no ${edge < 0 ? `edge ${front.edge}` : `layer ${front.layer}`}.`,
      {
        where: { parameter: edge < 0 ? 'front.edge' : 'front.layer' },
        cure: `There are ${(edge < 0 ? edges : layers).map(({ name }) => name).join(', ')}.`,
      },
    );
  const { values, stderr, places } = profiles[edge]!;
  const at = (pixel: number): number =>
    along === 'column' ? pixel % shape.columns : Math.floor(pixel / shape.columns);
  const inside = layer === undefined ? [0, places - 1] : [at(layer.pixels[0]!), at(layer.pixels.at(-1)!)];
  return Array.from({ length: values.length / places }, (_, f) =>
    fitFront(
      values.subarray(f * places, (f + 1) * places),
      stderr.subarray(f * places, (f + 1) * places),
      inside[0]!,
      inside[1]!,
      front.width,
    ),
  );
}

const electronCharge = 1.602_176_634e-19;

/** Electrons per square angstrom, added up. */
function doseOf({ dose }: EelsOptions, { time }: Series, { rows, columns }: MapShape): Float64Array | undefined {
  if (dose === undefined) return undefined;
  const area = (10 * dose.pixelSize) ** 2;
  let sum = 0;
  return time.duration.map((seconds) => {
    sum += (dose.current * 1e-9 * seconds) / (rows * columns) / electronCharge / area;
    return sum;
  });
}

/** Everything that is taken from frames as they come. */
interface Gathered extends Pick<EelsAnalysis, 'shape' | 'energies' | 'layers' | 'sums'> {
  readonly outline: Series<'energy', 'eV'>;
  readonly maps?: EdgeMaps;
  readonly lowLoss?: LowLoss;
  readonly warnings: readonly OperandoWarning[];
}

async function gather(input: EelsInput, options: EelsOptions, context: RunContext): Promise<Gathered> {
  const source = inBlocks(input.maps);
  const mapping = mapOptions(options, input.templates ?? {});
  const given =
    input.lowLoss === undefined ? undefined : await readLowLoss(inBlocks(input.lowLoss), options, context.signal);
  const own = given === undefined && holdsZeroLoss(source) ? createLowLoss(options) : undefined;
  if (mapping === undefined && own === undefined && given === undefined && options.whiteLines === undefined)
    throw new OperandoError(
      'invalid-argument',
      'neither edges nor white lines are named, and the spectra have no zero loss.',
      {
        where: { parameter: 'edges' },
        cure: 'Name the edges to be fitted, with a background.',
      },
    );
  const mapper = mapping === undefined ? undefined : createEdgeMapper(mapping);
  const outlines: Series<'energy', 'eV'>[] = [];
  const sums: Float64Array[][] = [];
  let frames = 0;
  let first: Pick<Gathered, 'shape' | 'layers'> | undefined;
  let warnings: readonly OperandoWarning[] = [];
  const progress = progressOf(context, 'fitting');
  const pace = createPacer(context.signal);
  for await (const block of source.blocks({ frames: 1, signal: context.signal })) {
    if (first === undefined) {
      const { shape, layers } = layerSums(block, options);
      first = { shape, layers };
      warnings = wholeCounts(flatValues(block.signal));
    }
    if (mapper === undefined) sums.push(...layerSums(block, options).sums);
    own?.add(block);
    const { rows, columns } = first.shape;
    const low = given ?? own?.finish();
    const inBlock = Array.from(block.time.start.keys());
    mapper?.add(
      block,
      low === undefined ? undefined : inBlock.map((f) => lowLossOf(low, frames + f, rows * columns).shifts),
    );
    frames += inBlock.length;
    outlines.push(frameOutline({ ...block, provenance: block.provenance }));
    progress(frames, source.frames);
    await pace();
  }
  if (first === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
  const lowLoss = given ?? own?.finish();
  const maps = mapper?.finish();
  return {
    ...first,
    energies: source.axis.values,
    sums: maps === undefined ? sums : maps.frames.map((frame) => frame.sums),
    outline: concatenateSeries(outlines),
    ...(maps === undefined ? {} : { maps }),
    ...(lowLoss === undefined ? {} : { lowLoss }),
    warnings: [
      ...warnings,
      ...(maps === undefined ? [] : mapWarnings(maps, mapping!, lowLoss !== undefined && options.align === 'auto')),
      ...(lowLoss === undefined ? [] : lowLossWarnings(lowLoss)),
    ],
  };
}

/** What was used, for the provenance. */
function stepsOf({ maps, lowLoss }: Gathered, options: EelsOptions): ProvenanceStep[] {
  const {
    edges,
    background,
    range,
    method,
    align,
    mostShift,
    countsPerElectron,
    spikes,
    layers,
    along,
    whiteLines,
    front,
  } = options;
  return [
    ...(lowLoss === undefined
      ? []
      : [usedStep('energy-loss-map/thicknessMap', { zeroLossEnd: lowLoss.end, countsPerElectron })]),
    ...(maps === undefined
      ? []
      : [
          usedStep('energy-loss-map/mapEdges', {
            edges,
            background: { ...background, exponent: maps.exponent },
            range,
            method,
            align,
            mostShift,
            countsPerElectron,
            spikes,
            layers,
            along,
            scales: maps.contents.map(({ name, scale: { value, stderr } }) => ({ name, value, stderr })),
          }),
        ]),
    ...(whiteLines === undefined ? [] : [usedStep('energy-loss-map/whiteLineRatio', whiteLines)]),
    ...(front === undefined || maps === undefined ? [] : [usedStep('energy-loss-map/fitFront', front)]),
  ];
}

/** Fit maps as they are read, bring the cycler to them. */
export async function analyseEels(input: EelsInput, options: EelsOptions, context: RunContext): Promise<EelsAnalysis> {
  const gathered = await gather(input, options, context);
  const { outline, maps, shape, layers, energies, sums, lowLoss } = gathered;
  const { series, warnings, ...joined } = joinCycler(outline, input.cycler, options);
  const profiles = maps === undefined ? [] : maps.contents.map((_, k) => interfaceProfiles(maps, k, options.along));
  const fronts = frontsOf(options, gathered, profiles);
  const dose = doseOf(options, series, shape);
  return {
    ...joined,
    series,
    shape,
    layers,
    energies,
    sums,
    profiles,
    whiteLines: whiteLinesOf(options, gathered),
    ...(maps === undefined ? {} : { maps }),
    ...(fronts === undefined ? {} : { fronts }),
    ...(lowLoss === undefined ? {} : { lowLoss }),
    ...(dose === undefined ? {} : { dose }),
    steps: [...series.provenance, ...stepsOf(gathered, options)],
    warnings: [...seriesWarnings(series), ...warnings, ...gathered.warnings],
  };
}

/** Middle of the time in which each pixel of a frame was measured, row after row, seconds after the first frame began. */
export function pixelTimes(
  { series: { time }, shape }: Pick<EelsAnalysis, 'series' | 'shape'>,
  frame: number,
): Float64Array {
  const pixels = shape.rows * shape.columns;
  const begin = time.start[frame]! - time.start[0]!;
  const dwell = time.duration[frame]! / pixels;
  const middle = frameMiddles(time)[frame]! - time.start[0]!;
  // Without a duration all that is known is when the map was measured.
  return Float64Array.from({ length: pixels }, (_, p) => (dwell > 0 ? begin + (p + 0.5) * dwell : middle));
}
