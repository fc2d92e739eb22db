import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning, WarningCode } from '@operando/core';
import type { Hdf5File } from './file.js';
import { deepest, mostSecondsSearching } from './limits.js';
import { classOf, groupsIn, memberPath, parentOf, signalName, whyNoNumbers, word } from './nexus-members.js';
import { walkBudget } from './walk-budget.js';
import { said } from '../text/said.js';

const deepestDefault = 12;
/** Groups that are looked into below one entry, and in all: each takes a millisecond. */
const mostSearched = 400;
const mostSearchedInAll = 4000;
const mostNamed = 12;

/** Names for a message. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ', …' : ''}`;
}

/** What to do where no data are named. */
export function giveDataset(file: Hdf5File): string {
  const arrays = [...file.datasets, ...file.columns, ...file.lists];
  return arrays.length === 0 ? 'Give the path of a dataset.' : said`Give the path of a dataset: ${listed(arrays)}.`;
}

/** Entries of a file, in natural order. */
export function entriesOf(file: Hdf5File): readonly string[] {
  return groupsIn(file, '/').filter((path) => classOf(file, path) === 'NXentry');
}

/** That a file has other entries too. */
export function severalEntries(entries: readonly string[], taken: string): OperandoWarning {
  return {
    code: 'several-entries',
    message: said`The file has ${entries.length} entries; the first with data was taken (${taken}). They are ${listed(entries.map((entry) => entry.slice(1)))}. Choose with scan or dataset.`,
  };
}

/** A default or signal that leads nowhere, as words to go on with. */
interface Astray {
  readonly code: WarningCode;
  readonly asked: string;
  /** Where a link on the way leads to. */
  readonly cause?: OperandoError;
}

/** What keeps a path from leading to numbers, where that is a link or damage. */
function troubleAt(file: Hdf5File, path: string): OperandoError | undefined {
  try {
    file.dataset(path);
  } catch (error) {
    if (isOperandoError(error) && error.code !== 'column-missing') return error;
  }
  return undefined;
}

