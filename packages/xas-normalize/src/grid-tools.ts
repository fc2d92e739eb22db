import { createEdgeFinder } from './edge-finder.js';
import type { EdgeFinder } from './edge-finder.js';
import { createLocalCubics } from './local-cubic.js';
import type { LocalCubics } from './local-cubic.js';

/** Gives what is made for a grid; that of the last grid again where it is asked for once more. */
function remembered<Made>(make: (grid: Float64Array) => Made): (grid: Float64Array) => Made {
  let last: { readonly grid: Float64Array; readonly made: Made } | undefined;
  return (grid) => {
    const before = last?.grid;
    const isSame = before?.length === grid.length && before.every((energy, i) => energy === grid[i]);
    if (last === undefined || !isSame) {
      const own = grid.slice();
      last = { grid: own, made: make(own) };
    }
    return last.made;
  };
}

/** What spectra on one grid are compared with the help of. */
export interface GridTools {
  readonly finderOf: (this: void, grid: Float64Array) => EdgeFinder;
  /** Local cubics of seven points. */
  readonly cubicsOf: (this: void, grid: Float64Array) => LocalCubics;
}

/** Tools that are made once for many spectra on one grid. */
export function rememberedTools(): GridTools {
  return {
    finderOf: remembered(createEdgeFinder),
    cubicsOf: remembered((grid) => createLocalCubics(grid, 0)),
  };
}
