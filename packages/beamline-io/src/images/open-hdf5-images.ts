import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import { openHdf5Source, withHdf5 } from '../hdf5/open-source.js';
import { isHdf5 } from '../hdf5/signature.js';
import { said } from '../text/said.js';
import type { FrameRole } from './frame-role.js';
import { findFrames } from './hdf5-frames.js';
import type { WantedFrames } from './hdf5-frames.js';
import type { ImageFile } from './image-file.js';
import { nexusDetector } from './nexus-detector.js';
import type { Samples } from './samples.js';

/** Bytes that are asked for the signature. */
const signatureRange = 4096;
/** Values that the library gives at once. */
const mostValues = 32 * 2 ** 20;

const nameOf: { readonly [role in FrameRole]: string } = {
  sample: 'sample',
  open: 'open beam',
  dark: 'camera without beam',
};

/**
 * Pictures in an HDF5 (NeXus) file: frames of one role of NXtomo (`image_key`) or of the Data Exchange, else all of one dataset of
 * three dimensions. The file is open only while it is read; frames that are stored together are unpacked once.
 *
 * @returns undefined for other files.
 * @throws OperandoError `too-few-points` without frames of the role; `shape-mismatch`, `column-missing`; as `openHdf5`.
 */
export async function openHdf5Images(source: NamedSource, wanted: WantedFrames): Promise<ImageFile | undefined> {
  if (!isHdf5(await source.bytes.slice(0, Math.min(source.bytes.byteLength, signatureRange)))) return undefined;
  const { name } = source;
  const file = await openHdf5Source(source);
  try {
    const warnings: OperandoWarning[] = [];
    const { path, at, roles } = findFrames(file, wanted, source, warnings);
    if (at.length === 0)
      throw inFile(
        name,
        'too-few-points',
        roles === undefined
          ? said`${path} is empty.`
          : `the file has no frames of the ${nameOf[wanted.role]}: ${roles.sample} of the sample, ${roles.open} of the open beam, ${roles.dark} dark.`,
        'Give a file that has some.',
      );
    const { shape, type, chunkDepth } = file.dataset(path);
    const [height, width] = shape.slice(-2) as [number, number];
    const isOne = shape.length === 2;
    const depth = isOne ? 1 : Math.max(1, Math.min(chunkDepth, Math.floor(mostValues / (height * width))));
    let last: { readonly layer: number; readonly values: Samples } | undefined;
    const read = async (k: number): Promise<Samples> => {
      const frame = at[k];
      if (frame === undefined)
        throw inFile(name, 'outside-range', `there are ${at.length} pictures, none with number ${k}.`);
      const layer = Math.floor(frame / depth);
      if (last?.layer !== layer) {
        const to = isOne ? height : Math.min(shape[0]!, (layer + 1) * depth);
        const values = await withHdf5(source, {}, (open) => open.dataset(path).readStored(layer * depth, to));
        last = { layer, values };
      }
      const from = (frame - layer * depth) * height * width;
      return last.values.slice(from, from + height * width);
    };
    return {
      name: said`${name}:${path}`,
      count: at.length,
      width,
      height,
      type,
      warnings,
      ...(roles === undefined ? {} : { roles }),
      detector: nexusDetector(file, path),
      read,
      time: async () => undefined,
    };
  } catch (error) {
    throw placed(error, name);
  } finally {
    file.close();
  }
}
