import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { LiteralScanner } from '../text/literals.js';
import type { Literal } from '../text/literals.js';
import { parseNumber } from '../text/number.js';
import { said, shown } from '../text/said.js';

/** One group of a project: arrays as saved, and everything Athena notes about it. */
export interface AthenaGroup {
  /** Athena's own name of the group, such as `naqow`. */
  readonly tag: string;
  /** What the user sees; labels may repeat. */
  readonly label: string;
  /** Energy in eV before Athena's shift, or k in 1/angstrom for groups of chi(k). */
  readonly x: Float64Array;
  /** mu(E), normalized mu or chi(k), see `args`. */
  readonly y: Float64Array;
  /** `i0`, `signal`, `stddev` as saved; some projects hold them at another length than x. */
  readonly extra: ReadonlyMap<string, Float64Array>;
  /** All of Athena's parameters by its names (`bkg_e0`, `fft_kmin`, ...), text as written. */
  readonly args: ReadonlyMap<string, JsonValue>;
  /** XDI metadata saved along, if any. */
  readonly xdi?: JsonValue;
  /** Line of the file with the x values. */
  readonly line: number;
}

/** What an Athena project holds. */
export interface AthenaProject {
  /** How it is written: as Perl, or as JSON. */
  readonly flavour: 'perl' | 'json';
  /** `Demeter version 0.9.21`. */
  readonly program: string;
  /** As written; the form differs between versions, and no zone is stated. */
  readonly created: string;
  /** What the user wrote down. */
  readonly journal: string;
  /** In the order of the file. */
  readonly groups: readonly AthenaGroup[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Longest text that is read: a project of a thousand spectra has about 40 million letters. */
const longest = 256 * 1024 * 1024;
const arrays: ReadonlySet<string> = new Set(['x', 'y', 'i0', 'signal', 'stddev']);
/** How Demeter writes an absent text. */
const absent = '@&^^null^^&@';

/** Literals as JSON; keys become own properties, whatever they are called. */
function jsonOf(value: Literal): JsonValue {
  if (value === null || typeof value === 'string') return value === absent ? '' : value;
  if (!(value instanceof Map)) return (value as readonly Literal[]).map(jsonOf);
  const entries = [...(value as ReadonlyMap<string, Literal>)].map(([key, item]) => [key, jsonOf(item)] as const);
  return Object.fromEntries(entries);
}

/** Demeter writes `null` where a value could not be computed; where that may be, it is NaN. */
function numbersOf(value: Literal, name: string, line: number, mayLack = false): Float64Array {
  if (!Array.isArray(value))
    throw new OperandoError('malformed-file', said`${name} is no list of numbers.`, { where: { line } });
  return Float64Array.from(value as readonly Literal[], (item, i) => {
    const number =
      typeof item === 'string' ? parseNumber(item.trim()) : item === null && mayLack ? Number.NaN : undefined;
    if (number === undefined) {
      throw new OperandoError(
        'bad-number',
        said`${name} has ${JSON.stringify(item)?.slice(0, 40)} as value ${i + 1}.`,
        {
          where: { line, column: shown(name), row: i },
          cure: 'The file seems damaged: save it again from Athena.',
        },
      );
    }
    return number;
  });
}

/** `args` are a list of keys and values in Perl, keys with values in JSON. */
function argsOf(value: Literal, line: number): Map<string, JsonValue> {
  if (value instanceof Map)
    return new Map([...(value as ReadonlyMap<string, Literal>)].map(([key, item]) => [key, jsonOf(item)]));
  const args = new Map<string, JsonValue>();
  const list = Array.isArray(value) ? (value as readonly Literal[]) : [];
  for (let i = 0; i < list.length; i += 2) {
    const key = list[i];
    if (typeof key !== 'string' || i + 1 >= list.length || args.has(key)) {
      throw new OperandoError(
        'malformed-file',
        said`the parameters are not pairs of names and values (at ${JSON.stringify(key)?.slice(0, 40)}).`,
        { where: { line }, cure: 'Save the project again from Athena.' },
      );
    }
    args.set(key, jsonOf(list[i + 1]!));
  }
  return args;
}

interface Entry {
  readonly value: Literal;
  readonly line: number;
}

function groupOf(tag: string, entries: ReadonlyMap<string, Entry>, line: number): AthenaGroup {
  const required = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined)
      throw new OperandoError('malformed-file', said`the group ${tag.slice(0, 40)} has no ${name}.`, {
        where: { line },
        cure: 'Save the project again from Athena.',
      });
    return entry;
  };
  const [args, x, y] = [required('args'), required('x'), required('y')];
  const [xs, ys] = [numbersOf(x.value, 'x', x.line), numbersOf(y.value, 'y', y.line)];
  if (xs.length !== ys.length)
    throw new OperandoError('malformed-file', `x has ${xs.length} values and y has ${ys.length}.`, {
      where: { line: y.line },
      cure: 'Save the project again from Athena.',
    });
  const extra = new Map<string, Float64Array>();
  for (const name of ['i0', 'signal', 'stddev']) {
    const entry = entries.get(name);
    const values = entry === undefined ? undefined : numbersOf(entry.value, name, entry.line, true);
    if (values !== undefined && !values.every(Number.isNaN)) extra.set(name, values);
  }
  const parameters = argsOf(args.value, args.line);
  const label = parameters.get('label');
  const xdi = entries.get('xdi')?.value;
  return {
    tag,
    label: typeof label === 'string' && label !== '' ? label : tag,
    x: xs,
    y: ys,
    extra,
    args: parameters,
    line: x.line,
    ...(xdi === undefined ? {} : { xdi: jsonOf(xdi) }),
  };
}

