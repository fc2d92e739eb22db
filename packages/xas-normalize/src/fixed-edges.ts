import { OperandoError } from '@operando/core';
import { indexNearest } from './grid-search.js';

/**
 * Edge energies that were given, one for each frame; undefined where none were.
 *
 * @param first Number in the series of the first frame.
 * @throws OperandoError `shape-mismatch`; `outside-range` for one outside the grid.
 */
export function fixedEdges(
  e0: number | ArrayLike<number> | undefined,
  frames: number,
  energy: Float64Array,
  first: number,
): Float64Array | undefined {
  if (e0 === undefined) return undefined;
  const edges = typeof e0 === 'number' ? new Float64Array(frames).fill(e0) : Float64Array.from(e0);
  if (edges.length !== frames) {
    throw new OperandoError('shape-mismatch', `${edges.length} edge energies for ${frames} frames.`, {
      where: { parameter: 'e0' },
    });
  }
  edges.forEach((edge, frame) => {
    const index = indexNearest(energy, edge);
    if (!(edge >= energy[0]! && edge <= energy[energy.length - 1]!) || index < 1 || index > energy.length - 2) {
      throw new OperandoError(
        'outside-range',
        `e0 = ${edge} eV is not inside ${energy[0]} to ${energy[energy.length - 1]} eV.`,
        {
          where: { parameter: 'e0', frame: first + frame },
          cure: 'Give e0 in eV on the scale of the data, or leave it out to have it found.',
        },
      );
    }
  });
  return edges;
}
