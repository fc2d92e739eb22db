import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { xxhash64Low } from '../src/codecs/xxhash64.js';
import { openVolume } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-zarr-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const shape = [4, 16, 20];
const truth = Array.from(
  { length: 1280 },
  (_, i) => ((Math.floor(i / 40) * 7) % 50) + 300 * (Math.floor(i / 160) % 3) + (i % 3),
);

/**
 * The same numbers (16 bits, little endian) as numcodecs 0.11.0 with c-blosc 1.21.3 packs them (Debian 12, level 9), the last by
 * `zstd -19 --check` 1.5.4 from a pipe, so that its length is not stated.
 */
const packed: readonly [what: string, codec: string, base64: string][] = [
  [
    'blosc of blosclz, shuffle 1, blocks of 1000',
    'blosc',
    'AgEBAgAKAAAACgAARwEAABQAAAAGAQAAJQABAgABAuAYBQMACAkH4BsCAwgQDg/gGwIDEBUWF+AbAgMVSUpI4BsCA0lRT1DgGwIDUVZXWOAbAgNWXl9d4BsCA15gXl/gGwIDYGVmZ+AbAgNlbW5s4BsCA211c3TgGwIDdSIjJOAbAgMiKisp4BsCAyoyMDHgGwIDMgUGB+AbAgMFOTo44BsCAzlBP0DgGwIDQUZHSOAbAgNGTk9N4BsCA06CgIHgGwIDgoeIieAbAgOHXV5c4BsCA11lY2TgGwIDZRITFOAbAgMSGhsZ4BsCAxoiICHgGwIDIicoKeAbAgMnW1xa4BsCA1sxLzDgGwIDMTY3OOAbAgM2Pj894BkCAj89PiUAAAAjAAAAAOCSAwEAAeCVAAEBAuCVAAAC4ZLbAQAA4f//ed8CAQEB',
  ],
  [
    'blosc of lz4, shuffle 0, blocks of one',
    'blosc',
    'AgEgAgAKAAAACgAAUAEAABQAAACaAAAAbwAAAQACAAYAN18IAAkABwYAOF8QAA4ADwYAOF8VABYAFwYAOG9JAUoBSAEGADdfUQFPAVAGADhfVgFXAVgGADhfXgFfAV0GADhvYAJeAl8CBgA3X2UCZgJnBgA4X20CbgJsBgA4X3UCcwJ0BgA4byIAIwAkAAYAN18qACsAKQYAOF8yADAAMQYAOF8FAAYABwYAM1AABwAFAJoAAABvOQE6ATgBBgA3X0EBPwFABgA4X0YBRwFIBgA4X04BTwFNBgA4b4ICgAKBAgYAN1+HAogCiQYAOF9dAl4CXAYAOF9lAmMCZAYAOG8SABMAFAAGADdfGgAbABkGADhfIgAgACEGADhfJwAoACkGADhvWwFcAVoBBgA3XzEBLwEwBgA4XzYBNwE4BgA4Xz4BPwE9BgAzUAE9AT4B',
  ],
  [
    'blosc of lz4, shuffle 1, blocks of one',
    'blosc',
    'AgEhAgAKAAAACgAAKgEAABQAAADmAAAAPwABAgMAEj8ICQcDABI/EA4PAwASPxUWFwMAEj9JSkgDABI/UU9QAwASP1ZXWAMAEj9eX10DABI/YF5fAwASP2VmZwMAEj9tbmwDABI/dXN0AwASPyIjJAMAEj8qKykDABI/MjAxAwASPwUGBwMAEj85OjgDABI/QT9AAwASP0ZHSAMAEj9OT00DABI/goCBAwASP4eIiQMAEj9dXlwDABI/ZWNkAwASPxITFAMAEj8aGxkDABI/IiAhAwASPycoKQMAEj9bXFoDABI/MS8wAwASPzY3OAMAEj8+Pz0DAA1QPT4/PT4oAAAAHwABAIwfAQEAjB8CAQCMD98BjB8A3wGMHwHfAYwP4AH/KlABAQEBAQ==',
  ],
  [
    'blosc of lz4, shuffle 1, blocks of 512',
    'blosc',
    'AgEhAgAKAAAACgAAKgEAABQAAADmAAAAPwABAgMAEj8ICQcDABI/EA4PAwASPxUWFwMAEj9JSkgDABI/UU9QAwASP1ZXWAMAEj9eX10DABI/YF5fAwASP2VmZwMAEj9tbmwDABI/dXN0AwASPyIjJAMAEj8qKykDABI/MjAxAwASPwUGBwMAEj85OjgDABI/QT9AAwASP0ZHSAMAEj9OT00DABI/goCBAwASP4eIiQMAEj9dXlwDABI/ZWNkAwASPxITFAMAEj8aGxkDABI/IiAhAwASPycoKQMAEj9bXFoDABI/MS8wAwASPzY3OAMAEj8+Pz0DAA1QPT4/PT4oAAAAHwABAIwfAQEAjB8CAQCMD98BjB8A3wGMHwHfAYwP4AH/KlABAQEBAQ==',
  ],
  [
    'blosc of lz4, shuffle 2, blocks of one',
    'blosc',
    'AgEkAgAKAAAACgAABQIAABQAAAC5AQAAoJIkSZIktm3btm0JABBJCQAg20kVABDbFQAACQAPHgBwAZsAAJAAEW0FAAGWAAEFAAGlAAEFAAEZAAEFAAEZAAEFAAEZAAEFAAHSAA8eAAsBIwABNwABBQABNwABBQABGQABBQABHQELHgAQAAEABqAAEP8BAAATABYAKAAAEwAR/30AAQoAAQIAAUsAATcAAS0AAQIAARkAAQoACzwAARQAAYIAASMADzwAAQEeAAE3AAEFAAG5AAEtAAE8AAEPAAGCAAEPAAEZAAEoAAGCAAEPAAseAAEoAAECAAEeAAEKAAECAAEPAAs8AAEZAAFBAAEeAAEPAAECAAYPAAYeAA88AAEBAgABwwAGMgAB5gABDwABAgABQQABKAABAgABFAABCgABAgAGDwABCgABZAABGQALAgABHgABFAABCgABAgABDwABAgABDwALeAABGQAPAgAQBr4ADwIABgFGAAEeAA+gAAYBAgABIwABCgABAgABDwABAgALDwABAgABFAALAgABGQAPAgAQCzcABgIADwQBBgZVAAYtAAYCAAEeAAYPAA8CAFYBeAABAgAPcwAaUAAAAAAAMAAAAB8AAQAAH/8BAAAPJwAADwIAAg87AAAf/ykAAg8CAAAPPAChDwIA////q1AAAAAAAA==',
  ],
  [
    'blosc of zlib, shuffle 1, blocks of one',
    'blosc',
    'AgFhAgAKAAAACgAA0gAAABQAAACZAAAAeNqNwrsOwQAAQNGSUBbEM1goCWWgBkpCWSgJZUHoQ0JZsGDHgr/2C/fkCB6vQAaCIhoJhdFEMoWOJzq6MObocrVGbcdCd7aDuscTerme0cftjkqFIlqpymijrqA+v4i2Oyo60ProcKSjM2OKvp8v9PP9oZZtou7+gEZjcTSTTaNSLo+WyjK6NTeoUqujzZaK9rQu+gdT/j4vHQAAAHjaY2AY3IBxkAOmQQ4YRuN3NH5H4xcnAABhxgRh',
  ],
  [
    'blosc of zstd, shuffle 2, blocks of one',
    'blosc',
    'AgGUAgAKAAAACgAAwAAAABQAAACoAAAAKLUv/WAACfUEAGKCBgrgD1hbSVQSFZICP4Af9WoqlFdPobJ6DRUGS6iRe//PkMzIEPkSgAALJJJgpCAxYeAI2STKLbPG5Lk9f+E27LYzcj3eeYrLQe4r30ysvP4VMpp8kATkPaJkdpXIKDJ1ZAjS9+Qv41xCUHxoxhyYnCSOrPaSHIINK7R3/G782uU8Fjf23moVRiSOBhRWDetecEMqCsmJRBQJ4cCq',
  ],
  [
    'zstd',
    'zstd',
    'KLUv/WAACY0FAIIKJCDgXo0BgA5IBjRuwduH4D3sCjr8yr/56nPYfIL3uJIpBZ6b/5TfXDMec/Ktp3eJrpgSMcRhww87nDDCh9iF3Ta961V/13d7d3d1l2c6+tP50UWgmw+9fOcc0AEDSI/OiL7Y4oklDnH3dnO0a7u12ZXd9rJ3vS/17FfWV1ehjj7186WTGF5YUTDBBtADC3x9OyCkEC4/4NcoiNhFjB1C/DDihxA5ENGLCDuMyLykFg==',
  ],
  [
    'lz4',
    'lz4',
    'AAoAAG8AAAEAAgAGADdfCAAJAAcGADhfEAAOAA8GADhfFQAWABcGADhvSQFKAUgBBgA3X1EBTwFQBgA4X1YBVwFYBgA4X14BXwFdBgA4b2ACXgJfAgYAN19lAmYCZwYAOF9tAm4CbAYAOF91AnMCdAYAOG8iACMAJAAGADdfKgArACkGADhfMgAwADEGADhfBQAGAAcGADhvOQE6ATgBBgA3X0EBPwFABgA4X0YBRwFIBgA4X04BTwFNBgA4b4ICgAKBAgYAN1+HAogCiQYAOF9dAl4CXAYAOF9lAmMCZAYAOG8SABMAFAAGADdfGgAbABkGADhfIgAgACEGADhfJwAoACkGADhvWwFcAVoBBgA3XzEBLwEwBgA4XzYBNwE4BgA4Xz4BPwE9BgAzUAE9AT4B',
  ],
  [
    'zstd of a stream with a checksum',
    'zstd',
    'KLUv/QRojQUAggokIOBejQGADkgGNG7B24fgPewKOvzKv/nqc9h8gve4kikFnpv/lN9cMx5z8q2nd4mumBIxxGHDDzucMMKH2IXdNr3rVX/Xd3t3d3WXZzr60/nRRaCbD7185xzQAQNIj86IvtjiiSUOcfd2c7Rru7XZld32sne9L/XsV9ZXV6GOPvXzpZMYXlhRMMEG0AMLfH07IKQQLj/g1yiI2EWMHUL8MOKHEDkQ0YsIO4zIvKQWUyFzlg==',
  ],
];

