import { frameMiddles, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, ProvenanceStep, Series } from '@operando/core';
import { fitFront, interfaceProfiles, valenceOf, whiteLineRatio } from '@operando/energy-loss-map';
import type { Front, InterfaceProfiles, MapShape, Valence, WhiteLines } from '@operando/energy-loss-map';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import { gather } from './gather.js';
import type { Gathered } from './gather.js';
import type { EelsInput } from './input.js';
import type { EelsOptions } from './options.js';

/** White lines in the sums of a layer, frame after frame. */
export interface LayerWhiteLines {
  readonly layer: string;
  readonly fits: readonly WhiteLines[];
  /** Where there is a calibration. */
  readonly valences?: readonly Valence[];
}

/** What `eels` computed. */
export interface EelsAnalysis extends Analysed, Omit<Gathered, 'outline'> {
  /** Frames without their spectra, with the cycler joined. */
  readonly series: Series<'energy', 'eV'>;
  /** Of each edge. */
  readonly profiles: readonly InterfaceProfiles[];
  readonly fronts?: readonly Front[];
  readonly whiteLines: readonly LayerWhiteLines[];
  /** Electrons per square angstrom until the end of each frame. */
  readonly dose?: Float64Array;
  readonly electrochemistry?: Electrochemistry;
}

/** White lines of the layers that are asked for. */
function whiteLinesOf(
  { whiteLines, countsPerElectron }: EelsOptions,
  { energies, layers, sums }: Pick<EelsAnalysis, 'energies' | 'layers' | 'sums'>,
): LayerWhiteLines[] {
  if (whiteLines === undefined) return [];
  const { layer: wanted, valence, ...fitting } = whiteLines;
  const chosen = layers.flatMap(({ name }, k) => (wanted === undefined || name === wanted ? [{ name, k }] : []));
  if (chosen.length === 0)
    throw new OperandoError('invalid-argument', `there is no layer ${wanted}.`, {
      where: { parameter: 'whiteLines.layer' },
      cure: `Layers: ${layers.map(({ name }) => name).join(', ')}.`,
    });
  return chosen.map(({ name, k }): LayerWhiteLines => {
    const fits = sums.map((sum) => whiteLineRatio(energies, sum[k]!, fitting, countsPerElectron));
    if (valence === undefined) return { layer: name, fits };
    return { layer: name, fits, valences: fits.map(({ ratio }) => valenceOf(ratio, valence)) };
  });
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

/** What was used, for the provenance. */
function stepsOf({ maps, lowLoss }: Pick<Gathered, 'maps' | 'lowLoss'>, options: EelsOptions): ProvenanceStep[] {
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
  const { outline, warnings: found, ...gathered } = await gather(input, options, context);
  const { maps, shape } = gathered;
  const { series, warnings, ...joined } = joinCycler(outline, input.cycler, options);
  const profiles = maps === undefined ? [] : maps.contents.map((_, k) => interfaceProfiles(maps, k, options.along));
  const fronts = frontsOf(options, gathered, profiles);
  const dose = doseOf(options, series, shape);
  return {
    ...joined,
    ...gathered,
    series,
    profiles,
    whiteLines: whiteLinesOf(options, gathered),
    ...(fronts === undefined ? {} : { fronts }),
    ...(dose === undefined ? {} : { dose }),
    steps: [...series.provenance, ...stepsOf(gathered, options)],
    warnings: [...seriesWarnings(series), ...warnings, ...found],
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
