import type { EdgeFunction } from './edge-shape.js';

/** Points of the tables for each channel: interpolation between them errs by less than 1e-4 of an edge 0.3 eV wide. */
const perChannel = 16;

/** Functions of the energy loss that a spectrum is a sum of, tabulated so that they can be shifted quickly. */
export interface EdgeTable {
  /** How many: three of the background, then the edges. */
  readonly terms: number;
  /** Energy of the first channel, and step of the channels, eV. */
  readonly first: number;
  readonly step: number;
  /** Energy at the first point of the tables, eV. */
  readonly origin: number;
  /** A table for each term. */
  readonly columns: readonly Float64Array[];
  /** Sum of every term over energies, unshifted. */
  sums(energies: Float64Array): Float64Array;
}

/** The functions over some of the channels. */
export interface EdgeBasis {
  readonly table: EdgeTable;
  readonly terms: number;
  /** How many channels are fitted. */
  readonly points: number;
  /** Fill values and slopes of every term, term after term, for energies that read `shift` eV too high. */
  shifted(shift: number, values: Float64Array, slopes: Float64Array): void;
}

/** Terms of the background. */
export const backgroundTerms = 3;

/**
 * (E / E0)^-r with what lets its exponent vary: the span of exponents r - d, r and r + d, as value, difference and second difference
 * (in the first form the three are hardly told apart).
 */
function backgroundAt(energy: number, middle: number, exponent: number, spread: number, term: number): number {
  const ratio = Math.log(Math.max(energy, 1e-3) / middle);
  const value = Math.exp(-exponent * ratio);
  if (term === 0) return value;
  return term === 1 ? value * Math.sinh(spread * ratio) : value * (Math.cosh(spread * ratio) - 1);
}

/**
 * Tables of the functions of a fit.
 *
 * @param energies Of the channels that may be fitted, evenly spaced, eV.
 * @param most Largest shift, eV.
 */
export function edgeTable(
  energies: Float64Array,
  edges: readonly EdgeFunction[],
  { exponent, spread }: { readonly exponent: number; readonly spread: number },
  most: number,
): EdgeTable {
  const points = energies.length;
  const [first, last] = [energies[0]!, energies[points - 1]!];
  const middle = Math.sqrt(first * last);
  const step = (last - first) / (points - 1);
  const fine = step / perChannel;
  const origin = first - most - 2 * fine;
  const size = Math.ceil((last - first + 2 * most) / fine) + 6;
  const terms = backgroundTerms + edges.length;
  const valueOf = (term: number, energy: number): number =>
    term < backgroundTerms
      ? backgroundAt(energy, middle, exponent, spread, term)
      : edges[term - backgroundTerms]!.value(energy);
  return {
    terms,
    first,
    step,
    origin,
    columns: Array.from({ length: terms }, (_, term) =>
      Float64Array.from({ length: size }, (__, i) => valueOf(term, origin + i * fine)),
    ),
    sums: (over) =>
      Float64Array.from({ length: terms }, (_, term) => over.reduce((sum, energy) => sum + valueOf(term, energy), 0)),
  };
}

/**
 * The functions of a table over some of its channels.
 *
 * @param from First channel, as the table counts them. @param points How many.
 */
export function edgeBasis(table: EdgeTable, from: number, points: number): EdgeBasis {
  const { terms, first, step, origin, columns } = table;
  const scale = perChannel / step;
  return {
    table,
    terms,
    points,
    shifted(shift, values, slopes) {
      // All channels lie alike between two points of the tables.
      const place = (first + from * step - shift - origin) * scale;
      const low = Math.floor(place);
      const share = place - low;
      for (let j = 0, o = 0; j < terms; j++) {
        const column = columns[j]!;
        for (let i = 0, at = low; i < points; i++, o++, at += perChannel) {
          const value = column[at]!;
          const rise = column[at + 1]! - value;
          values[o] = value + share * rise;
          slopes[o] = rise * scale;
        }
      }
    },
  };
}
