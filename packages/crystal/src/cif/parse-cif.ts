import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { spaceGroup } from '../symmetry/find-space-group.js';
import type { SpaceGroupInput } from '../symmetry/find-space-group.js';
import type { CrystalStructure } from '../structure/structure.js';
import { cifBlocks, rowsOf } from './blocks.js';
import type { CifBlock } from './blocks.js';
import { cellOfGroup, cifCell } from './cell.js';
import { contentWarnings } from './content.js';
import { expectPeriodic } from './expect-periodic.js';
import { numberOf } from './numbers.js';
import { cifSites } from './sites.js';
import { cifSymmetry } from './symmetry.js';

/** How a CIF is read. */
export interface CifOptions {
  /** Name of the file, for messages. */
  readonly file?: string | undefined;
  /** Name of the block, where the file has several structures. @default the only one with atoms */
  readonly block?: string | undefined;
  /** Space group in place of that of the file, as where it leaves the origin open. @default that of the file */
  readonly spaceGroup?: SpaceGroupInput | undefined;
}

/** Longest text that is read as a CIF, characters: structures with their reflections and pictures stay below. */
const longest = 64e6;

const hasAtoms = ({ loops }: CifBlock): boolean => loops.some(({ tags }) => tags.includes('_atom_site_fract_x'));

function chosenBlock(blocks: readonly CifBlock[], wanted: string | undefined): CifBlock {
  const named = (list: readonly CifBlock[]): string => list.map(({ name }) => JSON.stringify(name)).join(', ');
  if (wanted !== undefined) {
    const found = blocks.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    const [first, second] = found.some(hasAtoms) ? found.filter(hasAtoms) : found;
    if (second !== undefined)
      throw new OperandoError('invalid-argument', `the file has several blocks ${JSON.stringify(wanted)}.`, {
        where: { parameter: 'block', line: second.line },
        cure: 'Give each a name of its own, or leave all but one out.',
      });
    if (first !== undefined) return first;
    throw new OperandoError('invalid-argument', `the file has no block ${JSON.stringify(wanted)}.`, {
      where: { parameter: 'block' },
      cure: `It has ${named(blocks)}.`,
    });
  }
  const structures = blocks.filter(hasAtoms);
  if (structures.length > 1)
    throw new OperandoError('invalid-argument', `the file has ${structures.length} structures.`, {
      where: { parameter: 'block' },
      cure: `Say which one with the option block: ${named(structures)}.`,
    });
  const block = structures[0] ?? blocks[0];
  if (block === undefined)
    throw new OperandoError('malformed-file', 'the file holds nothing of a CIF.', {
      cure: 'Give the CIF of a structure.',
    });
  return block;
}

/** Wavelength of the measurement, where the file states one. */
function wavelengthOf(block: CifBlock): number | undefined {
  const tag = '_diffrn_radiation_wavelength';
  const alone = block.items.get(tag);
  const loop = block.loops.find(({ tags }) => tags.includes(tag));
  const token = alone ?? (loop === undefined ? undefined : rowsOf(loop)[0]?.get(tag));
  const value = token === undefined ? undefined : numberOf(token, tag)?.value;
  return value !== undefined && value > 0 ? value : undefined;
}

/** Warnings that say in which file. */
function inFile(file: string | undefined, warnings: readonly OperandoWarning[]): readonly OperandoWarning[] {
  if (file === undefined) return warnings;
  return warnings.map(({ code, message, where }) => ({ code, message, where: { ...where, file } }));
}

/**
 * The crystal structure of a CIF. Both dictionaries, old and new; symmetry is that of the operations, else of the Hall symbol,
 * else of the Hermann-Mauguin symbol, else of the number. What is assumed or mended stands in `warnings`.
 *
 * @param text Of the file.
 * @throws OperandoError With the line: `malformed-file`, `bad-number`, `column-missing` for files that are none; `unsupported` for modulated and magnetic structures;
 * `invalid-argument` where it has several structures and `block` does not say which.
 */
export function parseCif(text: string, options: CifOptions = {}): CrystalStructure {
  try {
    if (text.length > longest)
      throw new OperandoError('too-large', 'the text is longer than any CIF of a structure.', {
        cure: 'Give the CIF alone.',
      });
    const block = chosenBlock(cifBlocks(text), options.block);
    expectPeriodic(block);
    const given = cifCell(block);
    const symmetry =
      options.spaceGroup === undefined
        ? cifSymmetry(block, given.cell)
        : { group: spaceGroup(options.spaceGroup), warnings: [] };
    const { group } = symmetry;
    const { cell, warnings } = cellOfGroup(given, group);
    const atoms = cifSites(block, cell, group);
    const wavelength = wavelengthOf(block);
    return {
      name: block.name,
      cell,
      ...(given.errors && { cellErrors: given.errors }),
      spaceGroup: group,
      sites: atoms.sites,
      ...(wavelength !== undefined && { wavelength }),
      warnings: inFile(options.file, [
        ...given.warnings,
        ...symmetry.warnings,
        ...warnings,
        ...atoms.warnings,
        ...contentWarnings(block, atoms.sites, cell, group, atoms.line),
      ]),
    };
  } catch (error) {
    throw error instanceof OperandoError && options.file !== undefined ? error.at({ file: options.file }) : error;
  }
}
