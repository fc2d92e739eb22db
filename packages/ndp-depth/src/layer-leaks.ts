import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { KeptFrame } from './count-frames.js';
import type { DepthAxis } from './depth-axis.js';
import type { ConcentrationProfile } from './profile.js';
import { responseMatrix } from './response-matrix.js';
import { exposureOf, sensitivityOf } from './sensitivity.js';
import type { Geometry } from './sensitivity.js';

/** Atoms that a method leaves in another layer than theirs, since it does not take the resolution out. */
export interface LayerLeak {
  readonly layer: number;
  /** Too many in this layer, per cm2; below 0 where it has too few. */
  readonly atoms: number;
}

/** Least leak, in parts of all atoms, that is told: what layers that are not evenly full leak besides is not known better. */
const leastTold = 1e-3;

/** What counts are made of. */
export interface CountingSetup {
  readonly axes: readonly DepthAxis[];
  /** keV. */
  readonly channelEdges: Float64Array;
  readonly geometry: Geometry;
  /** Share of the neutrons that reach each depth bin. */
  readonly transmission: ArrayLike<number> | undefined;
  /** Counts per live second without a sample. */
  readonly background: ArrayLike<number> | undefined;
}

/** Counts without noise of layers that are evenly full of what was found in them. */
function evenCounts(
  { axes, channelEdges, geometry, transmission, background }: CountingSetup,
  { depthEdges, layer, layers }: ConcentrationProfile,
  frame: KeptFrame,
): Float64Array {
  const { values, channels, bins } = responseMatrix(axes, channelEdges, depthEdges);
  const factor = 1e-4 * sensitivityOf(geometry).value * exposureOf(frame, geometry);
  const thickness = layers.map((_, k) =>
    layer.reduce((sum, own, j) => (own === k ? sum + 1e-4 * (depthEdges[j + 1]! - depthEdges[j]!) : sum), 0),
  );
  const even = Float64Array.from(layer, (own, j) =>
    Math.max(0, (layers[own]!.value / thickness[own]!) * (transmission?.[j] ?? 1)),
  );
  return Float64Array.from({ length: channels }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < bins; j++) if (even[j]! > 0) sum += values[i * bins + j]! * even[j]!;
    return factor * sum + (background?.[i] ?? 0) * frame.liveTime;
  });
}

/**
 * Layers whose atoms a method gets wrong by more than the standard error of one spectrum, because it leaves the resolution in: told by what it makes of
 * counts without noise, of layers as full as they were found.
 *
 * @param sum All frames together. @param spectra How many profiles there are of them.
 * @param convert The method.
 */
export function layerLeaks(
  setup: CountingSetup,
  sum: KeptFrame,
  spectra: number,
  convert: (frame: KeptFrame) => ConcentrationProfile | undefined,
): LayerLeak[] {
  const found = convert(sum);
  if (found === undefined) return [];
  const counts = evenCounts(setup, found, sum);
  const again = convert({ ...sum, counts, mask: undefined });
  return found.layers.flatMap(({ value, stderr }, layer) => {
    const atoms = again === undefined ? Number.NaN : again.layers[layer]!.value - Math.max(0, value);
    return Math.abs(atoms) > Math.max(stderr * Math.sqrt(spectra), leastTold * found.total.value)
      ? [{ layer, atoms }]
      : [];
  });
}

/** Layers with the statuses that they have for it: `doubtful` in place of `converged`. */
export function doubtedByLeaks<Layer extends { readonly status: Uint8Array }>(
  leaks: readonly LayerLeak[],
  layers: readonly Layer[],
): Layer[] {
  return layers.map((own, k) =>
    leaks.some(({ layer }) => layer === k)
      ? { ...own, status: own.status.map((each) => (each === statusOf.converged ? statusOf.doubtful : each)) }
      : own,
  );
}

/** What is told of them. @param names Of the layers. */
export function leakWarnings(leaks: readonly LayerLeak[], names: readonly string[]): OperandoWarning[] {
  if (leaks.length === 0) return [];
  const each = leaks.map(
    ({ layer, atoms }) => `${names[layer]!} ${Math.abs(atoms).toExponential(1)} too ${atoms > 0 ? 'many' : 'few'}`,
  );
  return [
    {
      code: 'resolution-left-in',
      message: `The method leaves the resolution in, and atoms in layers that they are not of: about ${each.join(', ')} per cm2, more than the errors say. Use method tikhonov (command: --method tikhonov), or believe sums of neighbouring layers only.`,
    },
  ];
}
