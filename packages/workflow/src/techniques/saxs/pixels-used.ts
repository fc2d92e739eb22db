import { openImagesFrom } from '@operando/beamline-io';
import type { ImageStack } from '@operando/beamline-io';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';

/** Highest numbers of detectors whose counters stand still there, or mean a gap by it. */
const ends: Readonly<Record<string, number>> = { uint8: 255, uint16: 65_535, uint32: 4_294_967_295 };

/** What a first look through all images gives. */
export interface UsedPixels {
  /** Mean of all images, NaN where pixels are not used. */
  readonly mean: Float64Array;
  /** 1 for pixels that are used in no image. */
  readonly unused: Uint8Array;
  readonly warnings: readonly OperandoWarning[];
}

/** What pixels were left out for. */
function pixelWarnings(saturated: number, gaps: number): OperandoWarning[] {
  return [
    ...(saturated === 0
      ? []
      : [
          {
            code: 'saturated' as const,
            message: `${counted(saturated, 'pixel')} stand at the highest number of the detector in some image, and are used in none.`,
          },
        ]),
    ...(gaps === 0
      ? []
      : [
          {
            code: 'masked' as const,
            message: `${counted(gaps, 'pixel')} hold negative numbers, as gaps of detectors do, or none, and are used in no image.`,
          },
        ]),
  ];
}

/** Pixels that are used in no frame, and the mean of all frames. */
export async function usedPixels(
  stack: ImageStack,
  mask: Uint8Array | undefined,
  context: RunContext,
): Promise<UsedPixels> {
  const size = stack.width * stack.height;
  const mean = new Float64Array(size);
  const unused = mask?.slice() ?? new Uint8Array(size);
  const end = Math.min(stack.detector?.cutoff ?? Infinity, ends[stack.type] ?? Infinity);
  const progress = progressOf(context, 'reading');
  let [saturated, gaps] = [0, 0];
  for (let k = 0; k < stack.count; k++) {
    const data = await stack.read(k);
    for (let i = 0; i < size; i++) {
      const value = data[i]!;
      if (value >= 0 && value < end) mean[i]! += value / stack.count;
      else if (unused[i] === 0) {
        unused[i] = 1;
        if (value >= end) saturated++;
        else gaps++;
      }
    }
    progress(k + 1, 2 * stack.count);
  }
  for (let i = 0; i < size; i++) if (unused[i] === 1) mean[i] = Number.NaN;
  return { mean, unused, warnings: pixelWarnings(saturated, gaps) };
}

/** The mask of a file: pixels other than 0 are not used. @throws OperandoError `shape-mismatch`. */
export async function readMask(files: TechniqueFiles, stack: ImageStack): Promise<Uint8Array | undefined> {
  const source = files.named['mask'];
  if (source === undefined) return undefined;
  const { width, height, read } = await openImagesFrom([source]);
  if (width !== stack.width || height !== stack.height)
    throw new OperandoError(
      'shape-mismatch',
      `the mask has ${width} x ${height} pixels, the images ${stack.width} x ${stack.height}.`,
      {
        where: { file: source.name },
        cure: 'Give a mask of the size of the images.',
      },
    );
  return Uint8Array.from(await read(0), (value) => (value === 0 ? 0 : 1));
}
