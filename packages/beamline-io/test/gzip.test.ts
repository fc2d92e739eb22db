import { deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipStream } from '../src/bytes/gzip.js';
import { gunzip, isGzip, read, readScans } from '../src/index.js';

const text = Buffer.from(Array.from({ length: 5000 }, (_, i) => `${8000 + i} ${Math.sin(i)}\n`).join(''));

function damagedTrailer(packed: Buffer): Buffer {
  packed[packed.length - 6]! ^= 1;
  return packed;
}

describe('gzip', () => {
  // RFC 1952, 2.2: a file is a series of members; `cat a.gz b.gz`, bgzip and pigz write several.
  it('unpacks every member, as gunzip of Node does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 6 }), fc.nat(9), (lengths, level) => {
        const packed = Buffer.concat(lengths.map((length) => gzipSync(text.subarray(0, length), { level })));
        expect(Buffer.from(gunzip(packed)).equals(gunzipSync(packed))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('unpacks members whose trailer or header lies over the pieces it is read in', () => {
    const first = gzipSync(text.subarray(0, 5));
    // With a name, so that the header is longer than the trailer.
    const plain = gzipSync(text.subarray(0, 300));
    const named = Buffer.concat([plain.subarray(0, 3), Buffer.from([8]), plain.subarray(4, 10), Buffer.alloc(40, 65)]);
    const packed = Buffer.concat([first, named, Buffer.from([0]), plain.subarray(10), first]);
    const whole = gunzipSync(packed);
    for (let size = 1; size <= packed.length; size++) {
      const stream = gunzipStream(packed.length);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < packed.length; at += size)
        pieces.push(...stream.push(packed.subarray(at, at + size), at + size >= packed.length));
      expect([size, Buffer.concat(pieces).equals(whole)]).toEqual([size, true]);
    }
    // Found by chance: a header that lies over the pieces of 16 KiB which a file is read in.
    const lengths = [8, 39_990, 30_105, 12, 0];
    const found = Buffer.concat(lengths.map((length) => gzipSync(text.subarray(0, length), { level: 3 })));
    expect(Buffer.from(gunzip(found)).equals(gunzipSync(found))).toBe(true);
    const endless = Buffer.concat([first, plain.subarray(0, 3), Buffer.from([8]), Buffer.alloc(2 ** 21, 65)]);
    expect(() => gunzip(endless)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('unpacks what others packed, header fields passed over', () => {
    expect(Buffer.from(gunzip(gzipSync(text))).equals(text)).toBe(true);
    expect(Buffer.from(gunzip(gzipSync(Buffer.alloc(0)))).length).toBe(0);
    const plain = gzipSync(text);
    const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66, 78, 0, 67, 0, 1, 2]);
    expect(Buffer.from(gunzip(Buffer.concat([header, plain.subarray(10)]))).equals(text)).toBe(true);
    expect([isGzip(plain), isGzip(text)]).toEqual([true, false]);
  });

  it('is taken for what it holds', () => {
    const result = read(gzipSync(text), { name: 'a.dat.gz' });
    expect(result.kind === 'spectrum' && [result.table.format, result.table.rows]).toEqual(['column-text', 5000]);
    expect(readScans(gzipSync(text)).map(({ rows }) => rows)).toEqual([5000]);
    expect(() => read(gzipSync(text), { maxBytes: text.length - 1, name: 'a.gz' })).toThrow(
      expect.objectContaining({ code: 'too-large', where: { file: 'a.gz' } }),
    );
    expect(() => read(gzipSync(gzipSync(text)))).toThrow(/inside a gzip file/);
  });

  it('never unpacks more than is allowed, whatever the trailer says', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(() => gunzip(bomb)).toThrow(
      expect.objectContaining({ code: 'too-large', message: expect.stringMatching(/200 times/) as string }),
    );
    expect(() => gunzip(bomb, { mostRatio: 2000, mostBytes: 1000 })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
    bomb.writeUInt32LE(5, bomb.length - 4);
    expect(() => gunzip(bomb)).toThrow(expect.objectContaining({ code: 'too-large' }));
    const lying = gzipSync(text);
    lying.writeUInt32LE(0xfffffff0, lying.length - 4);
    expect(() => gunzip(lying)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('finds every flipped byte of the data', () => {
    const packed = gzipSync(text.subarray(0, 600));
    const wrong: number[] = [];
    for (let at = 10; at < packed.length; at++) {
      const damaged = Uint8Array.from(packed);
      damaged[at]! ^= 0x10;
      try {
        if (!Buffer.from(gunzip(damaged)).equals(text.subarray(0, 600))) wrong.push(at);
      } catch (error) {
        expect((error as { name: string }).name).toBe('OperandoError');
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['no trailer', gzipSync(text).subarray(0, 17), 'truncated-file'],
    ['half the data', gzipSync(text).subarray(0, 2000), 'malformed-file'],
    [
      'a name without end',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(20, 65)]),
      'truncated-file',
    ],
    [
      'a header longer than the file',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 255, 255]), Buffer.alloc(20, 65)]),
      'truncated-file',
    ],
    [
      'another method',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3]), deflateRawSync(text)]),
      'unsupported',
    ],
    [
      'a second member that is cut',
      Buffer.concat([gzipSync(text), gzipSync(text).subarray(0, 2000)]),
      'malformed-file',
    ],
    [
      'a first member that is damaged',
      Buffer.concat([damagedTrailer(gzipSync(text)), gzipSync(text)]),
      'malformed-file',
    ],
    ['letters after the end', Buffer.concat([gzipSync(text), Buffer.from('some letters')]), 'malformed-file'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => gunzip(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
