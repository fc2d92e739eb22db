import type { OperandoWarning } from '@operando/core';
import type { File, Group } from 'h5wasm';
import type { KnownObjects, ObjectKind } from './known-objects.js';
import type { Hdf5Library } from './library-files.js';
import { mostSecondsListing } from './limits.js';
import type { Place } from './links.js';
import { isRecords } from './records.js';
import { isNumeric, isText } from './values.js';
import { walkBudget } from './walk-budget.js';
import { said } from '../text/said.js';

/** What {@link listDatasets} finds. */
export interface Listing {
  /** Paths of numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** Paths of those of one dimension. */
  readonly columns: readonly string[];
  /** Paths of lists of records. */
  readonly records: readonly string[];
  readonly warnings: readonly OperandoWarning[];
}

/** What an object of the library is. */
export function kindOf(library: Hdf5Library, entity: unknown): ObjectKind | undefined {
  if (entity instanceof library.Group) return 'group';
  if (!(entity instanceof library.Dataset)) return entity === null ? undefined : 'other';
  // One that is empty (a null dataspace) has a type of numbers, and none.
  if (entity.shape === null) return 'other';
  return isNumeric(entity) ? 'numbers' : isText(entity) ? 'text' : isRecords(entity) ? 'records' : 'other';
}

/**
 * Goes through a file. What cannot be opened is told and left out, for the rest may be sound; so is what lies too deep, and what is
 * left when objects or time run out.
 * @param top Its root.
 * @param known What is found of the objects is kept here.
 * @param failed Is told of errors of the library.
 * @throws The library's error for a root that cannot be listed, or when it was aborted.
 */
export function listDatasets(
  library: Hdf5Library,
  top: Place,
  known: KnownObjects,
  failed: (cause: unknown) => void,
): Listing {
  const file: File = top.file;
  const datasets: string[] = [];
  const columns: string[] = [];
  const records: string[] = [];
  const unreadable: string[] = [];
  const budget = walkBudget(mostSecondsListing);
  const look = (at: string, depth: number): void => {
    // Links are not followed: what they lead to is met where it stands.
    if ((file.get_link(at) as string | null) || file.get_external_link(at).filename) return;
    known.places.set(at, { ...top, at });
    const child = file.get(at);
    const kind = kindOf(library, child);
    known.kinds.set(at, kind);
    if (kind === 'records') records.push(at);
    else if (child instanceof library.Dataset && kind === 'numbers') {
      const rank = (child.shape ?? []).length;
      if (rank >= 1) (rank === 1 ? columns : datasets).push(at);
    } else if (child instanceof library.Group) walk(child, at, depth + 1);
  };
  const walk = (group: Group, path: string, depth: number): void => {
    const names = group.keys();
    known.members.set(path, new Set(names));
    for (const name of names) {
      if (!budget.take(depth)) return;
      const at = `${path}/${name}`;
      try {
        look(at, depth);
      } catch (cause) {
        if (cause instanceof WebAssembly.RuntimeError) throw cause;
        failed(cause);
        unreadable.push(at);
      }
    }
  };
  walk(file, '', 1);
  const warnings: OperandoWarning[] = [];
  const ended = budget.ended();
  if (ended !== undefined)
    warnings.push({
      code: 'too-many-nodes',
      message: `Not all groups and datasets of the file were listed: ${ended}. A path reads the others (dataset).`,
    });
  if (unreadable.length > 0)
    warnings.push({
      code: 'unreadable',
      message: said`The file seems damaged, or has names that are not UTF-8: ${unreadable.length} of its groups and datasets cannot be opened (${unreadable.slice(0, 5).join(', ')}${unreadable.length > 5 ? ', …' : ''}).`,
    });
  return { datasets, columns, records, warnings };
}
