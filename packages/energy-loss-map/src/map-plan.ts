import { OperandoError } from '@operando/core';
import { edgeBasis, edgeTable } from './basis.js';
import type { EdgeBasis, EdgeTable } from './basis.js';
import { backgroundDefaults, edgeMapDefaults } from './defaults.js';
import { edgeFunction } from './edge-shape.js';
import type { EdgeFunction } from './edge-shape.js';
import { edgeFitter } from './edge-fitter.js';
import type { KnownShifts } from './edge-fitter.js';
import type { EdgeFrame } from './edge-frame.js';
import { layerNamed } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MapFrame, MapShape } from './map-frame.js';
import type { EdgeMapOptions } from './options.js';
import { channelsBetween, powerLawBackground } from './power-law.js';
import { twoWindowFrame } from './two-window-frame.js';

/** Maps of one kind: their size, energies and layers. */
export interface MapGeometry {
  readonly shape: MapShape;
  readonly energies: Float64Array;
  readonly layers: readonly LayerPixels[];
}

/** The energies of a window. @throws OperandoError `outside-range` for one that spectra do not hold. */
function expectInside(energies: Float64Array, [low, high]: readonly [number, number], parameter: string): void {
  const step = energies[1]! - energies[0]!;
  if (low >= energies[0]! - step && high <= energies.at(-1)! + step) return;
  throw new OperandoError(
    'outside-range',
    `the spectra go from ${energies[0]!.toPrecision(6)} to ${energies.at(-1)!.toPrecision(6)} eV, and ${low} to ${high} eV are wanted.`,
    { where: { parameter }, cure: 'Give energies that were measured.' },
  );
}

/** Onsets among the energies that are fitted: the step of any other is not seen. @throws OperandoError `outside-range`. */
function expectOnsets(
  edges: EdgeMapOptions['edges'],
  functions: readonly Pick<EdgeFunction, 'onset'>[],
  used: Float64Array,
): void {
  functions.forEach(({ onset }, k) => {
    const isBefore = edges[k]!.spectrum === undefined && onset < used[0]!;
    if (!isBefore && !(onset > used.at(-1)!)) return;
    throw new OperandoError(
      'outside-range',
      `${edges[k]!.name} begins at ${onset} eV, outside the ${used[0]} to ${used.at(-1)} eV that are fitted.`,
      {
        where: { parameter: `edges[${k}].onset` },
        cure: 'Correct the onset or the energies (energy), widen range, or leave the edge out.',
      },
    );
  });
}

/** What the background's exponent is: as given, or that of the window in a spectrum. @throws OperandoError `outside-range`, `too-few-points`. */
export function exponentOf(
  { background }: EdgeMapOptions,
  { energies }: Pick<MapGeometry, 'energies'>,
  sum: Float64Array,
): number {
  expectInside(energies, background.window, 'background.window');
  if (background.exponent !== undefined) return background.exponent;
  const { exponent } = powerLawBackground(energies, sum, channelsBetween(energies, background.window));
  if (Number.isFinite(exponent)) return exponent;
  throw new OperandoError('too-few-points', 'the window before the edges holds no counts.', {
    where: { parameter: 'background.window' },
    cure: 'Give a window inside of the spectra, or the exponent.',
  });
}

/** Which edges each pixel has, as kinds of pixels that share them. */
function kindsOf({ shape, layers }: MapGeometry, { edges }: EdgeMapOptions): { kinds: Uint8Array; sets: number[][] } {
  const pixels = shape.rows * shape.columns;
  const present = edges.map(({ layers: names }) => {
    if (names === undefined) return new Uint8Array(pixels).fill(1);
    const own = new Uint8Array(pixels);
    for (const name of names) for (const p of layerNamed(layers, name, 'edges.layers').pixels) own[p] = 1;
    return own;
  });
  const sets: number[][] = [];
  const numbers = new Map<string, number>();
  const kinds = new Uint8Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const own = edges.flatMap((_, k) => (present[k]![p] === 1 ? [k] : []));
    const key = own.join();
    let kind = numbers.get(key);
    if (kind === undefined) {
      kind = sets.push(own) - 1;
      numbers.set(key, kind);
    }
    kinds[p] = kind;
  }
  return { kinds, sets };
}

