import type { OperandoWarning } from '@operando/core';
import { edgesOf } from '@operando/tables';
import type { AbsorptionEdge } from '@operando/tables';
import type { NormalizationPlan } from '../normalization-plan.js';
import type { NormalizeStackOptions } from '../normalize-stack-types.js';
import { planCache } from '../plan-cache.js';
import { preEdge } from '../pre-edge.js';
import type { NormalizationOptions } from '../pre-edge-ranges.js';
import type { StepNormalized } from '../renormalize.js';
import { cleanSpectrum } from '../spectrum.js';
import { absorberOf, nearestEdge, searchWindow } from './absorber.js';
import { edgeFollower } from './edge-follower.js';
import type { EdgeFollower } from './edge-follower.js';
import { createEdgeSearch } from './edge-search.js';
import type { EdgeSearch, FoundEdge } from './edge-search.js';
import { fitLimits } from './fit-limits.js';
import { otherEdges } from './other-edges.js';

/** Which edge a series is of. */
export interface SeriesAbsorber extends AbsorptionEdge {
  /** `stated`: given as an option; `nearest`: the tabulated one that is nearest to what was found. */
  readonly from: 'stated' | 'nearest';
}

/** What the first whole spectrum of a series told of all: plain data. */
export interface BegunEdges {
  /** Its edge, eV; absent where nothing is looked for in it. */
  readonly first?: number | undefined;
  /** Energies that fits keep within, eV. */
  readonly limits?: readonly [number, number] | undefined;
}

/** Edges of a series, and how its spectra are fitted because of them. */
export interface SeriesEdges {
  readonly search: EdgeSearch;
  /** Look at a frame before it is normalized: the first whole one tells what other edges the scan holds. */
  begin(this: void, mu: Float64Array, offset: number, e0: number | undefined): void;
  /** The edge of a row with values missing. */
  locatePartial(this: void, row: Float64Array): Omit<FoundEdge, 'index'> & { readonly e0: number };
  /** Plan of a normalization on the grid. */
  planFor(this: void, e0: number): NormalizationPlan;
  /** Options of the fits, with what was found. */
  fitOptions(this: void): NormalizationOptions;
  /** Energies between other edges, the tabulated energy where it is stated, and the ranges that were given. */
  extent(this: void): Pick<StepNormalized, 'limits' | 'edge' | 'given'>;
  absorber(this: void): SeriesAbsorber | undefined;
  /** What the first whole spectrum told; nothing until it came. */
  begun(this: void): BegunEdges | undefined;
  /** {@link EdgeFollower.accept}; where spectra stand by themselves, they do not need it. */
  accept(this: void, edges: ArrayLike<number>): boolean;
  /** What there is to say of the series as a whole. */
  warnings(this: void): readonly OperandoWarning[];
}

type Options = Omit<NormalizeStackOptions, 'e0' | 'out'>;

/** A series that has begun elsewhere. */
export interface SeriesElsewhere {
  readonly begun: BegunEdges;
  /** In place of the follower of the series. */
  readonly follower: EdgeFollower;
}

/**
 * Begin to look for the edges of a series on one grid.
 *
 * @param elsewhere Where the series began. @default here
 * @throws OperandoError `invalid-argument` for an element or edge there is not.
 */
export function seriesEdges(energy: Float64Array, options: Options, elsewhere?: SeriesElsewhere): SeriesEdges {
  const { element, edge, elements = [], edgeSearch = 'each', normalization: _kind, ...given } = options;
  const isContinuous = edgeSearch === 'continuous';
  // What is no element is refused before the first spectrum comes.
  const known = [...new Set([...elements, ...(element === undefined ? [] : [element])])];
  known.forEach(edgesOf);
  const stated = absorberOf(energy, { element, edge });
  const follower = isContinuous ? (elsewhere?.follower ?? edgeFollower()) : undefined;
  const settings = { absorber: stated, follower, kernels: options.kernels };
  const search = createEdgeSearch(energy, settings);
  const warnings: OperandoWarning[] = [];
  if (element !== undefined && stated === undefined) {
    warnings.push({
      code: 'absorber-not-reached',
      message: `The scan does not reach ${edge === undefined ? 'any edge' : `the ${edge} edge`} of ${element}: the edge is looked for without it.`,
    });
  }
  const { pre1, pre2, norm1, norm2 } = given;
  const ranges = { pre1, pre2, norm1, norm2 };
  const begunBefore = elsewhere?.begun;
  let fitOptions: NormalizationOptions =
    begunBefore?.limits === undefined ? given : { ...given, limits: begunBefore.limits };
  let plans = planCache(energy, fitOptions);
  let firstEdge = begunBefore?.first;

  const looks = isContinuous || element !== undefined || elements.length > 0;
  const begin = (mu: Float64Array, offset: number, e0: number | undefined): void => {
    if (!looks || firstEdge !== undefined) return;
    const row = mu.slice(offset, offset + energy.length);
    if (!row.every(Number.isFinite)) return;
    const located = e0 ?? energy[createEdgeSearch(energy, settings).locate(row, 0).index]!;
    firstEdge = located;
    const [from, to] = stated === undefined ? [-Infinity, Infinity] : searchWindow(stated);
    const isElsewhere = located < from || located > to;
    if (isElsewhere) {
      warnings.push({
        code: 'e0-elsewhere',
        message: `e0 = ${located} eV was given; the ${stated!.element} ${stated!.edge} edge lies at ${stated!.energy} eV.`,
      });
    }
    const others = otherEdges(energy, row, search.slopes, located, isElsewhere ? elements : known);
    const { limits, warnings: told } = fitLimits(located, others, given);
    warnings.push(...told);
    if (limits.every((limit) => !Number.isFinite(limit))) return;
    fitOptions = { ...given, limits };
    plans = planCache(energy, fitOptions);
  };

  return {
    search,
    begin,
    locatePartial(row) {
      const clean = cleanSpectrum(energy, row);
      const partial = createEdgeSearch(clean.energy, settings);
      const found = partial.locate(clean.mu, 0);
      const { norm } = preEdge(clean.energy, clean.mu, { ...fitOptions, e0: clean.energy[found.index]! });
      const { index, ...rest } = partial.settle(norm, 0, found);
      return { ...rest, e0: clean.energy[index]! };
    },
    planFor: (e0) => plans(e0),
    fitOptions: () => fitOptions,
    extent: () => ({ limits: fitOptions.limits ?? [-Infinity, Infinity], edge: stated?.energy, given: ranges }),
    absorber() {
      if (stated !== undefined) return { ...stated, from: 'stated' };
      const nearest = firstEdge === undefined ? undefined : nearestEdge(firstEdge);
      return nearest && { ...nearest, from: 'nearest' };
    },
    begun: () => (looks && firstEdge === undefined ? undefined : { first: firstEdge, limits: fitOptions.limits }),
    accept: (edges) => follower?.accept(edges) ?? true,
    warnings: () => warnings,
  };
}
