import type { SolvableModel } from './depth-model.js';
import type { FrontModels } from './front-models.js';
import { keptModels } from './kept-fronts.js';
import { arealWeights } from './profile.js';

/** Front models for frames of which other bins are seen. */
function frontsSeen(models: FrontModels, { axes, seen }: SolvableModel): FrontModels {
  const build = (place: number): SolvableModel => {
    const model = models.at(place);
    const { layers: layerWeights, total: totalWeights } = arealWeights(axes[0]!, model.grid, seen);
    return { ...model, seen, layerWeights, totalWeights };
  };
  return { ...models, at: keptModels(build) };
}

/** Front models of frames by their model without a front, made anew where other bins are seen than before. @param usual The model that these are of. */
export function frontsBySight(models: FrontModels, usual: SolvableModel): (model: SolvableModel) => FrontModels {
  let last = { model: usual, models };
  return (model) => {
    if (last.model !== model) last = { model, models: model === usual ? models : frontsSeen(models, model) };
    return last.models;
  };
}
