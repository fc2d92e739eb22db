import type { SolvableModel } from './depth-model.js';

/** Models kept ready; each is some hundred kilobytes. */
const mostKept = 200;

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
