/** Where a search ended. */
export interface SimplexEnd {
  readonly place: readonly number[];
  readonly cost: number;
}

/**
 * A minimum of a function of few numbers within bounds, by the simplex of Nelder and Mead (Computer J. 7 (1965) 308) with places
 * held inside the bounds.
 *
 * @param reach First step of each number. @param tolerance Spread of the costs of the simplex at which it ends.
 */
export function simplexMinimum(
  f: (place: readonly number[]) => number,
  start: readonly number[],
  reach: readonly number[],
  bounds: readonly (readonly [number, number])[],
  tolerance: number,
): SimplexEnd {
  const held = (place: readonly number[]): number[] =>
    place.map((value, k) => Math.min(bounds[k]![1], Math.max(bounds[k]![0], value)));
  const at = (place: readonly number[]): SimplexEnd => {
    const inside = held(place);
    const cost = f(inside);
    return { place: inside, cost: Number.isFinite(cost) ? cost : Infinity };
  };
  const first = held(start);
  const corners = [
    at(first),
    // A step that leads out of the bounds goes the other way.
    ...first.map((value, k) =>
      at(
        first.map((each, i) =>
          i !== k ? each : value + reach[k]! <= bounds[k]![1] ? value + reach[k]! : value - reach[k]!,
        ),
      ),
    ),
  ];
  const size = corners.length;
  for (let iteration = 0; iteration < 200 * size; iteration++) {
    corners.sort((a, b) => a.cost - b.cost);
    const [best, worst] = [corners[0]!, corners[size - 1]!];
    if (!(worst.cost - best.cost > tolerance)) break;
    const middle = first.map(
      (_, k) => corners.slice(0, -1).reduce((sum, { place }) => sum + place[k]!, 0) / (size - 1),
    );
    const along = (factor: number): SimplexEnd =>
      at(middle.map((value, k) => value + factor * (worst.place[k]! - value)));
    const mirrored = along(-1);
    if (mirrored.cost < best.cost) {
      const further = along(-2);
      corners[size - 1] = further.cost < mirrored.cost ? further : mirrored;
    } else if (mirrored.cost < corners[size - 2]!.cost) {
      corners[size - 1] = mirrored;
    } else {
      const nearer = along(mirrored.cost < worst.cost ? -0.5 : 0.5);
      if (nearer.cost < Math.min(mirrored.cost, worst.cost)) corners[size - 1] = nearer;
      else
        for (let k = 1; k < size; k++)
          corners[k] = at(best.place.map((value, i) => value + 0.5 * (corners[k]!.place[i]! - value)));
    }
  }
  return corners.reduce((a, b) => (b.cost < a.cost ? b : a));
}
