import { backgroundTerms } from './basis.js';
import { edgeFunction } from './edge-shape.js';
import { twoWindowFitter } from './map-plan.js';
import type { MapGeometry, TemplateParts } from './map-plan.js';
import type { EdgeMapOptions } from './options.js';
import { channelsBetween } from './power-law.js';
import { spectrumFit } from './spectrum-fit.js';

/** Where the window before the edges begins, in widths of it, and how much of what is behind is used. */
const starts = [0, 0.1, 0.2, 0.3, 0.4];
const widths = [1, 0.9, 0.8];

/** Ratios of a layer's edges under other choices of the energies, by the sum of its spectra and its shift. */
export type WindowSpread = (sum: Float64Array, layer: number, shift: number) => Float64Array;

/** Standard deviation. */
function scatterOf(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

/** For each edge its place among those of a layer; -1 where the layer has it not. */
function edgesOf({ edges }: EdgeMapOptions, layer: string): number[] {
  return edges.flatMap(({ layers }, k) => (layers === undefined || layers.includes(layer) ? [k] : []));
}

/**
 * Sums of layers fitted by templates over other energies: for each edge the standard deviation of its ratio over 5 begins and 3 widths,
 * with all that follows from their having other counts in part. Ratios are to the background of one window throughout.
 */
export function templateSpread(
  { energies, layers }: MapGeometry,
  options: EdgeMapOptions,
  parts: TemplateParts,
): WindowSpread {
  const [low, high] = options.background.window;
  const end = parts.from + parts.points;
  const onset = Math.max(...options.edges.map((edge) => edgeFunction(edge).onset));
  const last = energies[end - 1]!;
  const ranges = starts.flatMap((start) =>
    widths.map((width) => {
      const chosen = channelsBetween(energies, [low + start * (high - low), onset + width * (last - onset)]);
      const from = Math.max(parts.from, chosen.from);
      return { from, points: (width === 1 ? end : Math.min(end, chosen.to)) - from };
    }),
  );
  const fitters = layers.map(({ name }) => {
    const own = edgesOf(options, name);
    const whole = parts.basisOf(own);
    return {
      own,
      sums: whole.table.sums(parts.before),
      whole: spectrumFit(whole, parts.gain),
      others: ranges.map(({ from, points }) => ({
        from,
        fit: spectrumFit(parts.basisOf(own, from, points), parts.gain),
      })),
    };
  });
  return (sum, layer, shift) => {
    const { own, sums, whole, others } = fitters[layer]!;
    const out = new Float64Array(options.edges.length).fill(Number.NaN);
    whole.step(sum, parts.from, shift, undefined, undefined);
    const before = whole.amplitudes.slice();
    const ratios = others.map(({ from, fit }) => {
      fit.step(sum, from, shift, before, undefined);
      let background = 0;
      for (let j = 0; j < backgroundTerms; j++) background += sums[j]! * fit.amplitudes[j]!;
      return own.map((_, k) => fit.amplitudes[backgroundTerms + k]! / background);
    });
    own.forEach((edge, k) => (out[edge] = scatterOf(ratios.map((each) => each[k]!))));
    return out;
  };
}

/** The same of edges over a power law: the window before the edges is chosen otherwise, that of the edge stays. */
export function twoWindowSpread(geometry: MapGeometry, options: EdgeMapOptions): WindowSpread {
  const { background } = options;
  const [low, high] = background.window;
  const alone = { ...geometry, shape: { ...geometry.shape, rows: 1, columns: 1 } };
  const fits = starts.flatMap((start) =>
    widths.map((width) => {
      const begin = low + start * (high - low);
      const window = [begin, begin + width * (high - begin)] as const;
      return twoWindowFitter(alone, { ...options, background: { ...background, window } });
    }),
  );
  return (sum) => {
    const found = fits.map((fit) => fit({ counts: sum }));
    // Other windows before the edge hold other counts: those of the edge are compared.
    const counts = (frame: (typeof found)[number]): number => frame.background[0]!;
    return Float64Array.from(options.edges, (_, k) =>
      scatterOf(found.map((frame) => (frame.ratios[k]![0]! * counts(frame)) / counts(found[0]!))),
    );
  };
}
