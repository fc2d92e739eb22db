import { edgeShape, seededRandom } from '@operando/fixtures';

/** Simulated series of species whose truth is known. */
export interface SimulatedSeries {
  readonly energy: Float64Array;
  /** Frames x energies. */
  readonly stack: Float64Array;
  readonly frames: number;
  /** Frames x species. */
  readonly concentrations: Float64Array;
  /** Species x energies. */
  readonly spectra: Float64Array;
  readonly noise: number;
}

/** Absorption of a species: its edge, and a white line and pre-edge peak of its own. */
export function speciesSpectrum(energy: Float64Array, edge: number, whiteLine: number, place: number): Float64Array {
  return energy.map((e) => edgeShape(e, edge) + whiteLine * Math.exp(-0.5 * ((e - edge - place) / 2.2) ** 2));
}

export function speciesSeries(
  concentrations: Float64Array,
  count: number,
  { noise = 0.002, seed = 1, points = 160 } = {},
): SimulatedSeries {
  const random = seededRandom(seed);
  const energy = Float64Array.from({ length: points }, (_, i) => 8325 + (90 * i) / (points - 1));
  const properties: readonly (readonly [number, number, number])[] = [
    [8343.5, 0, 6],
    [8345, 0.35, 5],
    [8347, -0.25, 8],
    [8341, 0.2, 12],
  ];
  const spectra = new Float64Array(count * points);
  for (let k = 0; k < count; k++) spectra.set(speciesSpectrum(energy, ...properties[k]!), k * points);
  const frames = concentrations.length / count;
  const stack = new Float64Array(frames * points);
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) {
      let value = noise * random.normal();
      for (let k = 0; k < count; k++) value += concentrations[f * count + k]! * spectra[k * points + i]!;
      stack[f * points + i] = value;
    }
  }
  return { energy, stack, frames, concentrations, spectra, noise };
}

/**
 * A turns into B, B into C, first order each, the second step from some time on: A is pure before the first, B nearly so
 * in between (all but exp(-10)), C nearly at the end.
 */
export function consecutiveReactions(frames = 90): Float64Array {
  const out = new Float64Array(frames * 3);
  for (let f = 0; f < frames; f++) {
    const a = Math.exp(-Math.max(0, f - 8) / 2.7);
    const left = Math.exp(-Math.max(0, f - 38) / 4.5);
    out[f * 3] = a;
    out[f * 3 + 1] = (1 - a) * left;
    out[f * 3 + 2] = (1 - a) * (1 - left);
  }
  return out;
}
