import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { cellVolume } from '@operando/lattice';
import type { CellParameters } from '@operando/lattice';
import { symmetricCell } from '../symmetry/cell-symmetry.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import { said } from './blocks.js';
import type { CifBlock } from './blocks.js';
import { numberOf } from './numbers.js';

/** A cell as a file gives it. */
export interface CifCell {
  readonly cell: CellParameters;
  readonly errors?: Partial<CellParameters>;
  /** Angles that the file does not say. */
  readonly assumed: readonly string[];
  /** Line of its first parameter. */
  readonly line: number;
  readonly warnings: readonly OperandoWarning[];
}

const lengths = ['a', 'b', 'c'] as const;
const angles = ['alpha', 'beta', 'gamma'] as const;

/** No crystal has a cell edge beyond these, angstrom: what lies outside has another unit. */
const edgeRange = [1.5, 1500] as const;

/**
 * The cell of a block.
 *
 * @throws OperandoError `column-missing` without its lengths, `bad-number` for what is no cell in angstrom and degrees.
 */
export function cifCell(block: CifBlock): CifCell {
  const warnings: OperandoWarning[] = [];
  const cell = { a: 0, b: 0, c: 0, alpha: 90, beta: 90, gamma: 90 };
  const errors: Partial<Record<keyof CellParameters, number>> = {};
  const assumed: string[] = [];
  for (const name of [...lengths, ...angles]) {
    const isLength = name.length === 1;
    const tag = `_cell_${isLength ? 'length' : 'angle'}_${name}`;
    const token = said(block.items.get(tag));
    const number = numberOf(token, tag);
    if (number === undefined) {
      if (isLength)
        throw new OperandoError(
          'column-missing',
          `the block ${JSON.stringify(block.name.slice(0, 40))} has no ${tag}.`,
          {
            where: { line: token?.line ?? block.line },
            cure: 'Give the cell in angstrom and degrees.',
          },
        );
      assumed.push(name);
      continue;
    }
    const [low, high] = isLength ? edgeRange : [1, 179];
    if (!(number.value >= low && number.value <= high))
      throw new OperandoError('bad-number', `${tag} of ${number.value} is that of no crystal.`, {
        where: { line: token!.line },
        cure: 'Give lengths in angstrom, angles in degrees.',
      });
    cell[name] = number.value;
    if (number.stderr !== undefined) errors[name] = number.stderr;
  }
  const line = block.items.get('_cell_length_a')!.line;
  if (!(cellVolume(cell) > 0))
    throw new OperandoError('bad-number', 'no cell has these angles: they do not fit together.', {
      where: { line },
      cure: 'Check alpha, beta and gamma.',
    });
  if (assumed.length > 0)
    warnings.push({
      code: 'cell-assumed',
      message: `The file does not say ${assumed.join(', ')} of its cell: 90 degrees were taken.`,
      where: { line },
    });
  const volume = numberOf(block.items.get('_cell_volume'), '_cell_volume')?.value;
  if (volume !== undefined && Math.abs(volume / cellVolume(cell) - 1) > 0.005)
    warnings.push({
      code: 'cell-assumed',
      message: `The file states a cell volume of ${volume}, but its lengths and angles have ${cellVolume(cell).toFixed(2)} cubic angstrom: lengths and angles were used.`,
      where: { line: block.items.get('_cell_volume')!.line },
    });
  return { cell, assumed, ...(Object.keys(errors).length > 0 && { errors }), line, warnings };
}

/** What a cell may be off the symmetry it belongs to: a share of lengths, degrees of angles. */
const offMost = { length: 2e-3, angle: 0.1 };

/**
 * A cell as its space group has it.
 *
 * @throws OperandoError `malformed-file` where it is none of the group, as with a and b that differ in a tetragonal one.
 */
export function cellOfGroup(
  { cell, assumed, line }: CifCell,
  group: SpaceGroup,
): { cell: CellParameters; warnings: OperandoWarning[] } {
  const { cell: exact, worst, deviation } = symmetricCell(cell, group);
  const isLength = worst.length === 1;
  const offAngle = assumed.find(
    (name) => Math.abs(cell[name as keyof CellParameters] - exact[name as keyof CellParameters]) > offMost.angle,
  );
  if (offAngle !== undefined)
    throw new OperandoError(
      'column-missing',
      `the file does not say ${assumed.join(', ')}, which ${assumed.length === 1 ? 'is' : 'are'} not 90 degrees in the space group ${group.hermannMauguin ?? 'of the operations'}.`,
      { where: { line }, cure: `Give _cell_angle_${offAngle}.` },
    );
  if (deviation > (isLength ? offMost.length : offMost.angle))
    throw new OperandoError(
      'malformed-file',
      `the space group ${group.hermannMauguin ?? 'of the operations'} cannot have this cell: ${worst} is ${cell[worst]}, by symmetry about ${Number(exact[worst].toPrecision(6))}.`,
      {
        where: { line },
        cure: 'Check cell and symmetry; rhombohedral groups are on hexagonal or on rhombohedral axes.',
      },
    );
  if (deviation < 1e-7) return { cell: exact, warnings: [] };
  return {
    cell: exact,
    warnings: [
      {
        code: 'cell-assumed',
        message: `The cell was made to fit its symmetry: ${worst} from ${cell[worst]} to ${Number(exact[worst].toPrecision(8))}.`,
        where: { line },
      },
    ],
  };
}