/** Voxels of an array of one chunk. */
async function read(codec: string, chunk: Uint8Array, version: 2 | 3): Promise<number[]> {
  const place = mkdtempSync(join(folder, 'array-'));
  if (version === 2) {
    const meta = { zarr_format: 2, shape, chunks: shape, dtype: '<u2', order: 'C', fill_value: 0, filters: null };
    writeFileSync(join(place, '.zarray'), JSON.stringify({ ...meta, compressor: { id: codec } }));
    writeFileSync(join(place, '0.0.0'), chunk);
  } else {
    const meta = {
      zarr_format: 3,
      node_type: 'array',
      shape,
      data_type: 'uint16',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
      chunk_key_encoding: { name: 'default' },
      fill_value: 0,
      codecs: [
        { name: 'bytes', configuration: { endian: 'little' } },
        { name: codec === 'lz4' ? 'numcodecs.lz4' : codec, configuration: {} },
      ],
    };
    writeFileSync(join(place, 'zarr.json'), JSON.stringify(meta));
    mkdirSync(join(place, 'c', '0', '0'), { recursive: true });
    writeFileSync(join(place, 'c', '0', '0', '0'), chunk);
  }
  const volume = await openVolume(place);
  try {
    return [...(await volume.slab(0, 4))];
  } finally {
    volume.close();
  }
}

