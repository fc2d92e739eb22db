import { statusOf, worseStatus } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { withInterfaces } from './depth-model.js';
import type { DepthModel } from './depth-model.js';
import { finestResolution, isEmptyAbout, likelihoodOf } from './find-interfaces.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { likeliestEdge } from './likeliest-edge.js';
import type { LikeliestEdge } from './likeliest-edge.js';

/** An interface that was taken for sharp, and is not by the counts. */
export interface SoftInterface {
  /** Number of the layer above it. */
  readonly above: number;
  readonly depth: number;
  /** Standard deviation in um that the counts ask for, roughly. */
  readonly width: number;
}

/** Widths that are tried from the least on, in parts of the depth resolution (full width at half maximum). */
const tried = [0.04, 0.08, 0.16, 0.32, 0.64] as const;
/**
 * How much likelier, in twice the logarithm, a width must make the counts: structure inside of layers near sharp interfaces
 * (films, dead layers, fronts, gradients) reached 25 on simulated cells, interfaces of a tenth of the resolution and more 40 to 600.
 */
const worthIt = 30;
/** Beyond a width that makes them so much less likely, wider ones are not tried. */
const hopeless = 10;

/** What a width of one interface makes of a spectrum. */
interface FoundWidth {
  readonly width: number;
  /** By how much likelier the counts are, in twice the logarithm. */
  readonly gain: number;
}

/** The width of one interface that makes the counts likeliest, where that is worth it. @param start Profile to begin at. */
function widthOf(
  sharp: DepthModel,
  above: number,
  data: GatheredSpectrum,
  lambda: number,
  { finest, best, start }: { readonly finest: number; readonly best: number; readonly start?: Float64Array },
): FoundWidth | undefined {
  let found: FoundWidth | undefined;
  for (const part of tried) {
    const width = part * finest;
    const widths = sharp.interfaceWidths.map((_, k) => (k === above ? width : 0));
    const gain = best - likelihoodOf(withInterfaces(sharp, widths), data, lambda, start);
    if (gain > (found?.gain ?? worthIt)) found = { width, gain };
    else if (gain < -hopeless) break;
  }
  return found;
}

/** How edges inside of layers are looked at. */
export interface EdgesOfLayers {
  /** keV, of the model's rows. */
  readonly rowEdges: Float64Array;
  /** The model of the sample with a layer cut in two at an edge; undefined where it has other rows, or bins that were given. */
  readonly cutAt: (edge: LikeliestEdge) => DepthModel | undefined;
}

/**
 * Interfaces that are not as sharp as the model has them, by the sum of all frames. Lithium that ends, or jumps, near a sharp interface
 * (a dead layer, a film) looks like a width to profiles that are smooth on both sides: where an edge inside of a layer beside the
 * interface makes the counts far likelier than the width does, and no width is asked for any more once that edge is there, it is told
 * as none. An edge that something else asks for (a line) leaves a width that is there.
 *
 * @param lambda Even strength of smoothing.
 */
export function softInterfaces(
  sharp: DepthModel,
  data: GatheredSpectrum,
  lambda: number,
  { rowEdges, cutAt }: EdgesOfLayers,
): SoftInterface[] {
  const start = byTikhonov(data, sharp, { lambda, tolerance: 1e-6 }).x;
  const best = likelihoodOf(sharp, data, lambda, start);
  const isOfEdge = (above: number, finest: number, { gain }: FoundWidth): boolean => {
    const [edge] = [above, above + 1]
      .flatMap((layer) => likeliestEdge(sharp, rowEdges, layer, data, lambda) ?? [])
      .toSorted((a, b) => a.merit - b.merit);
    if (edge === undefined || !(best - edge.merit > gain + worthIt)) return false;
    const cut = cutAt(edge);
    if (cut === undefined) return false;
    const place = edge.layer === above ? above + 1 : above;
    const inCut = { finest, best: likelihoodOf(cut, data, lambda) };
    return widthOf(cut, place, data, lambda, inCut) === undefined;
  };
  return sharp.axes[0]!.layers.slice(0, -1).flatMap(({ bottom: depth }, above) => {
    const finest = finestResolution(sharp, depth);
    if (finest === undefined || isEmptyAbout(sharp, { ...data, x: start }, depth, finest)) return [];
    const found = widthOf(sharp, above, data, lambda, { finest, best, start });
    if (found === undefined || isOfEdge(above, finest, found)) return [];
    return [{ above, depth, width: found.width }];
  });
}

/** Layers with the statuses that they have beside such interfaces: `doubtful` where nothing worse is known. */
export function doubtedBeside<Layer extends { readonly status: Uint8Array }>(
  soft: readonly SoftInterface[],
  layers: readonly Layer[],
): Layer[] {
  return layers.map((layer, k) =>
    soft.some(({ above }) => above === k || above === k - 1)
      ? { ...layer, status: layer.status.map((each) => worseStatus(each, statusOf.doubtful)) }
      : layer,
  );
}

/** What is told of them. @param names Of the layers. */
export function softInterfaceWarnings(soft: readonly SoftInterface[], names: readonly string[]): OperandoWarning[] {
  return soft.map(({ above, depth, width }) => ({
    code: 'interface-not-sharp',
    message: `The interface of ${names[above]!} and ${names[above + 1]!} at ${depth.toFixed(2)} um was taken for sharp, but the counts ask for one of about ${width.toPrecision(1)} um: atoms of both layers may be wrong by more than their errors. Let widths be found by interfaceWidth evidence (command: --interface-width evidence), or give them.`,
  }));
}
