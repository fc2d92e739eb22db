import { XMLParser } from 'fast-xml-parser';

/** Attributes begin with @; entities are left as they stand: nothing in a file may expand. */
export const xmlParser: XMLParser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
});

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

/** Child of a parsed XML tree along a path of names; the first of several. */
export function xmlChild(node: unknown, ...path: readonly string[]): unknown {
  let at = node;
  for (const name of path) at = isNode(at) ? listOf(at[name])[0] : undefined;
  return at;
}

/** All children of a name. */
export function xmlList(node: unknown, name: string): readonly unknown[] {
  return isNode(node) ? listOf(node[name]) : [];
}

/** Text of an element with or without attributes. */
export function xmlText(node: unknown): string | undefined {
  if (typeof node === 'string') return node;
  const inner = isNode(node) ? node['#text'] : undefined;
  return typeof inner === 'string' ? inner : undefined;
}
