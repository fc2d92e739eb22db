import { elements, hasEdge } from '@operando/tables';
import type { ColumnTable } from '../table/column-table.js';

/** The edge that a header says a spectrum is of. */
export interface StatedAbsorber {
  /** Symbol. */
  readonly element: string;
  /** `K`, `L3`, ... */
  readonly edge?: string;
}

/** What no other key has in it: most are told apart by this at once. */
const anyKey = /element|absor|edge/i;
const elementKey = /^(?:.*[./ ])?(?:element(?:[._ ]?(?:symbol|name))?|absorber|absorbing[_ ]element)$/i;
const edgeKey = /^(?:.*[./ ])?(?:absorption[_ ]?)?edge(?:[._ ]?name)?$/i;

const roman: Readonly<Record<string, string>> = { I: '1', II: '2', III: '3', IV: '4', V: '5' };

/** `NI` and `ni` are Ni. */
function symbolOf(text: string): string | undefined {
  const symbol = text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
  return Object.hasOwn(elements, symbol) ? symbol : undefined;
}

/** `LIII`, `l3` and `L3-edge` are L3. */
function edgeOf(text: string): string | undefined {
  const [, shell = '', level = ''] = /^([KLMN])[ _-]?([1-7]|I{1,3}|IV|V)?(?:[ _-]?edge)?$/i.exec(text.trim()) ?? [];
  return shell === '' ? undefined : shell.toUpperCase() + (roman[level.toUpperCase()] ?? level);
}

/**
 * Element and edge that the header of a table states, under the names that XDI, Athena, NXxas and beamlines use; `Ni K` in one
 * field, too.
 *
 * @returns Undefined where no element is named, or two are.
 */
export function statedAbsorber({ metadata }: Pick<ColumnTable, 'metadata'>): StatedAbsorber | undefined {
  const found = new Set<string>();
  const edges = new Set<string>();
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string' || !anyKey.test(key)) continue;
    const isElement = elementKey.test(key);
    const isEdge = edgeKey.test(key);
    if (!isElement && !isEdge) continue;
    const [first = '', second] = value.trim().split(/[\s_,-]+/);
    const both = symbolOf(first);
    const behind = second === undefined ? undefined : edgeOf(second);
    if (both !== undefined && behind !== undefined) {
      found.add(both);
      edges.add(behind);
      continue;
    }
    const element = isElement ? symbolOf(value.trim()) : undefined;
    const edge = isEdge ? edgeOf(value) : undefined;
    if (element !== undefined) found.add(element);
    if (edge !== undefined) edges.add(edge);
  }
  const [element] = found;
  if (element === undefined || found.size > 1) return undefined;
  const [edge] = edges;
  const isKnown = edge !== undefined && edges.size === 1 && hasEdge(element, edge);
  return { element, ...(isKnown ? { edge } : {}) };
}
