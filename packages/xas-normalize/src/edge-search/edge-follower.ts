import type { OperandoWarning } from '@operando/core';
import { medianInPlace } from '@operando/numerics';
import type { SlopeFinder } from './slopes.js';

/** Keeps the edge of a series on one curve. */
export interface EdgeFollower {
  /**
   * The edge of the next frame: the point found, or one near the edges of the frames before that is nearly as steep.
   *
   * @param found Point found in this frame by itself.
   */
  follow(
    this: void,
    energy: Float64Array,
    slopes: SlopeFinder,
    norm: Float64Array,
    offset: number,
    found: number,
  ): { readonly index: number; readonly warnings: readonly OperandoWarning[] };
  /**
   * The next frames by the edges found in each by itself, eV, where all of them lie near those before: `follow` would keep them as
   * they are. @returns Whether they do; else nothing is done.
   */
  accept(this: void, edges: ArrayLike<number>): boolean;
}

/** An edge moves by less than this from frame to frame, eV: two of its inflections lie further apart. */
const jumpAt = (energy: number): number => Math.max(2, 3e-4 * energy);
/** Share of the steepest slope from which another point may be the edge. */
const nearlyAsSteep = 0.5;
/** Frames that say where the edge was last. */
const remembered = 5;

/** Begin to follow an edge. A frame that stands alone changes nothing for those behind it. */
export function edgeFollower(): EdgeFollower {
  let recent: number[] = [];
  let jumpedTo: number | undefined;
  const withEdge = (edges: readonly number[], edge: number): number[] => [...edges.slice(1 - remembered), edge];
  const usualOf = (edges: readonly number[], edge: number): number =>
    edges.length === 0 ? edge : medianInPlace(Float64Array.from(edges));
  const accept = (edge: number): void => {
    recent = withEdge(recent, edge);
    jumpedTo = undefined;
  };
  return {
    accept(edges) {
      let edgesBefore = recent;
      for (let f = 0; f < edges.length; f++) {
        const edge = edges[f]!;
        if (!(Math.abs(edge - usualOf(edgesBefore, edge)) <= jumpAt(edge))) return false;
        edgesBefore = withEdge(edgesBefore, edge);
      }
      if (edges.length > 0) jumpedTo = undefined;
      recent = edgesBefore;
      return true;
    },
    follow(energy, slopes, norm, offset, found) {
      const edge = energy[found]!;
      const before = usualOf(recent, edge);
      const jump = jumpAt(edge);
      if (Math.abs(edge - before) <= jump) {
        accept(edge);
        return { index: found, warnings: [] };
      }
      const near = slopes.steepestWithin(norm, offset, before - jump, before + jump);
      if (near !== undefined && near.slope >= nearlyAsSteep * slopes.at(norm, offset, found) && isTop(near.index)) {
        accept(energy[near.index]!);
        return { index: near.index, warnings: [] };
      }
      // Two frames that agree with each other: the edge did move.
      if (jumpedTo !== undefined && Math.abs(edge - jumpedTo) <= jump) {
        recent = [jumpedTo, edge];
        jumpedTo = undefined;
        return { index: found, warnings: [] };
      }
      jumpedTo = edge;
      const message = `e0 jumps from ${before.toFixed(2)} to ${edge.toFixed(2)} eV.`;
      return { index: found, warnings: [{ code: 'edge-jump', message }] };

      /** Whether the slope has a maximum there, and does not only rise on. */
      function isTop(index: number): boolean {
        const here = slopes.at(norm, offset, index);
        return (
          here >= slopes.at(norm, offset, Math.max(0, index - 1)) &&
          here >= slopes.at(norm, offset, Math.min(energy.length - 1, index + 1))
        );
      }
    },
  };
}

/** Keeps edges as they are found, and tells which they were, for a follower that comes later. */
export function edgeRecorder(): EdgeFollower & {
  /** Edges since it was last asked, eV. */
  readonly recorded: (this: void) => Float64Array;
} {
  let edges: number[] = [];
  return {
    accept: () => true,
    follow(energy, _slopes, _norm, _offset, found) {
      edges.push(energy[found]!);
      return { index: found, warnings: [] };
    },
    recorded() {
      const all = Float64Array.from(edges);
      edges = [];
      return all;
    },
  };
}
