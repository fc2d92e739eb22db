import type { PreEdgeRanges } from './pre-edge-ranges.js';

const names = ['pre1', 'pre2', 'norm1', 'norm2', 'nnorm', 'nvict', 'npre'] as const;

/** What was used in a fit of the lines below and above an edge, whether given or found. Energies in eV, ranges relative to e0. */
export type UsedRange = 'e0' | (typeof names)[number];

/** Lowest and highest value that any spectrum was normalized with; nothing where none could be. */
export type UsedRanges = Readonly<Partial<Record<UsedRange, readonly [lowest: number, highest: number]>>>;

/** Gathers what spectra were normalized with. */
export interface UsedRangeCollector {
  add(this: void, e0: number, ranges: PreEdgeRanges): void;
  /** Take over what was gathered of other spectra. */
  join(this: void, others: UsedRanges): void;
  ranges(this: void): UsedRanges;
}

/** Begin to gather {@link UsedRanges}. */
export function collectUsedRanges(): UsedRangeCollector {
  const extents = new Map<UsedRange, readonly [number, number]>();
  let last: { readonly e0: number; readonly ranges: PreEdgeRanges } | undefined;
  const include = (name: UsedRange, value: number): void => {
    const [lowest, highest] = extents.get(name) ?? [value, value];
    extents.set(name, [Math.min(lowest, value), Math.max(highest, value)]);
  };
  return {
    add(e0, ranges) {
      // Most spectra share the ranges of the one before.
      if (last?.e0 === e0 && last.ranges === ranges) return;
      last = { e0, ranges };
      include('e0', e0);
      for (const name of names) include(name, ranges[name]);
    },
    join(others) {
      for (const [name, [lowest, highest]] of Object.entries(others) as [UsedRange, [number, number]][]) {
        include(name, lowest);
        include(name, highest);
      }
    },
    ranges: () => Object.fromEntries(extents),
  };
}
