import type { DepthModel } from './depth-model.js';
import { canHaveFront, frontModelsOf } from './front-models.js';
import { learnBesideFront } from './front-smoothing.js';
import type { SmoothedFronts } from './front-smoothing.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { learnSmoothing } from './learn-smoothing.js';
import { smoothedBy } from './local-smoothing.js';
import type { LocalSmoothing } from './local-smoothing.js';

/** A front that nobody told of. */
export interface UntoldFront extends SmoothedFronts {
  /** Number of its layer. */
  readonly layer: number;
}

/** Least bend of a layer that an edge may be behind, in parts of the highest concentration of all: a step stands in its second differences. */
const leastBend = 0.05;
/** How much likelier, in twice the logarithm, a front must make the spectra: as much as interfaces need not to be taken for sharp. */
const worthIt = 30;

/** Layers that bend somewhere as edges do, those that bend most first. @param x Profile of all frames, in units of the usual concentration. */
function bentLayers(model: DepthModel, { expected }: LocalSmoothing, x: Float64Array): number[] {
  const { layer } = model.grid;
  const top = Math.max(...x);
  return [...new Set(layer)]
    .filter((own) => canHaveFront(model, own))
    .map((own) => ({
      own,
      bend: Math.sqrt(
        expected.reduce(
          (most, square, j) => (layer[j] === own && square > most && x[j]! > leastBend * top ? square : most),
          0,
        ),
      ),
    }))
    .filter(({ bend }) => bend > leastBend * top)
    .toSorted((a, b) => b.bend - a.bend)
    .map(({ own }) => own);
}

/**
 * Look for a layer in which lithium ends, or jumps, at an edge: a stage of a phase, a plated film, a part that is dead. Where spectra are far
 * likelier with an edge at the place that suits each best than with smooth profiles, even paying for the places that were tried (once for an edge that stays, for each spectrum for one that moves), profiles have that edge, wherever it is
 * in each frame: smoothed over, it would be wrong by more than its errors, and smooth parts would have the errors that it needs.
 *
 * @param learnt Smoothing of profiles without a front. @param spectra Few frames, or sums of neighbours, in which a front that moves is sharp.
 * @returns Undefined where there is none.
 */
export function untoldFront(
  model: DepthModel,
  rowEdges: Float64Array,
  learnt: LocalSmoothing,
  spectra: readonly GatheredSpectrum[],
): UntoldFront | undefined {
  if (model.mixing !== undefined) return undefined;
  const smooth = smoothedBy(model, learnt);
  const middle = spectra[Math.floor(spectra.length / 2)]!;
  const { x } = byTikhonov(middle, smooth, { lambda: learnt.lambda, tolerance: 1e-6 });
  const usual = x.map((value) => value / model.typicalConcentration);
  const [layer] = bentLayers(model, learnt, usual);
  if (layer === undefined) return undefined;
  const models = spectra.map(() => model);
  const own = learnSmoothing(models, spectra, learnt.lambda);
  const without = smoothedBy(model, own);
  const merit = spectra.reduce(
    (sum, data) => sum + byTikhonov(data, without, { lambda: own.lambda, tolerance: 1e-6 }).solution.evidence(),
    0,
  );
  const fronts = frontModelsOf(model, rowEdges, layer, 0);
  const found = learnBesideFront(fronts, spectra, own.lambda);
  // One place for all, or one for each.
  const price = 2 * Math.log(fronts.depths.length);
  const gain = Math.max(merit - found.meritOfOne - price, merit - found.merit - spectra.length * price);
  return gain > worthIt ? { ...found, layer } : undefined;
}
