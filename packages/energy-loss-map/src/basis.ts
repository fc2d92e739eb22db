import type { EdgeFunction } from './edge-shape.js';

/** Points of the tables for each channel: interpolation between them errs by less than 1e-4 of an edge 0.3 eV wide. */
const perChannel = 16;

/** Functions of the energy loss that a spectrum is a sum of, tabulated so that they can be shifted quickly. */
export interface EdgeBasis {
  /** How many: three of the background, then the edges. */
  readonly terms: number;
  /** How many channels are fitted. */
  readonly points: number;
  /** Fill values and slopes, channel after channel, for energies that read `shift` eV too high. */
  shifted(shift: number, values: Float64Array, slopes: Float64Array): void;
  /** Sum of every term over energies, unshifted. */
  sums(energies: Float64Array): Float64Array;
}

/** Terms of the background. */
export const backgroundTerms = 3;

/**
 * (E / E0)^-r with what lets its exponent vary: the span of exponents r - d, r and r + d, as value, difference and second difference
 * (in the first form the three are hardly told apart).
 */
function backgroundValues(energy: number, middle: number, exponent: number, spread: number, out: Float64Array): void {
  const ratio = Math.log(Math.max(energy, 1e-3) / middle);
  const value = Math.exp(-exponent * ratio);
  out[0] = value;
  out[1] = value * Math.sinh(spread * ratio);
  out[2] = value * (Math.cosh(spread * ratio) - 1);
}

/**
 * The functions of a fit over some channels.
 *
 * @param energies Of the channels that are fitted, eV, increasing.
 * @param most Largest shift, eV.
 */
export function edgeBasis(
  energies: Float64Array,
  edges: readonly EdgeFunction[],
  { exponent, spread }: { readonly exponent: number; readonly spread: number },
  most: number,
): EdgeBasis {
  const points = energies.length;
  const terms = backgroundTerms + edges.length;
  const [first, last] = [energies[0]!, energies[points - 1]!];
  const middle = Math.sqrt(first * last);
  const step = (last - first) / ((points - 1) * perChannel);
  const origin = first - most - step;
  const size = Math.ceil((last - first + 2 * most) / step) + 4;
  const fill = (energy: number, out: Float64Array): void => {
    backgroundValues(energy, middle, exponent, spread, out);
    for (let k = 0; k < edges.length; k++) out[backgroundTerms + k] = edges[k]!.value(energy);
  };
  const table = new Float64Array(size * terms);
  for (let i = 0; i < size; i++) fill(origin + i * step, table.subarray(i * terms, (i + 1) * terms));
  return {
    terms,
    points,
    shifted(shift, values, slopes) {
      const scale = 1 / step;
      for (let i = 0, o = 0; i < points; i++) {
        const place = (energies[i]! - shift - origin) * scale;
        const low = Math.min(size - 2, Math.max(0, Math.floor(place)));
        const share = place - low;
        const at = low * terms;
        for (let j = 0; j < terms; j++, o++) {
          const value = table[at + j]!;
          const rise = table[at + terms + j]! - value;
          values[o] = value + share * rise;
          slopes[o] = rise * scale;
        }
      }
    },
    sums(over) {
      const [total, each] = [new Float64Array(terms), new Float64Array(terms)];
      for (const energy of over) {
        fill(energy, each);
        for (let j = 0; j < terms; j++) total[j]! += each[j]!;
      }
      return total;
    },
  };
}
