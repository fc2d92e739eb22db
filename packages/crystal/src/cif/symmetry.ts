import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { CellParameters } from '@operando/lattice';
import { groupOfSetting, namedGroup } from '../symmetry/find-space-group.js';
import { operationsOfHall } from '../symmetry/hall.js';
import { readHermannMauguin, settingsOfNumber } from '../symmetry/hermann-mauguin.js';
import { operationKey, parseOperation } from '../symmetry/operation.js';
import type { SpaceGroupSetting } from '../symmetry/settings.js';
import { groupOfOperations } from '../symmetry/space-group.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import { said } from './blocks.js';
import type { CifBlock } from './blocks.js';
import type { CifToken } from './tokens.js';

/** A space group as a file gives it. */
export interface CifSymmetry {
  readonly group: SpaceGroup;
  readonly warnings: readonly OperandoWarning[];
}

const operationTags = ['_space_group_symop_operation_xyz', '_symmetry_equiv_pos_as_xyz'];
const symbolTags = [
  '_space_group_name_h-m_alt',
  '_symmetry_space_group_name_h-m',
  '_space_group_name_h-m',
  '_space_group_name_h-m_full',
  '_space_group_name_h-m_ref',
];
const hallTags = ['_space_group_name_hall', '_symmetry_space_group_name_hall'];
const numberTags = ['_space_group_it_number', '_symmetry_int_tables_number'];
const choiceTags = ['_space_group_it_coordinate_system_code'];

const itemOf = (block: CifBlock, tags: readonly string[]): CifToken | undefined => {
  for (const tag of tags) {
    const found = said(block.items.get(tag));
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Texts of the operations with their lines: one of a tag alone, or those of a table, quoted or not. */
function operationTexts(block: CifBlock): CifToken[] {
  const alone = itemOf(block, operationTags);
  if (alone !== undefined) return [alone];
  const loop = block.loops.find(({ tags }) => operationTags.some((tag) => tags.includes(tag)));
  if (loop === undefined) return [];
  const column = loop.tags.findIndex((tag) => operationTags.includes(tag));
  const whole = loop.values.length % loop.tags.length === 0;
  const inColumn = loop.values.filter((_, n) => n % loop.tags.length === column);
  if (whole && inColumn.every(({ text }) => text.split(',').length === 3))
    return inColumn.filter((token) => said(token));
  // Unquoted operations with blanks, one on a line, their number before them at times.
  const lines = new Map<number, string[]>();
  for (const { text, line } of loop.values) {
    const words = lines.get(line);
    if (words === undefined) lines.set(line, [text]);
    else words.push(text);
  }
  return Array.from(lines, ([line, words]) => ({
    text: words.join(' ').replace(/^\d+\s+(?=.*,.*,)/, ''),
    quoted: true,
    line,
  }));
}

/** Do a thing that belongs to a line of the file: errors name it. */
function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof OperandoError ? error.at({ line }) : error;
  }
}

const sameOperations = (group: SpaceGroup, other: SpaceGroup): boolean => {
  const keys = new Set(group.operations.map(operationKey));
  return group.order === other.order && other.operations.every((operation) => keys.has(operationKey(operation)));
};

/** What a symbol and the origin or axes that stand in a tag of their own say. */
function settingsOf(symbol: CifToken, choice: CifToken | undefined): ReturnType<typeof readHermannMauguin> {
  const plain = readHermannMauguin(symbol.text);
  if (plain.settings.length < 2 || choice === undefined) return plain;
  const wanted = `:${choice.text.trim().toLowerCase()}`;
  const settings = plain.settings.filter(({ hermannMauguin }) => hermannMauguin.toLowerCase().endsWith(wanted));
  return settings.length === 0 ? plain : { ...plain, settings };
}

/** Of hexagonal and rhombohedral axes those that the cell has. */
function byCell(settings: readonly SpaceGroupSetting[], cell: CellParameters): SpaceGroupSetting | undefined {
  const hexagonal = Math.abs(cell.gamma - 120) < 0.1 && Math.abs(cell.alpha - 90) < 0.1;
  const wanted = hexagonal ? ':H' : ':R';
  return settings.find(({ hermannMauguin }) => hermannMauguin.endsWith(wanted));
}

