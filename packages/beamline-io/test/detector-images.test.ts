import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, isOperandoError } from '@operando/core';
import { exploredSeeds, madeCbf } from '@operando/fixtures';
import type { MadeCbf } from '@operando/fixtures';
import { md5 } from '../src/bytes/md5.js';
import { openImagesFrom } from '../src/index.js';
import type { ImageStack } from '../src/index.js';
import { openImages } from '../src/node.js';
import { mutateBinary } from './mutate.js';

const open = async (...files: readonly Uint8Array[]): Promise<ImageStack> =>
  openImagesFrom(files.map((bytes, k) => ({ name: `${k}.img`, bytes: bytesSource(bytes) })));

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What damaged copies come to that is neither a picture nor an error of ours. */
async function foreign(whole: Uint8Array, count: number): Promise<string[]> {
  const broken: string[] = [];
  for (const seed of exploredSeeds(count))
    try {
      const stack = await open(mutateBinary(whole, seed));
      await stack.read(0);
    } catch (error) {
      if (!isOperandoError(error)) broken.push(`${seed}: ${String(error)}`);
    }
  return broken;
}

/** A mini-CBF of 3 x 2 pixels. */
const cbfOf = (values: readonly number[], more: Partial<MadeCbf> = {}): Uint8Array =>
  madeCbf({ width: 3, values, ...more });

const header = [
  '# Detector: PILATUS 300K',
  '# 2011/Jul/22 12:34:56.125',
  '# Pixel_size 172e-6 m x 172e-6 m',
  '# Exposure_time 10.0 s',
  '# Count_cutoff 1048575 counts',
  '# Wavelength 1.0332 A',
  '# Detector_distance 0.2 m',
  '# Beam_xy (243.12, 309.12) pixels',
].join('\r\n');

