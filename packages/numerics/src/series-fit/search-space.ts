import { createBlocks, movingCount } from './blocks.js';
import type { Blocks, Linearise } from './blocks.js';
import { createBorderedSystem } from './bordered-system.js';
import type { BorderedSystem, Held } from './bordered-system.js';
import type { Layout, Unknowns } from './layout.js';

/** Everything that the search writes to. */
export interface SearchSpace {
  readonly layout: Layout;
  readonly linearise: Linearise;
  /** Frames that take part. */
  readonly active: Int32Array;
  /** Where the search stands, and the linearisation there; `trial` is where it looks next. */
  at: Unknowns;
  blocks: Blocks;
  trial: Unknowns;
  trialBlocks: Blocks;
  readonly system: BorderedSystem;
  readonly held: Held;
  /** Running maxima of the diagonals: units for the damping. */
  readonly scaling: Float64Array;
  readonly commonScaling: Float64Array;
  readonly commonStep: Float64Array;
  readonly freeStep: Float64Array;
  /** One for each smooth parameter. */
  readonly penalties: Float64Array;
  /** Gain that no longer counts. */
  readonly enough: (cost: number) => number;
}

export function createSearchSpace(
  layout: Layout,
  linearise: Linearise,
  active: Int32Array,
  start: Unknowns,
  enough: SearchSpace['enough'],
): SearchSpace {
  const copy = (): Unknowns => ({ common: start.common.slice(), values: start.values.slice() });
  return {
    layout,
    linearise,
    active,
    at: copy(),
    blocks: createBlocks(layout),
    trial: copy(),
    trialBlocks: createBlocks(layout),
    system: createBorderedSystem(layout, active),
    held: { common: new Uint8Array(layout.common), free: new Uint8Array(layout.frames * layout.free.length) },
    scaling: new Float64Array(layout.frames * movingCount(layout)),
    commonScaling: new Float64Array(layout.common),
    commonStep: new Float64Array(layout.common),
    freeStep: new Float64Array(layout.frames * layout.free.length),
    penalties: new Float64Array(layout.smooth.length),
    enough,
  };
}
