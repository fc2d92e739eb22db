import type { File } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import { partsOf } from './object-path.js';
import type { Remembered } from './remembered.js';
import { said } from '../text/said.js';

const mostLinks = 40;

/** A place inside one open file. */
export interface Place {
  readonly file: File;
  /** The file: its path on disk, or its name in memory. */
  readonly on: string;
  /** Path inside it, free of links. */
  readonly at: string;
}

/** The other files that one leads to. */
export interface OtherFiles {
  /** Which file a link leads to. @throws OperandoError `unsupported` for one that must not be opened. */
  find(link: string, filename: string, from: string): string;
  /** Opens it, or gives it again. @throws OperandoError `file-access`, `malformed-file`, `too-large`. */
  open(target: string, link: string, filename: string): File;
  close(): void;
}

/** Follows links from one file, never out of a folder. */
export interface LinkFollower {
  /** @throws OperandoError `column-missing`, `malformed-file` for circles, `unsupported` for links out of the folder, `file-access` for dangling ones. */
  resolve(path: string): Place;
  /** Where a source of a virtual dataset is. @throws OperandoError as {@link resolve}. */
  source(filename: string, path: string, from: Place): Place;
}

/** What {@link linkFollower} works on. */
export interface LinkedFile {
  /** The root of the file. */
  readonly top: Place;
  /** Where its paths lead, as far as that is known: links on the way to something are followed once. */
  readonly places: Remembered<Place>;
  readonly others: OtherFiles;
  /** What the file has, for messages. */
  readonly instead: () => string;
  /** Is told of errors of the library. */
  readonly failed: (cause: unknown) => void;
}

/** Where a link leads: into another file, to a path of the same, or nowhere since there is none. */
type Link = { readonly filename: string; readonly path: string } | { readonly path: string } | undefined;

function linkAt({ file }: Place, next: string): Link {
  const outside: { filename?: string; obj_path?: string } = file.get_external_link(next);
  if (outside.filename !== undefined && outside.filename !== '')
    return { filename: outside.filename, path: outside.obj_path ?? '' };
  const target = file.get_link(next) as string | null;
  return target === null || target === '' ? undefined : { path: target };
}

/** Where a path leads from a place, link by link. */
function resolveFrom(start: Place, path: string, { top, others, instead, failed }: LinkedFile): Place {
  const { on } = top;
  let place = start;
  let rest = partsOf(path);
  for (let links = 0; rest.length > 0;) {
    const next = `${place.at}/${rest[0]!}`;
    rest = rest.slice(1);
    let link: Link;
    try {
      link = linkAt(place, next);
    } catch (cause) {
      failed(cause);
      throw inFile(on, 'column-missing', said`there is no ${next}.`, instead(), cause);
    }
    if (link === undefined) {
      place = { file: place.file, on: place.on, at: next };
      continue;
    }
    if (++links > mostLinks)
      throw inFile(on, 'malformed-file', said`${path} leads through more than ${mostLinks} links.`);
    if ('filename' in link) {
      const other = others.find(next, link.filename, place.on);
      rest = [...partsOf(link.path), ...rest];
      place = { file: others.open(other, next, link.filename), on: other, at: '' };
    } else {
      rest = [...partsOf(link.path.startsWith('/') ? link.path : `${place.at}/${link.path}`), ...rest];
      place = { file: place.file, on: place.on, at: '' };
    }
  }
  return place;
}

/** Follows the links of a file, and those of the files that they lead into. */
export function linkFollower(linked: LinkedFile): LinkFollower {
  const { top, others, places } = linked;
  return {
    resolve(path) {
      let place = top;
      let key = '';
      for (const part of partsOf(path)) {
        key += `/${part}`;
        const known = places.get(key);
        place = known ?? resolveFrom(place, part, linked);
        if (known === undefined) places.set(key, place);
      }
      return place;
    },
    source(filename, path, from) {
      if (filename === '.' || filename === '')
        return resolveFrom({ file: from.file, on: from.on, at: '' }, path, linked);
      const target = others.find('a virtual dataset', filename, from.on);
      const file = others.open(target, 'a virtual dataset', filename);
      return resolveFrom({ file, on: target, at: '' }, path, linked);
    },
  };
}
