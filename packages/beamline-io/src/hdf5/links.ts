import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { File } from 'h5wasm/node';
import { inFile } from '../bytes/file-error.js';

const mostLinks = 40;
const mostFiles = 1000;
/** Groups whose places are remembered: links on the way to their members are followed once. */
const mostRemembered = 20_000;

/** A place inside one open file. */
export interface Place {
  readonly file: File;
  /** Path of the file on disk. */
  readonly on: string;
  /** Path inside it, free of links. */
  readonly at: string;
}

/** Follows links from one file, never out of a folder. */
export interface LinkFollower {
  /** @throws OperandoError `column-missing`, `malformed-file` for circles, `unsupported` for links out of the folder, `file-access` for dangling ones. */
  resolve(path: string): Place;
  /** Where a source of a virtual dataset is. @throws OperandoError as {@link resolve}. */
  source(filename: string, path: string, from: Place): Place;
  close(): void;
}

/** Names on a path. */
function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Whether something lies in a folder, both given by their real paths. */
export function isInside(folder: string, real: string): boolean {
  const from = relative(folder, real);
  return !(from === '' || from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from));
}

/** Real path of a file beside another, if it lies in the folder. */
function inside(folder: string, on: string, filename: string): string | undefined {
  const wanted = isAbsolute(filename) ? filename : join(dirname(on), filename);
  const real = existsSync(wanted) ? realpathSync(wanted) : resolve(wanted);
  return isInside(folder, real) ? real : undefined;
}

/**
 * @param open Opens another file.
 * @param folder Real path of the folder that external links may lead into; false refuses all.
 * @param instead What the file has, for messages.
 * @param failed Is told of errors of the library.
 */
export function linkFollower(
  open: (target: string) => File,
  root: File,
  on: string,
  folder: string | false,
  instead: () => string,
  failed: (cause: unknown) => void,
): LinkFollower {
  const others = new Map<string, File>();
  const openOther = (target: string, link: string, filename: string): File => {
    const known = others.get(target);
    if (known !== undefined) return known;
    if (!existsSync(target))
      throw inFile(
        on,
        'file-access',
        `${link} leads to ${JSON.stringify(filename.slice(0, 80))}, which is not there.`,
        'Copy the linked files into the same folder.',
      );
    if (others.size >= mostFiles) throw inFile(on, 'too-large', `the file leads to more than ${mostFiles} others.`);
    try {
      const file = open(target);
      others.set(target, file);
      return file;
    } catch (cause) {
      if (isOperandoError(cause)) throw cause;
      failed(cause);
      throw inFile(target, 'malformed-file', 'this is no HDF5 file that can be opened.', undefined, cause);
    }
  };
  const elsewhere = (link: string, filename: string, from: string): string => {
    const target = folder === false ? undefined : inside(folder, from, filename);
    if (target !== undefined) return target;
    throw inFile(
      on,
      'unsupported',
      `${link} leads to another file (${JSON.stringify(filename.slice(0, 80))}) ${folder === false ? 'and links are not followed' : 'outside the folder'}.`,
      'Open that file itself, or give the folder that links may lead into.',
    );
  };
  const resolveFrom = (start: Place, path: string): Place => {
    let place = start;
    let rest = partsOf(path);
    for (let links = 0; rest.length > 0;) {
      const next = `${place.at}/${rest[0]!}`;
      rest = rest.slice(1);
      let outside: { filename?: string; obj_path?: string };
      let target: string | null;
      try {
        outside = place.file.get_external_link(next);
        target = place.file.get_link(next) as string | null;
      } catch (cause) {
        failed(cause);
        throw inFile(on, 'column-missing', `there is no ${next}.`, instead(), cause);
      }
      const leads = outside.filename !== undefined && outside.filename !== '';
      if (!leads && (target === null || target === '')) {
        place = { file: place.file, on: place.on, at: next };
        continue;
      }
      if (++links > mostLinks)
        throw inFile(on, 'malformed-file', `${path} leads through more than ${mostLinks} links.`);
      if (leads) {
        const other = elsewhere(next, outside.filename!, place.on);
        rest = [...partsOf(outside.obj_path ?? ''), ...rest];
        place = { file: openOther(other, next, outside.filename!), on: other, at: '' };
      } else {
        rest = [...partsOf(target!.startsWith('/') ? target! : `${place.at}/${target!}`), ...rest];
        place = { file: place.file, on: place.on, at: '' };
      }
    }
    return place;
  };
  const top: Place = { file: root, on, at: '' };
  const groups = new Map<string, Place>();
  const groupAt = (path: string): Place => {
    const known = groups.get(path);
    if (known !== undefined) return known;
    const place = resolveFrom(top, path);
    if (groups.size < mostRemembered) groups.set(path, place);
    return place;
  };
  return {
    resolve(path) {
      const parts = partsOf(path);
      return parts.length < 2
        ? resolveFrom(top, path)
        : resolveFrom(groupAt(parts.slice(0, -1).join('/')), parts.at(-1)!);
    },
    source(filename, path, from) {
      if (filename === '.' || filename === '') return resolveFrom({ file: from.file, on: from.on, at: '' }, path);
      const target = elsewhere('a virtual dataset', filename, from.on);
      return resolveFrom({ file: openOther(target, 'a virtual dataset', filename), on: target, at: '' }, path);
    },
    close() {
      for (const file of others.values()) {
        try {
          file.close();
        } catch (cause) {
          failed(cause);
        }
      }
    },
  };
}