/** Fits a map at the energies of these options. */
export type FitFrame = (frame: MapFrame, known?: KnownShifts) => EdgeFrame;

/** How far behind the last onset spectra are fitted where nobody says, eV: farther off, one power law is no background any more. */
const behindEdges = 35;

/** What templates are fitted with. */
export interface TemplateParts {
  /** First channel that is fitted, and how many are. */
  readonly from: number;
  readonly points: number;
  /** Functions of some edges, by their places; over other channels than all where these are given. */
  readonly basisOf: (own: readonly number[], from?: number, points?: number) => EdgeBasis;
  /** Energies of the window before the edges. */
  readonly before: Float64Array;
  readonly gain: number;
  readonly mostShift: number;
}

/** The functions of a fit by templates. @throws OperandoError `outside-range`, `too-few-points`, `invalid-argument`. */
export function templateParts(geometry: MapGeometry, options: EdgeMapOptions, exponent: number): TemplateParts {
  const { energies } = geometry;
  const { edges, background } = options;
  const functions = edges.map(edgeFunction);
  const last = Math.max(...functions.map(({ onset }) => onset));
  const range = options.range ?? [background.window[0], last + behindEdges];
  if (options.range !== undefined) expectInside(energies, options.range, 'range');
  const { from, to } = channelsBetween(energies, range);
  const mostShift = options.mostShift ?? edgeMapDefaults.mostShift;
  const used = energies.subarray(from, to);
  const fewest = 4 + functions.length;
  if (used.length <= fewest)
    throw new OperandoError('too-few-points', `${used.length} channels are fitted with ${fewest - 1} terms.`, {
      where: { parameter: 'range' },
      cure: 'Give a wider range of energies.',
    });
  expectOnsets(edges, functions, used);
  const law = { exponent, spread: background.spread ?? backgroundDefaults.spread };
  const window = channelsBetween(energies, background.window);
  const tables = new Map<string, EdgeTable>();
  const tableOf = (own: readonly number[]): EdgeTable => {
    const key = own.join();
    const table =
      tables.get(key) ??
      edgeTable(
        used,
        own.map((k) => functions[k]!),
        law,
        mostShift,
      );
    tables.set(key, table);
    return table;
  };
  return {
    from,
    points: used.length,
    basisOf: (own, first = from, points = used.length) => edgeBasis(tableOf(own), first - from, points),
    before: energies.subarray(window.from, window.to),
    gain: options.countsPerElectron ?? edgeMapDefaults.countsPerElectron,
    mostShift,
  };
}

/** A function that fits maps by templates. @throws OperandoError `invalid-argument` for layers that are not there. */
export function templateFitter(geometry: MapGeometry, options: EdgeMapOptions, parts: TemplateParts): FitFrame {
  const { kinds, sets } = kindsOf(geometry, options);
  return edgeFitter({
    ...parts,
    shape: geometry.shape,
    bases: sets.map((own) => ({ basis: parts.basisOf(own), edges: own })),
    kinds,
    edges: options.edges.length,
  });
}

/** A function that integrates edges over a power law. @throws OperandoError `invalid-argument` without windows, `outside-range`. */
export function twoWindowFitter({ energies, shape }: MapGeometry, options: EdgeMapOptions): FitFrame {
  const { edges, background } = options;
  const gain = options.countsPerElectron ?? edgeMapDefaults.countsPerElectron;
  const windows = edges.map(({ name, window }, k) => {
    if (window === undefined)
      throw new OperandoError('invalid-argument', `two-window needs a window of ${name}.`, {
        where: { parameter: `edges[${k}].window` },
        cure: 'Give the energies that are summed, as window: [54.5, 59.5].',
      });
    expectInside(energies, window, `edges[${k}].window`);
    return channelsBetween(energies, window);
  });
  const plan = { shape, energies, before: channelsBetween(energies, background.window), windows, gain };
  return (frame) => twoWindowFrame(plan, frame);
}