/** The group of a symbol alone. */
function groupOfSymbol(symbol: CifToken, choice: CifToken | undefined, cell: CellParameters): CifSymmetry {
  const { settings, reading } = settingsOf(symbol, choice);
  const shown = JSON.stringify(symbol.text.slice(0, 40));
  if (settings.length === 0)
    throw new OperandoError('malformed-file', `there is no space group ${shown}.`, {
      where: { line: symbol.line },
      cure: 'List the symmetry operations, or give the option spaceGroup.',
    });
  const chosen = settings.length === 1 ? settings[0] : byCell(settings, cell);
  if (chosen === undefined)
    throw new OperandoError(
      'malformed-file',
      `the file gives its symmetry as ${shown} alone, which does not say which of two origins it means: ${settings.map(({ hermannMauguin }) => hermannMauguin).join(' or ')}.`,
      {
        where: { line: symbol.line },
        cure: `Add the symmetry operations to the file, or give the option spaceGroup, as in ${settings.at(-1)!.hermannMauguin}.`,
      },
    );
  const told = settings.length > 1 ? `by its cell as ${chosen.hermannMauguin}` : reading && `as ${reading}`;
  const warnings: OperandoWarning[] = told
    ? [{ code: 'setting-assumed', message: `The space group ${shown} was read ${told}.`, where: { line: symbol.line } }]
    : [];
  return { group: groupOfSetting(chosen), warnings };
}

/** What names of the group in the file say otherwise than its operations. */
function conflicts(group: SpaceGroup, block: CifBlock, used: string): OperandoWarning[] {
  const symbol = itemOf(block, symbolTags);
  const hall = itemOf(block, hallTags);
  const number = itemOf(block, numberTags);
  const isMany = used === 'operations';
  const warn = (token: CifToken): OperandoWarning => ({
    code: 'symmetry-conflict',
    message: `The file calls its space group ${JSON.stringify(token.text.slice(0, 40))}, but its ${used} ${isMany ? 'are those' : 'is that'} of ${group.hermannMauguin ?? 'a group on other axes'}: the ${used} ${isMany ? 'were' : 'was'} used.`,
    where: { line: token.line },
  });
  const settings = symbol === undefined ? [] : settingsOf(symbol, itemOf(block, choiceTags)).settings;
  if (settings.length > 0 && !settings.some((setting) => sameOperations(group, groupOfSetting(setting))))
    return [warn(symbol!)];
  if (hall !== undefined && used === 'operations') {
    const named = hallGroup(hall);
    if (named !== undefined && !sameOperations(group, named)) return [warn(hall)];
  }
  if (
    number !== undefined &&
    group.number !== undefined &&
    /^\d+$/.test(number.text) &&
    Number(number.text) !== group.number
  )
    return [warn(number)];
  return [];
}

function hallGroup({ text }: CifToken): SpaceGroup | undefined {
  try {
    return groupOfOperations(operationsOfHall(text));
  } catch {
    return undefined;
  }
}

/**
 * The space group of a block: by its operations, else its Hall symbol, else its Hermann-Mauguin symbol, else its number.
 *
 * @throws OperandoError `malformed-file` for operations that are no group, symbols that are none or leave the origin open;
 * `column-missing` where the block says nothing.
 */
export function cifSymmetry(block: CifBlock, cell: CellParameters): CifSymmetry {
  const texts = operationTexts(block);
  if (texts.length > 0) {
    const operations = texts.map(({ text, line }) => atLine(line, () => parseOperation(text)));
    const group = atLine(texts[0]!.line, () => namedGroup(groupOfOperations(operations)));
    return { group, warnings: conflicts(group, block, 'operations') };
  }
  const hall = itemOf(block, hallTags);
  if (hall !== undefined) {
    const group = atLine(hall.line, () =>
      namedGroup(groupOfOperations(operationsOfHall(hall.text), { hall: hall.text })),
    );
    return { group, warnings: conflicts(group, block, 'Hall symbol') };
  }
  const symbol = itemOf(block, symbolTags);
  if (symbol !== undefined) {
    const { group, warnings } = groupOfSymbol(symbol, itemOf(block, choiceTags), cell);
    return { group, warnings: [...warnings, ...conflicts(group, block, 'symbol')] };
  }
  return groupOfNumber(itemOf(block, numberTags), block);
}

function groupOfNumber(number: CifToken | undefined, block: CifBlock): CifSymmetry {
  const settings = number === undefined ? [] : settingsOfNumber(Number(number.text));
  if (settings.length !== 1)
    throw new OperandoError(
      number === undefined ? 'column-missing' : 'malformed-file',
      number === undefined
        ? 'the file has no symmetry: neither operations nor a space group.'
        : settings.length === 0
          ? `there is no space group of the number ${JSON.stringify(number.text.slice(0, 20))}.`
          : `the number ${number.text} alone leaves origin or axes open: ${settings.map(({ hermannMauguin }) => hermannMauguin).join(' or ')}.`,
      {
        where: { line: number?.line ?? block.line },
        cure: `Add the symmetry operations, or give the option spaceGroup${settings.length > 1 ? `, as in ${settings.at(-1)!.hermannMauguin}` : ''}.`,
      },
    );
  const group = groupOfSetting(settings[0]!);
  const message = `The file gives its symmetry as number ${number!.text} alone: it was read as ${group.hermannMauguin!}.`;
  return { group, warnings: [{ code: 'setting-assumed', message, where: { line: number!.line } }] };
}
