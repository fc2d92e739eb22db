import type { DepthModel } from './depth-model.js';
import { strengths } from './find-interfaces.js';
import { canHaveFront, frontModelsOf } from './front-models.js';
import { bestPlace, placesOf } from './front-places.js';
import type { GatheredSpectrum } from './inversion.js';
import type { NdpSample } from './sample.js';

/** An edge inside of a layer, at the depth that suits a spectrum best. */
export interface LikeliestEdge {
  /** Number of the layer. */
  readonly layer: number;
  /** um. */
  readonly depth: number;
  /** Minus twice the logarithm of the marginal likelihood, paid for by the places that were tried. */
  readonly merit: number;
}

/**
 * The edge that makes a spectrum likeliest: the layer in two pieces that know nothing of each other.
 *
 * @param rowEdges keV, of the model's rows. @param lambda Even strength of smoothing.
 * @returns Undefined for a layer too thin for one.
 */
export function likeliestEdge(
  sharp: DepthModel,
  rowEdges: Float64Array,
  layer: number,
  data: GatheredSpectrum,
  lambda: number,
): LikeliestEdge | undefined {
  if (!canHaveFront(sharp, layer)) return undefined;
  const models = frontModelsOf(sharp, rowEdges, layer, 0);
  const price = 2 * Math.log(models.depths.length);
  return strengths
    .map((factor): LikeliestEdge => {
      const { place, around } = bestPlace(models, placesOf(models, data, lambda * factor), undefined);
      return { layer, depth: models.depths[place]!, merit: around.merit(place) + price };
    })
    .reduce((a, b) => (b.merit < a.merit ? b : a));
}

/** The sample with a layer in two of the same material, which meet at a depth inside of it. @param top Depth of the layer's upper face, um. */
export function cutSample(
  sample: NdpSample,
  { layer, depth }: Pick<LikeliestEdge, 'layer' | 'depth'>,
  top: number,
): NdpSample {
  const layers = sample.layers.flatMap((own, k) =>
    k === layer
      ? [
          { ...own, thickness: depth - top, thicknessStderr: 0, roughness: 0 },
          { ...own, thickness: own.thickness - (depth - top) },
        ]
      : [own],
  );
  return { ...sample, layers };
}
