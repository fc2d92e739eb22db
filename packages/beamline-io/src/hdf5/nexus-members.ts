import { isOperandoError } from '@operando/core';
import type { Hdf5File } from './file.js';
import type { Hdf5Attributes } from './values.js';
import { said } from '../text/said.js';

/** Names as people number them: 2.1 before 10.1. */
export const natural: Intl.Collator = new Intl.Collator('en', { numeric: true });

/** An attribute's text, or the first of several. */
export function word(value: Hdf5Attributes[string] | undefined): string | undefined {
  return typeof value === 'string'
    ? value
    : Array.isArray(value) && typeof value[0] === 'string'
      ? value[0]
      : undefined;
}

/** A member's path; a path from the root stays what it is. */
export function memberPath(group: string, name: string): string {
  return name.startsWith('/') ? name : `${group === '/' ? '' : group}/${name}`;
}

/** The group that a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';
}

/** NeXus class of a group; empty without one. */
export function classOf(file: Hdf5File, path: string): string {
  return word(file.attributes(path)['NX_class']) ?? '';
}

/** Groups in a group, in natural order. */
export function groupsIn(file: Hdf5File, group: string): string[] {
  return file
    .children(group)
    .toSorted((a, b) => natural.compare(a, b))
    .map((name) => memberPath(group, name))
    .filter((path) => file.kind(path) === 'group');
}

/** The text, or first of several, at a path. */
export function textAt(file: Hdf5File, path: string): string | undefined {
  return file.kind(path) === 'text' ? file.text(path, 1)?.[0] : undefined;
}

/** Units as TeX has them, which pyFAI writes: `nm^{-1}`, `\AA^{-1}`, `\mu m`. */
const tex: readonly (readonly [RegExp, string])[] = [
  [/\^\{?(\\circ|o)\}?(?![\w-])/g, 'deg'],
  [/\^\{(-?\d+)\}/g, '^$1'],
  [/\\AA/g, 'angstrom'],
  [/\\mu\s*/g, 'u'],
];

/** Quantities that Mantid writes instead of their units. Source: the list of units in its documentation (Concepts, Unit Factory). */
const mantidUnits: ReadonlyMap<string, string> = new Map([
  ['MomentumTransfer', '1/angstrom'],
  ['dSpacing', 'angstrom'],
  ['Wavelength', 'angstrom'],
  ['TOF', 'us'],
  ['Energy', 'meV'],
  ['DeltaE', 'meV'],
  ['QSquared', '1/angstrom^2'],
  ['Degrees', 'deg'],
]);

/** The unit that a dataset's attributes give, free of TeX. */
export function unitOf(attributes: Hdf5Attributes): string | undefined {
  const text = (word(attributes['units']) || word(attributes['unit'])) ?? '';
  const stated = mantidUnits.get(text) ?? text;
  return tex.reduce((unit, [pattern, plain]) => unit.replace(pattern, plain), stated) || undefined;
}

/** Name of the signal in a group: the attribute of the group, or the dataset that says it is one (before 2014). */
export function signalName(file: Hdf5File, group: string): string | undefined {
  const stated = word(file.attributes(group)['signal']);
  if (stated !== undefined) return stated;
  return file.children(group).find((name) => {
    if (file.kind(memberPath(group, name)) !== 'numbers') return false;
    const mark = file.attributes(memberPath(group, name))['signal'];
    return mark === 1 || mark === '1' || mark === name;
  });
}

/** The entry above a group: the nearest group of class NXentry, else the first part of the path. */
export function entryOf(file: Hdf5File, group: string): string {
  for (let at = group; at !== '/'; at = parentOf(at)) if (classOf(file, at) === 'NXentry') return at;
  const first = group.split('/')[1];
  return first === undefined || first === '' ? '/' : `/${first}`;
}

/** Why there are no numbers at a path: what a link leads to, or that it is something else. */
export function whyNoNumbers(file: Hdf5File, path: string): string {
  const kind = file.kind(path);
  if (kind !== undefined) return kind === 'group' ? 'is a group' : 'holds no numbers that can be read';
  try {
    file.dataset(path);
  } catch (error) {
    if (isOperandoError(error) && error.code !== 'column-missing')
      return said`cannot be read: ${error.problem}`.replace(/\.$/, '');
  }
  return 'is not there';
}

/** A single number with its unit at a path; undefined for anything else, and for what cannot be read. */
export function numberAt(file: Hdf5File, path: string): { readonly value: number; readonly unit?: string } | undefined {
  if (file.kind(path) !== 'numbers') return undefined;
  try {
    const dataset = file.dataset(path);
    if (dataset.shape.some((size) => size !== 1)) return undefined;
    const unit = unitOf(dataset.attributes);
    const [value] = dataset.readAll();
    return value === undefined ? undefined : { value, ...(unit === undefined ? {} : { unit }) };
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return undefined;
  }
}