describe('CBF files', () => {
  const values = [5, -1, 200, 100_000, -2, 7];

  it('are unpacked, with what their headers state', async () => {
    const stack = await open(cbfOf(values, { header }));
    expect(stack).toMatchObject({ count: 1, width: 3, height: 2, type: 'int32', warnings: [] });
    expect([...(await stack.read(0))]).toEqual(values);
    expect(stack.detector).toEqual({
      distance: 200,
      pixel: 0.172,
      centre: [308.62, 242.62],
      wavelength: 1.0332,
      exposure: 10,
      cutoff: 1_048_575,
    });
    expect(await stack.time(0)).toBe(Date.UTC(2011, 6, 22, 12, 34, 56, 125) / 1000);
  });

  it('tell damaged counts by their MD5, and refuse what is not read here', async () => {
    const read = async (bytes: Uint8Array): Promise<unknown> => (await open(bytes)).read(0);
    await expect(read(cbfOf(values, { digest: createHash('md5').digest('base64') }))).rejects.toMatchObject({
      code: 'malformed-file',
      where: { file: '0.img' },
    });
    await expect(read(cbfOf(values, { packing: 'x-CBF_PACKED' }))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(read(cbfOf(values, { kind: 'signed 32-bit complex IEEE' }))).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(read(cbfOf(values, { counts: Buffer.alloc(4) }))).rejects.toMatchObject({ code: 'malformed-file' });
    await expect(read(cbfOf(values, { counts: Buffer.alloc(60) }))).rejects.toMatchObject({ code: 'malformed-file' });
    const whole = cbfOf(values);
    await expect(read(whole.subarray(0, whole.length - 45))).rejects.toMatchObject({ code: 'truncated-file' });
    await expect(read(Buffer.concat([whole, latin('\n'), whole]))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('that place the detector otherwise are told, and not believed there', async () => {
    const moved = header.replace('0.2 m', '0.3 m');
    const { detector, warnings } = await open(cbfOf(values, { header }), cbfOf(values, { header: moved }));
    expect([detector?.distance, detector?.pixel]).toEqual([undefined, 0.172]);
    expect(warnings).toMatchObject([{ code: 'geometry-differs' }]);
  });

  it('damaged are read, or refused with an error of ours', async () => {
    const whole = cbfOf(values, { header });
    expect(await foreign(whole, 300)).toEqual([]);
  });
});

/** An EDF block: header padded to 512 bytes, and samples. */
function madeEdf(fields: Readonly<Record<string, string | number>>, data: Uint8Array): Buffer {
  const text = `{\n${Object.entries(fields)
    .map(([key, value]) => `${key} = ${value} ;\n`)
    .join('')}`;
  return Buffer.concat([latin(`${text.padEnd(510)}}\n`), data]);
}

describe('EDF files', () => {
  const values = [1, 2, 65_535, 40_000, 5, 6];
  const stored = Buffer.alloc(12);
  values.forEach((value, i) => stored.writeUInt16BE(value, 2 * i));
  const fields = {
    HeaderID: 'EH:000001:000000:000000',
    ByteOrder: 'HighByteFirst',
    DataType: 'UnsignedShort',
    Dim_1: 3,
    Dim_2: 2,
    Size: 12,
  };
  const beam = {
    time_of_day: 1_290_000_000.5,
    WaveLength: '1.03e-10',
    SampleDistance: '3.5 m',
    PSize_1: 0.000172,
    PSize_2: 0.000172,
    Center_1: 80.5,
    Center_2: 20,
    ExposureTime: 2,
  };

  it('hold blocks of samples, with what their headers state', async () => {
    const stack = await open(
      Buffer.concat([madeEdf({ ...fields, ...beam }, stored), madeEdf(fields, stored.toReversed())]),
    );
    expect(stack).toMatchObject({ count: 2, width: 3, height: 2, type: 'uint16', warnings: [] });
    expect([...(await stack.read(0))]).toEqual(values);
    expect(stack.detector).toEqual({ distance: 3500, pixel: 0.172, centre: [19.5, 80], wavelength: 1.03, exposure: 2 });
    expect([await stack.time(0), await stack.time(1)]).toEqual([1_290_000_000.5, undefined]);
  });

  it('leave out blocks of errors, which is told, and skip general ones', async () => {
    const general = madeEdf({ EDF_DataFormatVersion: '2.40', EDF_DataBlocks: 2, EDF_BinarySize: 0 }, Buffer.alloc(0));
    const errors = madeEdf({ EDF_DataBlockID: '1.Image.Error', ...fields }, stored);
    const stack = await open(
      Buffer.concat([general, madeEdf({ EDF_DataBlockID: '1.Image.Psd', ...fields }, stored), errors]),
    );
    expect([stack.count, stack.warnings.map(({ code }) => code)]).toEqual([1, ['image-as-stored']]);
  });

  it('are refused where they are packed, damaged or cut short', async () => {
    const refused = (more: Readonly<Record<string, string | number>>, code: string, bytes = stored): Promise<void> =>
      expect(open(madeEdf({ ...fields, ...more }, bytes))).rejects.toMatchObject({ code, where: { file: '0.img' } });
    await refused({ Compression: 'GzipCompression' }, 'unsupported');
    await refused({ DataType: 'Unsigned64' }, 'unsupported');
    await refused({ Dim_2: 200 }, 'malformed-file');
    await refused({ Dim_2: 200, Size: 1200 }, 'truncated-file');
    await refused({ Dim_1: 'x' }, 'malformed-file');
    await expect(open(madeEdf({ HeaderID: 1, Size: 0 }, Buffer.alloc(0)))).rejects.toMatchObject({
      code: 'too-few-points',
    });
    const whole = madeEdf({ ...fields, ...beam }, stored);
    expect(await foreign(whole, 300)).toEqual([]);
  });
});

it('MD5 is that of OpenSSL', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 119, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
    expect(Buffer.from(md5(bytes)).toString('hex')).toBe(createHash('md5').update(bytes).digest('hex'));
  }
});

const python = ['/usr/bin/python3', 'python3'].find((each) => spawnSync(each, ['-c', 'import fabio']).status === 0);

const writing = `
import sys, numpy as np
from fabio.cbfimage import CbfImage
from fabio.edfimage import EdfImage
folder = sys.argv[1]
random = np.random.default_rng(1)
counts = random.poisson(30, (40, 31)).astype(np.int32)
counts[3, 4], counts[5, 6], counts[7, 8], counts[9, 9] = -1, -2, 40000, 1048575
counts[9, 10], counts[9, 11] = 2147483647, -2147483648
counts.tofile(folder + '/counts.raw')
header = "\\r\\n".join(['# Detector: PILATUS 300K', '# Beam_xy (12.5, 20.5) pixels'])
CbfImage(data=counts, header={'_array_data.header_convention': 'PILATUS_1.2', '_array_data.header_contents': header}).write(folder + '/a.cbf')
for kind in ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64']:
    edf = EdfImage(data=(counts % 100).astype(kind), header={'SampleDistance': '3.5'})
    edf.append_frame(data=(counts % 77).astype(kind))
    edf.write(folder + '/' + kind + '.edf')
`;

describe.skipIf(python === undefined)('pictures by FabIO (needs python3-fabio)', () => {
  let folder = '';
  let counts = new Int32Array(0);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'operando-fabio-'));
    writeFileSync(join(folder, 'write.py'), writing);
    const { status, stderr } = spawnSync(python!, [join(folder, 'write.py'), folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    counts = new Int32Array(new Uint8Array(readFileSync(join(folder, 'counts.raw'))).buffer);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('as CBF are read to the last count', async () => {
    const stack = await openImages([join(folder, 'a.cbf')]);
    expect([stack.width, stack.height, stack.type, stack.detector]).toEqual([31, 40, 'int32', { centre: [20, 12] }]);
    expect(await stack.read(0)).toEqual(counts);
  });

  it('as EDF are read to the last sample, of every kind', async () => {
    const remainder = (by: number): number[] => Array.from(counts, (value) => ((value % by) + by) % by);
    for (const kind of ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64']) {
      const stack = await openImages([join(folder, `${kind}.edf`)]);
      expect([stack.count, stack.width, stack.height, stack.type]).toEqual([2, 31, 40, kind]);
      expect(stack.detector).toEqual({ distance: 3500 });
      expect([...(await stack.read(0))]).toEqual(remainder(100));
      expect([...(await stack.read(1))]).toEqual(remainder(77));
    }
  });
});
