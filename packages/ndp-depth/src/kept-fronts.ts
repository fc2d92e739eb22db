import type { SolvableModel } from './depth-model.js';
import type { FrontModels } from './front-models.js';
import { arealWeights } from './profile.js';

/** Models kept ready; each is some hundred kilobytes. */
const mostKept = 200;

/** The same for frames of which other bins are seen. */
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

/** Models by place, those used last kept. */
export function keptModels(build: (place: number) => SolvableModel): (place: number) => SolvableModel {
  const made = new Map<number, SolvableModel>();
  return (place) => {
    const known = made.get(place) ?? build(place);
    made.delete(place);
    made.set(place, known);
    if (made.size > mostKept) made.delete(made.keys().next().value!);
    return known;
  };
}
