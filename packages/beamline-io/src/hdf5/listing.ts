import type { OperandoWarning } from '@operando/core';
import type { File, Group } from 'h5wasm';
import type { Hdf5Library } from './library-files.js';
import { deepest, mostNodes } from './limits.js';
import { isNumeric } from './values.js';
import { said } from '../text/said.js';

/** What {@link listDatasets} finds. */
export interface Listing {
  /** Paths of numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Goes through a file. What cannot be opened is told and left out, for the rest may be sound.
 * @param failed Is told of errors of the library.
 * @throws The library's error for a root that cannot be listed, or when it was aborted.
 */
export function listDatasets(library: Hdf5Library, file: File, failed: (cause: unknown) => void): Listing {
  const datasets: string[] = [];
  const unreadable: string[] = [];
  let nodes = 0;
  const look = (at: string, depth: number): void => {
    // Links are not followed: what they lead to is met where it stands.
    if ((file.get_link(at) as string | null) || file.get_external_link(at).filename) return;
    const child = file.get(at);
    if (child instanceof library.Dataset) {
      if ((child.shape ?? []).length >= 2 && isNumeric(child)) datasets.push(at);
    } else if (child instanceof library.Group) walk(child, at, depth + 1);
  };
  const walk = (group: Group, path: string, depth: number): void => {
    for (const name of group.keys()) {
      if (++nodes > mostNodes || depth > deepest) return;
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
  walk(file, '', 0);
  const warnings: OperandoWarning[] = [];
  if (nodes > mostNodes)
    warnings.push({ code: 'too-many-nodes', message: `Only the first ${mostNodes} groups and datasets were listed.` });
  if (unreadable.length > 0)
    warnings.push({
      code: 'unreadable',
      message: said`The file seems damaged, or has names that are not UTF-8: ${unreadable.length} of its groups and datasets cannot be opened (${unreadable.slice(0, 5).join(', ')}${unreadable.length > 5 ? ', …' : ''}).`,
    });
  return { datasets, warnings };
}
