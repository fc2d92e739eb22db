import { edgeMapDefaults } from './defaults.js';
import { edgeFunction } from './edge-shape.js';
import type { EdgeFrame } from './edge-fitter.js';
import { frameFitter } from './map-plan.js';
import type { FitFrame, MapGeometry } from './map-plan.js';
import type { EdgeMapOptions } from './options.js';

/** Where the fit begins, in widths of the window before the edges, and how much of what was asked for is used. */
const starts = [0, 0.1, 0.2, 0.3, 0.4];
const widths = [1, 0.9, 0.8];

/** The same options with energies chosen otherwise. */
function otherWindows(options: EdgeMapOptions, energies: Float64Array): EdgeMapOptions[] {
  const [low, high] = options.background.window;
  const end = Math.min(options.range?.[1] ?? Infinity, energies.at(-1)!);
  const last = Math.max(...options.edges.map((edge) => edgeFunction(edge).onset));
  return starts.flatMap((start) =>
    widths.map((width): EdgeMapOptions => {
      const begin = low + start * (high - low);
      if ((options.method ?? edgeMapDefaults.method) === 'two-window') {
        return {
          ...options,
          background: { ...options.background, window: [begin, begin + width * (high - begin)] },
        };
      }
      // Amplitudes go on being divided by the background of one window: only what is fitted changes.
      return { ...options, range: [begin, last + width * (end - last)] };
    }),
  );
}

/**
 * Spectra of layers, summed, under other choices of the energies: for each edge the standard deviation of its ratio over 5 begins and
 * 3 widths, with all that follows from their having other counts in part.
 */
export function windowSpread(
  geometry: MapGeometry,
  options: EdgeMapOptions,
  exponent: number,
): (sum: Float64Array, layer: number, shift: number) => Float64Array {
  const { energies, layers, shape } = geometry;
  const method = options.method ?? edgeMapDefaults.method;
  const one = { rows: 1, columns: 1, channels: shape.channels };
  const fitters = layers.map(({ name }): FitFrame[] => {
    const present = options.edges.map((edge) => ({
      ...edge,
      layers: edge.layers === undefined || edge.layers.includes(name) ? undefined : [],
    }));
    const alone = { shape: one, energies, layers: [] };
    return otherWindows({ ...options, edges: present }, energies).map((each) => frameFitter(alone, each, exponent));
  });
  const edges = options.edges.length;
  return (sum, layer, shift) => {
    const known = { values: Float64Array.of(shift), stderr: Float64Array.of(0) };
    const fits = fitters[layer]!.map((fit): EdgeFrame => fit({ counts: sum }, known));
    return Float64Array.from({ length: edges }, (_, k) => {
      const values = fits.map(({ ratios, background }) => {
        const ratio = ratios[k]![0]!;
        // Other windows before the edge hold other counts: those of the edge are compared.
        return method === 'two-window' ? (ratio * background[0]!) / fits[0]!.background[0]! : ratio;
      });
      const mean = values.reduce((total, value) => total + value, 0) / values.length;
      return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
    });
  };
}