it.each(packed)('chunks are read that are packed by %s', async (_, codec, base64) => {
  const chunk = Uint8Array.from(Buffer.from(base64, 'base64'));
  expect(await read(codec, chunk, 2)).toEqual(truth);
  expect(await read(codec, chunk, 3)).toEqual(truth);
});

it.each(packed)('what was cut off is refused: %s', async (_, codec, base64) => {
  const chunk = Uint8Array.from(Buffer.from(base64, 'base64'));
  await expect(read(codec, chunk.subarray(0, chunk.length - 3), 2)).rejects.toMatchObject({ code: 'malformed-file' });
});

it('a chunk whose checksum differs, and one that asks for too much memory, are refused', async () => {
  const chunk = Uint8Array.from(Buffer.from(packed.at(-1)![2], 'base64'));
  chunk[chunk.length - 1]! ^= 1;
  await expect(read('zstd', chunk, 2)).rejects.toThrow(/its checksum differs/);
  // A window of 2^41 bytes.
  chunk[5] = 0xf8;
  await expect(read('zstd', chunk, 2)).rejects.toThrow(/more memory than is given/);
  await expect(read('zfpy', chunk, 2)).rejects.toMatchObject({ code: 'unsupported' });
});

it('hashes as xxhash does', () => {
  // Of nothing, as xxhash says itself; of 47 bytes, as `zstd --check` 1.5.4 ends with.
  expect(xxhash64Low(new Uint8Array(0))).toBe(0x51d8e999);
  expect(xxhash64Low(Uint8Array.from({ length: 47 }, (_, i) => i))).toBe(0x3e7bfbb8);
});