const journalOf = (value: Literal): string =>
  (Array.isArray(value) ? (value as readonly Literal[]) : [value])
    .filter((line) => typeof line === 'string')
    .join('\n');

function headline(lines: readonly string[], pattern: RegExp): string {
  for (const line of lines) {
    const [, found] = pattern.exec(line) ?? [];
    if (found !== undefined) return found.trim();
  }
  return '';
}

const headOf = (lines: readonly string[]): { readonly program: string; readonly created: string } => ({
  program: headline(lines, /# Athena project file -- (.*?)"?,?\s*$/),
  created: headline(lines, /# This file created at (.*?)"?,?\s*$/),
});

function parsePerl(text: string): Pick<AthenaProject, 'journal' | 'groups'> {
  const scanner = new LiteralScanner(text);
  const groups: AthenaGroup[] = [];
  let journal = '';
  let group: { readonly tag: string; readonly line: number; readonly entries: Map<string, Entry> } | undefined;
  for (;;) {
    scanner.skipBlanks();
    const line = scanner.currentLine();
    if (scanner.take('[record]')) {
      if (group === undefined)
        throw new OperandoError('malformed-file', 'a record ends that did not begin.', { where: { line } });
      groups.push(groupOf(group.tag, group.entries, group.line));
      group = undefined;
      scanner.skipLine();
      continue;
    }
    if (scanner.take('1;')) {
      if (group !== undefined)
        throw new OperandoError(
          'malformed-file',
          said`the group ${group.tag.slice(0, 40)} does not end with [record].`,
          {
            where: { line },
          },
        );
      return { journal, groups };
    }
    // A project ends with `1;`: without it, it was cut.
    if (!scanner.take('$') && !scanner.take('@') && !scanner.take('%'))
      throw scanner.problem('a variable or "1;" is missing');
    const name = scanner.word();
    scanner.expect('=');
    const value = scanner.value();
    scanner.expect(';');
    if (name === 'old_group') {
      if (group !== undefined || typeof value !== 'string')
        throw new OperandoError('malformed-file', 'a group begins inside another.', {
          where: { line },
          cure: 'Save the project again from Athena.',
        });
      group = { tag: value, line, entries: new Map() };
    } else if (name === 'args' || name === 'xdi' || arrays.has(name)) {
      if (group === undefined)
        throw new OperandoError('malformed-file', said`${name} stands outside a group.`, {
          where: { line },
          cure: 'Save the project again from Athena.',
        });
      if (group.entries.has(name))
        throw new OperandoError('malformed-file', said`the group has ${name} twice.`, {
          where: { line },
          cure: 'Save the project again from Athena.',
        });
      group.entries.set(name, { value, line });
    } else if (name === 'journal') journal = journalOf(value);
  }
}

function parseJson(text: string): Pick<AthenaProject, 'journal' | 'groups'> {
  const scanner = new LiteralScanner(text);
  const groups = new Map<string, AthenaGroup>();
  let journal = '';
  let order: readonly Literal[] | undefined;
  const seen = new Set<string>();
  scanner.expect('{');
  for (;;) {
    scanner.skipBlanks();
    if (scanner.take('}')) break;
    if (seen.size > 0) scanner.expect(',');
    const key = scanner.value();
    const line = scanner.currentLine();
    if (typeof key !== 'string' || seen.has(key))
      throw new OperandoError('malformed-file', 'a key is no text or is given twice.', {
        where: { line },
        cure: 'Save the project again from Athena.',
      });
    seen.add(key);
    scanner.expect(':');
    const value = scanner.value();
    if (key === '_____journal') journal = journalOf(value);
    else if (key === '_____order' && Array.isArray(value)) order = value as readonly Literal[];
    else if (!key.startsWith('_____') && value instanceof Map) {
      const entries = new Map(
        [...(value as ReadonlyMap<string, Literal>)].map(([name, item]): [string, Entry] => [
          name,
          { value: item, line },
        ]),
      );
      groups.set(key, groupOf(key, entries, line));
    }
  }
  const named = order?.flatMap((tag) => (typeof tag === 'string' && groups.has(tag) ? [groups.get(tag)!] : []));
  if (named !== undefined && (named.length !== groups.size || new Set(named).size !== groups.size)) {
    throw new OperandoError('malformed-file', `the order names ${order!.length} groups, there are ${groups.size}.`, {
      where: { line: scanner.currentLine() },
      cure: 'Save the project again from Athena.',
    });
  }
  return { journal, groups: named ?? [...groups.values()] };
}

/** Which way of writing a text is that begins with these lines, or undefined. */
export function athenaFlavour(lines: readonly string[]): AthenaProject['flavour'] | undefined {
  const head = lines.slice(0, 12);
  if (head[0]?.startsWith('# Athena project file') === true) return 'perl';
  const isObject =
    head
      .find((line) => line.trim() !== '')
      ?.trim()
      .startsWith('{') === true;
  return isObject && head.some((line) => /"_____\w+": *"# Athena project file/.test(line)) ? 'json' : undefined;
}

/**
 * An Athena project (`.prj`, unpacked): every group with its arrays and parameters, in the order
 * shown in Athena. Both ways of writing are read, Perl (Athena 0.8 and Demeter 0.9) and JSON; nothing
 * in the file is evaluated.
 *
 * @throws OperandoError `malformed-file` with the line for what is no literal, a name given twice, or
 * arrays of other lengths; `truncated-file` for a project that does not end; `bad-number`, `too-large`.
 */
export function parseAthenaProject(text: string): AthenaProject {
  if (text.length > longest)
    throw new OperandoError('too-large', `the project has ${text.length} letters.`, { cure: 'Save fewer groups.' });
  const head = text.slice(0, 4000).split(/\r\n|\n|\r/);
  const flavour = athenaFlavour(head);
  if (flavour === undefined)
    throw new OperandoError('malformed-file', 'this is no Athena project.', { where: { line: 1 } });
  const { journal, groups } = flavour === 'perl' ? parsePerl(text) : parseJson(text);
  const warnings: OperandoWarning[] =
    groups.length > 0 ? [] : [{ code: 'no-groups', message: 'The project holds no group.' }];
  return { flavour, ...headOf(head), journal, groups, warnings };
}
