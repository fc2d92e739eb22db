import { statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OperandoError } from '@operando/core';
import type { ProvenanceInput } from '@operando/core';
import { exists } from '@operando/beamline-io/node';
import { hashFile } from './hash-inputs.js';
import type { InputFile } from './hash-inputs.js';

/** Where to look for the inputs of an earlier run. */
export interface Places {
  /** Folder from which their relative names led to them. */
  readonly folder: string | undefined;
  /** Folder in which they are now, as far as somebody said so. */
  readonly moved: string | undefined;
}

/** A name as it leads from the folder of the run, where it lies in that. */
function nameInside(name: string, folder: string | undefined): string {
  if (!isAbsolute(name) || folder === undefined) return name;
  const inside = relative(folder, name);
  return inside.startsWith('..') || isAbsolute(inside) ? name : inside;
}

/** Ways that a file may have below the folder it was moved to: its whole path, then less and less of it, its name at last. */
function waysBelow(moved: string, name: string): string[] {
  const parts = name.split(sep === '\\' ? /[\\/]/ : '/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((_, first) => join(moved, ...parts.slice(first)));
}

function isPlainFile(path: string): boolean {
  try {
    return statSync(path, { bigint: true }).isFile();
  } catch {
    return false;
  }
}

/** The first of some places with the file that was read then; undefined where none has it. */
async function unchangedAt(places: readonly string[], sha256: string): Promise<string | undefined> {
  for (const place of places) if ((await hashFile(place)).sha256 === sha256) return place;
  return undefined;
}

/**
 * Where an input is now: where somebody said, else where it was, else at the same place from the folder of this run; of several
 * files of that name the one that was read then.
 *
 * @throws OperandoError `file-access` for one that is gone, or came through a pipe.
 */
export async function findInput(
  { role, name, sha256 }: ProvenanceInput,
  { folder, moved }: Places,
): Promise<InputFile> {
  // From the folder it was run in, a file has the path it had.
  const found = (path: string): InputFile => ({ role, name, path: path === resolve(name) ? name : path });
  const recorded = folder === undefined ? resolve(name) : resolve(folder, name);
  const inside = nameInside(name, folder);
  if (moved !== undefined) {
    const there: string[] = [];
    for (const way of waysBelow(moved, inside)) if (await exists(way)) there.push(way);
    const path = (there.length > 1 ? await unchangedAt(there, sha256) : undefined) ?? there[0];
    if (path !== undefined) return found(path);
  }
  if ((await exists(recorded)) && (sha256 !== '' || isPlainFile(recorded))) return found(recorded);
  // A file that only happens to have its name is none.
  const here = isAbsolute(inside) ? undefined : await unchangedAt([resolve(inside)], sha256);
  if (here !== undefined && sha256 !== '') return found(here);
  if (sha256 === '')
    throw new OperandoError('file-access', `the input ${name} came through a pipe, and is gone with it.`, {
      where: { file: name },
      cure: 'Run the analysis again on a file that holds it.',
    });
  throw new OperandoError('file-access', `the input ${basename(name)} is no longer there.`, {
    where: { file: moved === undefined ? recorded : join(moved, basename(name)) },
    cure: 'Say with --inputs in which folder the inputs are now.',
  });
}
