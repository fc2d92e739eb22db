import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { asSamples, littleEndianMachine, sampleBytes, swapBytes } from '../images/samples.js';
import { rawBytes } from './raw-sidecar.js';
import type { RawLayout } from './raw-sidecar.js';
import { layeredVolume, statedVoxel } from './volume.js';
import type { Volume } from './volume.js';

/** Plain numbers as a volume. @throws OperandoError `truncated-file` when there are fewer, `malformed-file` when there are more. */
export function openRawVolume(source: NamedSource, layout: RawLayout): Volume {
  const where = { file: source.name };
  const [depth, height, width] = layout.shape;
  const { byteLength } = source.bytes;
  const bytes = rawBytes(layout);
  const offset = layout.offset < 0 ? byteLength - bytes : layout.offset;
  if (!(offset >= 0 && offset + bytes <= byteLength))
    throw new OperandoError('truncated-file', `${bytes} bytes are expected, the file has ${byteLength}.`, {
      where,
      cure: 'It is cut short, or its shape or dtype is another.',
    });
  if (offset + bytes < byteLength)
    throw new OperandoError(
      'malformed-file',
      `${bytes} bytes are expected from byte ${offset} on, the file has ${byteLength}.`,
      {
        where,
        cure: 'Its shape or dtype is another, or numbers begin further on: give offset.',
      },
    );
  const size = sampleBytes[layout.dtype];
  const plane = height * width * size;
  const warnings: OperandoWarning[] =
    layout.isUnitAssumed === true
      ? [
          {
            code: 'unit-assumed',
            message: 'the header does not say the unit of its distances; millimetres were assumed.',
            where,
          },
        ]
      : [];
  return layeredVolume({
    name: source.name,
    shape: layout.shape,
    dtype: layout.dtype,
    voxelSize: statedVoxel(...layout.voxel),
    chunkDepth: 1,
    warnings,
    layer: async (z) => {
      const from = offset + z * plane;
      const read = await source.bytes.slice(from, from + plane);
      if (read.length < plane || z >= depth)
        throw new OperandoError('truncated-file', 'the file became shorter while it was read.', { where });
      const own = new Uint8Array(read);
      if (layout.littleEndian !== littleEndianMachine) swapBytes(own, size);
      return asSamples(layout.dtype, own);
    },
  });
}