function signalAstray(file: Hdf5File, group: string, name: string): Astray {
  const path = memberPath(group, name);
  const cause = troubleAt(file, path);
  return {
    code: 'signal-missing',
    asked: said`The signal of ${group}, ${name}, ${whyNoNumbers(file, path)}`,
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Data without a signal, one of whose members leads nowhere: it may be the signal. */
function memberAstray(file: Hdf5File, group: string): Astray | undefined {
  for (const path of file.children(group).map((name) => memberPath(group, name))) {
    const cause = file.kind(path) === undefined ? troubleAt(file, path) : undefined;
    if (cause !== undefined)
      return {
        code: 'signal-missing',
        asked: said`${group} has no signal, and ${path} ${whyNoNumbers(file, path)}`,
        cause,
      };
  }
  return undefined;
}

/** Where a search was broken off, for the message. */
type Unsearched = string[];

/** Groups below one, nearer ones first; data and entries before instruments, samples and processes. */
function* below(file: Hdf5File, top: string, most: number, unsearched: Unsearched): Generator<string> {
  const queue = [{ group: top, depth: 0 }];
  const rank = (path: string): number => ({ NXdata: 0, NXentry: 1 })[classOf(file, path)] ?? 2;
  let next = 0;
  for (; next < queue.length && next < most; next++) {
    const { group, depth } = queue[next]!;
    yield group;
    const groups = groupsIn(file, group);
    if (depth >= deepest && groups.length > 0) unsearched.push(said`below ${group}`);
    else
      queue.push(
        ...groups
          .map((path) => ({ group: path, depth: depth + 1, rank: rank(path) }))
          .toSorted((a, b) => a.rank - b.rank),
      );
  }
  if (next < queue.length) unsearched.push(said`in ${top} beyond its first ${most} groups`);
}

/** Groups below the root, entry by entry: many of them must not hide the data of the first. */
function* belowRoot(file: Hdf5File, entries: readonly string[], unsearched: Unsearched): Generator<string> {
  yield '/';
  const known = new Set(entries);
  const others = groupsIn(file, '/').filter((path) => !known.has(path));
  const isData = (path: string): boolean => classOf(file, path) === 'NXdata';
  for (const top of [...others.filter(isData), ...entries, ...others.filter((path) => !isData(path))])
    yield* below(file, top, mostSearched, unsearched);
}

/** Where the chain of `default` attributes leads, and how it broke off. */
function followDefaults(file: Hdf5File, start: string): { readonly at: string; readonly astray?: Astray } {
  let at = start;
  for (let depth = 0; depth < deepestDefault; depth++) {
    const next = word(file.attributes(at)['default']);
    if (next === undefined || next === '' || next === '.') break;
    const path = memberPath(at, next);
    const kind = file.kind(path);
    if (kind !== 'group')
      return {
        at,
        astray: {
          code: 'default-missing',
          asked: said`The default of ${at}, ${next}, ${kind === undefined ? whyNoNumbers(file, path) : 'is no group'}`,
        },
      };
    at = path;
  }
  return { at };
}

/** That other data stand beside those that were taken, when the file does not say which are meant. */
function severalData(file: Hdf5File, group: string): OperandoWarning | undefined {
  const others = groupsIn(file, parentOf(group)).filter((path) => path !== group && classOf(file, path) === 'NXdata');
  if (others.length === 0) return undefined;
  return {
    code: 'several-data',
    message: said`The file does not say which data are meant; ${group} was taken. Others: ${listed(others)}. Choose with dataset.`,
  };
}

/**
 * The group of plottable data that a file, or a group of it, points to: by the chain of `default` attributes, else by looking through
 * the groups below. Where the chain leads nowhere, or data on the way have no signal, what is taken instead is told.
 *
 * @returns Undefined without such data.
 * @throws OperandoError `column-missing` or as `Hdf5File.dataset` when the file points to data whose signal cannot be read, or there is nothing instead.
 */
export function findDefaultGroup(file: Hdf5File, start: string, warnings: OperandoWarning[]): string | undefined {
  const { at, astray: broken } = followDefaults(file, start);
  let astray = broken;
  const chosen = at === start ? undefined : signalName(file, at);
  if (chosen !== undefined && file.kind(memberPath(at, chosen)) !== 'numbers') {
    throw (
      troubleAt(file, memberPath(at, chosen)) ??
      new OperandoError(
        'column-missing',
        said`the default data, ${at}, name the signal ${chosen}, which ${whyNoNumbers(file, memberPath(at, chosen))}.`,
        { cure: giveDataset(file) },
      )
    );
  }
  const entries = at === '/' ? entriesOf(file) : [];
  let searched = 0;
  const budget = walkBudget(mostSecondsSearching);
  const unsearched: Unsearched = [];
  const groups = at === '/' ? belowRoot(file, entries, unsearched) : below(file, at, mostSearched, unsearched);
  for (const group of groups) {
    if (++searched > mostSearchedInAll || budget.isSpent()) {
      throw new OperandoError(
        'too-large',
        searched > mostSearchedInAll
          ? `none of the first ${mostSearchedInAll} groups has data to plot, and the file has more.`
          : `none of the groups that were looked through in ${mostSecondsSearching} s has data to plot, and the file has more.`,
        { cure: entries.length > 1 ? said`Choose an entry with dataset: ${listed(entries)}.` : giveDataset(file) },
      );
    }
    const stated = word(file.attributes(group)['signal']);
    const isData = classOf(file, group) === 'NXdata';
    const name = stated ?? (isData ? signalName(file, group) : undefined);
    if (name === undefined) {
      if (isData) astray ??= memberAstray(file, group);
      continue;
    }
    if (file.kind(memberPath(group, name)) !== 'numbers') {
      astray ??= signalAstray(file, group, name);
      continue;
    }
    if (astray !== undefined)
      warnings.push({
        code: astray.code,
        message: said`${astray.asked}; ${memberPath(group, name)} was taken instead. Choose with dataset.`,
      });
    if (entries.length > 1) warnings.push(severalEntries(entries, group));
    const several = group === at || astray !== undefined ? undefined : severalData(file, group);
    if (several !== undefined) warnings.push(several);
    return group;
  }
  if (unsearched.length > 0)
    warnings.push({
      code: 'too-many-nodes',
      message: said`The file was not looked through for data to plot ${listed(unsearched)}.`,
    });
  if (astray === undefined) return undefined;
  throw astray.cause ?? new OperandoError('column-missing', said`${astray.asked}.`, { cure: giveDataset(file) });
}
