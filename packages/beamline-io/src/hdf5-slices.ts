import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import type { Dataset, File } from 'h5wasm/node';

/** A numeric dataset of an HDF5 file, read slice by slice. */
export interface Hdf5Dataset {
  readonly path: string;
  readonly shape: readonly number[];
  /**
   * Values with these indices along the first dimension (all along the others), row after row.
   * @throws OperandoError `malformed-file` for a slice that cannot be decoded, a missing filter among the causes.
   */
  read(from: number, to: number): Float64Array;
}

/** An open HDF5 file. */
export interface Hdf5File {
  /** Paths of all numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** @throws OperandoError `column-missing` for a path that is no numeric dataset, `unsupported` for one that lies in another file. */
  dataset(path: string): Hdf5Dataset;
  close(): void;
}

/** Values of one slice that are held at once: 256 MB. */
const largestSlice = 32 * 1024 * 1024;
const mostLinks = 40;
const mostNodes = 20_000;

function inFile(path: string, code: ConstructorParameters<typeof OperandoError>[0], problem: string, cure?: string, cause?: unknown): OperandoError {
  return new OperandoError(code, problem, { where: { file: path }, ...(cure === undefined ? {} : { cure }), ...(cause === undefined ? {} : { cause }) });
}

/** What there is instead. */
function has(datasets: readonly string[]): string {
  return datasets.length === 0 ? 'The file has no arrays of numbers.' : `It has ${datasets.slice(0, 20).join(', ')}.`;
}

/** The place a path leads to inside this file: soft links are followed, external ones refused, since a file from elsewhere must not choose what else is read. */
function insidePath(file: File, path: string, name: string, datasets: readonly string[]): string {
  let at = '';
  let rest = path.split('/').filter((part) => part !== '');
  for (let links = 0; rest.length > 0; ) {
    const next = `${at}/${rest[0]!}`;
    rest = rest.slice(1);
    let outside: { filename?: string };
    let target: string | null;
    try {
      outside = file.get_external_link(next);
      target = file.get_link(next) as string | null;
    } catch (cause) {
      throw inFile(name, 'column-missing', `there is no ${next}.`, has(datasets), cause);
    }
    if (outside.filename !== undefined && outside.filename !== '') {
      throw inFile(name, 'unsupported', `${next} lies in another file (${JSON.stringify(outside.filename.slice(0, 80))}).`, 'Open that file itself.');
    }
    if (target === null || target === '') {
      at = next;
      continue;
    }
    if (++links > mostLinks) throw inFile(name, 'malformed-file', `${path} leads through more than ${mostLinks} links.`);
    const whole = target.startsWith('/') ? target : `${at}/${target}`;
    rest = [...whole.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
    at = '';
  }
  return at;
}

/**
 * Open an HDF5 (NeXus) file for reading slices; the library for it is loaded at the first call. Compressed by gzip and
 * shuffle, or not at all.
 *
 * @throws OperandoError `file-access`, `malformed-file`.
 */
export async function openHdf5(path: string): Promise<Hdf5File> {
  await access(path).catch((cause: unknown) => {
    throw inFile(path, 'file-access', 'the file cannot be read.', 'Check its path and permissions.', cause);
  });
  const h5wasm = await import('h5wasm/node');
  const library = await h5wasm.ready;
  // Without it, a missing filter gives numbers that mean nothing.
  library.activate_throwing_error_handler();
  const guard = <T>(problem: string, work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof OperandoError) throw cause;
      throw inFile(path, 'malformed-file', problem, 'It may be cut short, or compressed by a filter that is not built in (only gzip and shuffle are).', cause);
    }
  };
  const file = guard('this is no HDF5 file that can be opened.', () => new h5wasm.File(resolve(path), 'r'));
  const datasets: string[] = [];
  const names = (group: string): string[] => {
    const entity = file.get(group === '' ? '/' : group);
    return entity instanceof h5wasm.Group ? entity.keys() : [];
  };
  let nodes = 0;
  const walk = (group: string, depth: number): void => {
    for (const name of names(group)) {
      if (++nodes > mostNodes || depth > 30) return;
      const at = `${group}/${name}`;
      // Links are not followed: what they lead to is met where it stands.
      if ((file.get_link(at) as string | null) || file.get_external_link(at).filename) continue;
      const entity = file.get(at);
      if (entity instanceof h5wasm.Dataset) {
        if ((entity.shape ?? []).length >= 2 && isNumeric(entity)) datasets.push(at);
      } else if (entity instanceof h5wasm.Group) walk(at, depth + 1);
    }
  };
  guard('its contents cannot be listed.', () => walk('', 0));
  return {
    datasets,
    dataset(wanted) {
      const at = guard(`there is no ${wanted}.`, () => insidePath(file, wanted, path, datasets));
      const entity = guard(`there is no ${wanted}.`, () => file.get(at));
      if (!(entity instanceof h5wasm.Dataset) || !isNumeric(entity) || (entity.shape ?? []).length === 0) {
        throw inFile(path, 'column-missing', `${wanted} is no array of numbers.`, has(datasets));
      }
      if ((entity.metadata.virtual_sources ?? []).length > 0) throw inFile(path, 'unsupported', `${wanted} is put together from other files.`, 'Read those files themselves.');
      const shape = entity.shape!;
      const row = shape.slice(1).reduce((product, size) => product * size, 1);
      return {
        path: at,
        shape,
        read(from, to) {
          if (!(from >= 0 && to > from && to <= shape[0]!)) throw inFile(path, 'outside-range', `${wanted} has ${shape[0]} slices, not ${from} to ${to}.`);
          if ((to - from) * row > largestSlice) throw inFile(path, 'too-large', `${(to - from) * row} values at once are too many.`, 'Read fewer slices at a time.');
          const values = guard(`${wanted} cannot be read.`, () => entity.slice([[from, to], ...shape.slice(1).map((): [] => [])]));
          if (values instanceof Float64Array) return values;
          if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
          if (ArrayBuffer.isView(values) && !(values instanceof DataView)) return Float64Array.from(values as ArrayLike<number>);
          throw inFile(path, 'malformed-file', `${wanted} holds no numbers.`);
        },
      };
    },
    close: () => void file.close(),
  };
}

/** Integers (0) and floating point (1) of HDF5's type classes. */
function isNumeric({ metadata }: Dataset): boolean {
  return metadata.type === 0 || metadata.type === 1;
}
