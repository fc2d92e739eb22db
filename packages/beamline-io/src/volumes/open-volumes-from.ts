import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { gunzipSync } from 'fflate';
import { inFile, placed } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { isHdf5 } from '../hdf5/signature.js';
import { openImageFile, openImagesFrom } from '../images/open-images.js';
import { inflateAnywhere } from '../images/tiff-codecs.js';
import type { Inflate } from '../images/tiff-codecs.js';
import { openHdf5Volume } from './hdf5-volume.js';
import { imageVolume } from './image-volume.js';
import { parseMetaImage, parseSidecar } from './raw-sidecar.js';
import { openRawVolume } from './raw-volume.js';
import type { Volume } from './volume.js';
import { openZarrVolume } from './zarr-volume.js';

/** Options of {@link openVolumesFrom}. */
export interface OpenVolumesOptions extends OpenHdf5Options {
  /** Path of a dataset of HDF5 files, or of an array of zarr folders. */
  readonly dataset?: string | undefined;
  /** Unpacks zlib streams. @default in JavaScript */
  readonly inflate?: Inflate | undefined;
}

/** Volumes and the files that each is made of. */
export interface OpenedVolumes {
  /** In the order of their names. */
  readonly volumes: readonly Volume[];
  /** Of each volume: the name of its file, or of the folder of its slices. */
  readonly names: readonly string[];
}

const folderOf = (name: string): string => /^(.*)[/\\][^/\\]*$/.exec(name)?.[1] ?? '';
const stemOf = (name: string): string => name.replace(/\.[^./\\]*$/, '');
const isSidecar = (name: string): boolean => /\.(?:ya?ml|json|mhd)$/i.test(name);
const zarrFiles = /(?:^|[/\\])(?:\.zarray|\.zgroup|\.zattrs|\.zmetadata|zarr\.json)$/;

/** Folders of zarr arrays among files: the uppermost that have metadata. */
function zarrRoots(sources: readonly NamedSource[]): string[] {
  const folders = [...new Set(sources.filter(({ name }) => zarrFiles.test(name)).map(({ name }) => folderOf(name)))];
  return folders.filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(`${other}/`)));
}

async function openZarr(root: string, sources: readonly NamedSource[], options: OpenVolumesOptions): Promise<Volume> {
  const byKey = new Map(sources.map(({ name, bytes }) => [name.slice(root.length + 1).replaceAll('\\', '/'), bytes]));
  const { dataset, inflate = inflateAnywhere } = options;
  const get = async (key: string, from = 0, length?: number): Promise<Uint8Array | undefined> => {
    const bytes = byKey.get(key);
    if (bytes === undefined) return undefined;
    const begin = from < 0 ? Math.max(0, bytes.byteLength + from) : from;
    return bytes.slice(begin, length === undefined ? bytes.byteLength : begin + length);
  };
  // Chunks say nothing larger than what they hold: what unpacks to more is refused by its length.
  const gzip = (bytes: Uint8Array, most: number): Uint8Array => gunzipSync(bytes, { out: new Uint8Array(most) });
  try {
    return await openZarrVolume(root, { get }, dataset, { zlib: inflate, gzip });
  } catch (error) {
    throw placed(error, root);
  }
}

async function openRaw(source: NamedSource, sidecar: NamedSource): Promise<Volume> {
  const text = new TextDecoder().decode(await sidecar.bytes.slice(0, 1024 * 1024));
  try {
    return openRawVolume(source, /\.mhd$/i.test(sidecar.name) ? parseMetaImage(text) : parseSidecar(text));
  } catch (error) {
    throw placed(error, sidecar.name);
  }
}

/** One volume of one file. */
async function openOne(
  source: NamedSource,
  sidecars: readonly NamedSource[],
  options: OpenVolumesOptions,
): Promise<Volume> {
  const head = await source.bytes.slice(0, 16);
  if (isHdf5(head)) return openHdf5Volume(source, options.dataset, options);
  const sidecar = sidecars.find(({ name }) => stemOf(name) === stemOf(source.name) || stemOf(name) === source.name);
  if (sidecar !== undefined) return openRaw(source, sidecar);
  if (!(await isTiff(source))) {
    throw inFile(
      source.name,
      'unsupported',
      'this is no volume that is read here.',
      'Give TIFF, HDF5, zarr, or plain numbers with a file of the same name that ends in .yaml, .json or .mhd.',
    );
  }
  return imageVolume(source.name, await openImagesFrom([source], { inflate: options.inflate }));
}

async function isTiff({ bytes }: NamedSource): Promise<boolean> {
  const head = await bytes.slice(0, 2);
  return (head[0] === 0x49 && head[1] === 0x49) || (head[0] === 0x4d && head[1] === 0x4d);
}

/** Groups of files: TIFF files of one picture each in one folder are the slices of one volume. */
async function groupsOf(sources: readonly NamedSource[], options: OpenVolumesOptions): Promise<NamedSource[][]> {
  const groups = new Map<string, NamedSource[]>();
  for (const source of sources) {
    const isSlice = (await isTiff(source)) && (await openImageFile(source, { inflate: options.inflate })).count === 1;
    const key = isSlice ? `folder ${folderOf(source.name)}` : `file ${source.name}`;
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups.values()];
}

/**
 * Volumes from files in the order given: TIFF of several pictures, TIFF files of one picture each in folders (a volume for
 * each folder, slices in natural order of their names), HDF5, zarr folders, plain numbers with a file of the same name beside
 * them. Nothing but their outlines is read.
 *
 * @throws OperandoError `too-few-points` without a volume; `unsupported`, `malformed-file`, `truncated-file`,
 * `column-missing`, `shape-mismatch`, always with the file.
 */
export async function openVolumesFrom(
  sources: readonly NamedSource[],
  options: OpenVolumesOptions = {},
): Promise<OpenedVolumes> {
  const roots = zarrRoots(sources);
  const rootOf = (name: string): string | undefined => roots.find((root) => name.startsWith(`${root}/`));
  const sidecars = sources.filter(({ name }) => rootOf(name) === undefined && isSidecar(name));
  const files = sources.filter(({ name }) => rootOf(name) === undefined && !isSidecar(name));
  const volumes: Volume[] = [];
  const names: string[] = [];
  for (const root of roots) {
    const own = sources.filter(({ name }) => name.startsWith(`${root}/`));
    volumes.push(await openZarr(root, own, options));
    names.push(root);
  }
  for (const group of await groupsOf(files, options)) {
    const [first] = group;
    if (first === undefined) continue;
    const name = group.length === 1 ? first.name : folderOf(first.name);
    volumes.push(
      group.length === 1
        ? await openOne(first, sidecars, options)
        : imageVolume(name, await openImagesFrom(naturally(group), { inflate: options.inflate })),
    );
    names.push(name);
  }
  if (volumes.length === 0) {
    throw new OperandoError('too-few-points', 'there are no volumes.', { cure: 'Give some files.' });
  }
  return { volumes, names };
}
