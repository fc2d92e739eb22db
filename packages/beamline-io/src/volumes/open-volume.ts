import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { isOperandoError, OperandoError } from '@operando/core';
import { accessError } from '../bytes/access-error.js';
import { inFile, placed } from '../bytes/file-error.js';
import { fileSource } from '../bytes/file-source.js';
import { isHdf5 } from '../hdf5/signature.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { openImagesFrom } from '../images/open-images.js';
import { listFolder } from '../series/list-series.js';
import { exists } from '../write/replace-file.js';
import { openHdf5Volume } from './hdf5-volume.js';
import { imageVolume } from './image-volume.js';
import { parseMetaImage, parseSidecar } from './raw-sidecar.js';
import { openRawVolume } from './raw-volume.js';
import type { Volume } from './volume.js';
import type { ZarrInflate, ZarrStore } from './zarr-chunks.js';
import { openZarrVolume } from './zarr-volume.js';

/** A volume by its file, and its path within. */
export interface VolumePlace {
  /** Path of the file or folder. */
  readonly file: string;
  /** Path of a dataset of an HDF5 file, or of an array of a zarr folder. */
  readonly dataset?: string | undefined;
}

/** Options of {@link openVolume}. */
export type OpenVolumeOptions = OpenHdf5Options;

const unpack: ZarrInflate = {
  zlib: (bytes, most) => inflateSync(bytes, { maxOutputLength: most, chunkSize: Math.max(64, most) }),
  gzip: (bytes, most) => gunzipSync(bytes, { maxOutputLength: most, chunkSize: Math.max(64, most) }),
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR');

/** The files of a folder as a zarr store. */
function folderStore(folder: string): ZarrStore {
  return {
    async get(key, from = 0, length) {
      const path = join(folder, key);
      try {
        if (length === undefined && from === 0) return await readFile(path);
        const file = await open(path, 'r');
        try {
          const { size } = await file.stat();
          const begin = from < 0 ? Math.max(0, size + from) : Math.min(size, from);
          const bytes = new Uint8Array(Math.min(length ?? size, size - begin));
          const { bytesRead } = await file.read(bytes, 0, bytes.length, begin);
          return bytes.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw accessError(path, error);
      }
    },
  };
}

/** Whether a folder is that of a zarr array or group. */
async function isZarr(folder: string): Promise<boolean> {
  for (const name of ['.zarray', 'zarr.json', '.zgroup']) if (await exists(join(folder, name))) return true;
  return false;
}

/** The words beside plain numbers: the file itself, or one of its name with another ending. */
async function sidecarOf(path: string): Promise<string | undefined> {
  const ending = extname(path).toLowerCase();
  if (['.mhd', '.yaml', '.yml', '.json'].includes(ending)) return path;
  const stem = path.slice(0, path.length - ending.length);
  for (const each of ['.mhd', '.yaml', '.yml', '.json'])
    for (const candidate of [`${stem}${each}`, `${path}${each}`]) if (await exists(candidate)) return candidate;
  return undefined;
}

/** Plain numbers with words beside them. */
async function openRaw(path: string, sidecar: string): Promise<Volume> {
  const isMeta = extname(sidecar).toLowerCase() === '.mhd';
  try {
    const text = (await readFile(sidecar, 'utf8')).slice(0, 1024 * 1024);
    const layout = isMeta ? parseMetaImage(text) : parseSidecar(text);
    const { file } = layout;
    if (file !== undefined && (file !== basename(file) || file === '..'))
      throw inFile(sidecar, 'unsupported', 'the numbers lie in another folder.', 'Put both files into one folder.');
    if (file === undefined && sidecar === path)
      throw inFile(
        sidecar,
        'malformed-file',
        'it does not name the file of the numbers.',
        'Give file, or the volume itself.',
      );
    return openRawVolume(fileSource(sidecar === path ? join(dirname(sidecar), file!) : path), layout);
  } catch (error) {
    throw isOperandoError(error) ? placed(error, sidecar) : accessError(sidecar, error);
  }
}

async function openFile(path: string, dataset: string | undefined, options: OpenVolumeOptions): Promise<Volume> {
  const source = fileSource(path);
  const head = await source.bytes.slice(0, 16);
  if (isHdf5(head)) return openHdf5Volume(source, dataset, options);
  if (dataset !== undefined)
    throw inFile(path, 'invalid-argument', 'only HDF5 files and zarr folders have datasets.', 'Leave the dataset out.');
  const isTiff = (head[0] === 0x49 && head[1] === 0x49) || (head[0] === 0x4d && head[1] === 0x4d);
  if (isTiff) return imageVolume(path, await openImagesFrom([source]));
  const sidecar = await sidecarOf(path);
  if (sidecar !== undefined) return openRaw(path, sidecar);
  throw inFile(
    path,
    'unsupported',
    'this is no volume that is read here.',
    'Give TIFF, a folder of TIFF files, HDF5, zarr, or plain numbers with a file of the same name that ends in .yaml, .json or .mhd.',
  );
}

/**
 * A volume: a TIFF file of several pictures, a folder of TIFF files in natural order of their names, an HDF5 (NeXus) file, a zarr
 * array of version 2 or 3, or plain numbers with a file beside them (YAML, JSON, MetaImage). Nothing but its outline is read.
 *
 * @throws OperandoError `file-access`, `unsupported`, `malformed-file`, `truncated-file`, `column-missing`, `shape-mismatch`; always
 * with the file.
 */
export async function openVolume(place: string | VolumePlace, options: OpenVolumeOptions = {}): Promise<Volume> {
  const { file: path, dataset }: VolumePlace = typeof place === 'string' ? { file: place } : place;
  const found = await stat(path).catch((error: unknown) => {
    throw accessError(path, error);
  });
  try {
    if (!found.isDirectory()) return await openFile(path, dataset, options);
    if (await isZarr(path)) return await openZarrVolume(path, folderStore(path), dataset, unpack);
    const { files, warnings } = await listFolder(path);
    const tiffs = files.filter((each) => /\.(?:tif|tiff|btf|tf8)$/i.test(each));
    if (tiffs.length === 0)
      throw new OperandoError('unsupported', 'the folder holds no TIFF files, and is no zarr array.', {
        cure: 'Give the folder of the slices.',
      });
    const volume = imageVolume(path, await openImagesFrom(tiffs.map(fileSource)));
    return { ...volume, warnings: [...warnings, ...volume.warnings] };
  } catch (error) {
    throw placed(error, path);
  }
}
