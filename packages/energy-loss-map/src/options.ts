import type { EdgeLine, EdgeShape } from './edge-shape.js';

/** Pixels of a map that belong together, along one direction: an electrode, an electrolyte. */
export interface MapLayer {
  /** What it is called in the results. */
  readonly name: string;
  /** First pixel along the direction that layers follow each other in, from 0. */
  readonly from: number;
  /** Last pixel, included. */
  readonly to: number;
}

/** Where the content of an element is known. */
export interface KnownContent {
  /** Layer in which it is known; all pixels without one. */
  readonly layer?: string | undefined;
  /** First and last frame in which it is known, from 0. @default [0, 0] */
  readonly frames?: readonly [number, number] | undefined;
  /** The content there. */
  readonly value: number;
  /** Standard error of it. @default 0 */
  readonly stderr?: number | undefined;
}

/** One edge: its shape, where it is, and where its content is known. */
export interface MapEdge extends EdgeShape {
  /** The element, or what else it is called in results. */
  readonly name: string;
  /** Layers that have it. @default all */
  readonly layers?: readonly string[] | undefined;
  /** Energies that are summed for `two-window`, eV. */
  readonly window?: readonly [number, number] | undefined;
  /** Makes ratios to contents. @default ratios to the background are given */
  readonly known?: KnownContent | undefined;
}

/** What lies under the edges. */
export interface EdgeBackground {
  /** Energies before the first edge: amplitudes are divided by the counts of the background there, eV. */
  readonly window: readonly [number, number];
  /** Of E^-r. @default from the window, in the sum of the first map */
  readonly exponent?: number | undefined;
  /** How far it may vary: exponents r - spread, r, r + spread are mixed. @default 0.4 */
  readonly spread?: number | undefined;
}

/** Options of `mapEdges`. */
export interface EdgeMapOptions {
  /** That are fitted together. */
  readonly edges: readonly MapEdge[];
  /** What lies under them. */
  readonly background: EdgeBackground;
  /** Energies that are fitted, eV. @default from the begin of the background's window to 35 eV behind the last onset */
  readonly range?: readonly [number, number] | undefined;
  /** Parts of the map whose contents are summed. @default one, of all pixels */
  readonly layers?: readonly MapLayer[] | undefined;
  /** Direction in which layers follow each other. @default 'column' */
  readonly along?: 'column' | 'row' | undefined;
  /**
   * `templates`: background and all edges fitted together; `two-window`: a power law before the edge, extrapolated and subtracted
   * (other edges in its window are counted with it). @default 'templates'
   */
  readonly method?: 'templates' | 'two-window' | undefined;
  /**
   * How energies are aligned: `auto` by the zero loss where there are shifts of it, else by the edges themselves; `edges`; `none`.
   * Axes are shifted, never counts. For templates. @default 'auto'
   */
  readonly align?: 'auto' | 'edges' | 'none' | undefined;
  /** Largest shift that is looked for, eV. @default 2 */
  readonly mostShift?: number | undefined;
  /** Counts of the detector for each electron: variances are this times the counts. @default 1 */
  readonly countsPerElectron?: number | undefined;
  /** Single channels that stand far above those of the neighbouring pixels: not used, or used. @default 'leave-out' */
  readonly spikes?: 'leave-out' | 'keep' | undefined;
}

/** What this package takes from a model file, interface by interface: a schema can be held against each, key by key. */
export interface EnergyLossOptionTypes {
  /** All of them. */
  readonly options: EdgeMapOptions;
  /** Of one edge. */
  readonly edge: MapEdge;
  /** A line beside its step. */
  readonly line: EdgeLine;
  /** Where a content is known. */
  readonly known: KnownContent;
  /** What lies under the edges. */
  readonly background: EdgeBackground;
  /** Of one layer. */
  readonly layer: MapLayer;
}
