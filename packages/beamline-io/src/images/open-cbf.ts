import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import { md5 } from '../bytes/md5.js';
import { unpackByteOffsets } from './byte-offsets.js';
import { cbfDetector, cbfTime } from './cbf-header.js';
import type { ImageFile } from './image-file.js';
import { asSamples, littleEndianMachine, sampleBytes, swapBytes } from './samples.js';
import type { Samples, SampleType } from './samples.js';

const latin = new TextDecoder('latin1');
const section = '--CIF-BINARY-FORMAT-SECTION--';
/** What stands before the counts: form feed, control-Z, end of transmission, 213. */
const mark = '\u000c\u001a\u0004\u00d5';
/** Bytes that are looked through for the counts, at first and at most. */
const firstLook = 16_384;
const lastLook = 4 * 1024 * 1024;
/** Bytes behind the counts in which another picture would begin. */
const behind = 16_384;

const types: Readonly<Record<string, SampleType>> = {
  'signed 8-bit integer': 'int8',
  'unsigned 8-bit integer': 'uint8',
  'signed 16-bit integer': 'int16',
  'unsigned 16-bit integer': 'uint16',
  'signed 32-bit integer': 'int32',
  'unsigned 32-bit integer': 'uint32',
  'signed 32-bit real ieee': 'float32',
  'signed 64-bit real ieee': 'float64',
};

/** How the counts are kept. */
interface Packing {
  readonly at: number;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly type: SampleType;
  readonly isPacked: boolean;
  readonly isBigEndian: boolean;
  readonly digest?: string;
}

function malformed(problem: string): OperandoError {
  return new OperandoError('malformed-file', `the CBF file is damaged: ${problem}.`, { cure: 'Copy it again.' });
}

/** The header, up to the counts: text, and where they begin. */
async function headerOf({ bytes }: NamedSource): Promise<{ readonly text: string; readonly at: number }> {
  for (let look = firstLook; ; look *= 4) {
    const text = latin.decode(await bytes.slice(0, Math.min(look, bytes.byteLength)));
    const end = text.indexOf(mark, Math.max(0, text.indexOf(section)));
    if (end >= 0 && text.includes(section)) return { text: text.slice(0, end), at: end + mark.length };
    if (look >= bytes.byteLength || look >= lastLook) throw malformed('no counts begin in it');
  }
}

/** How the counts are kept, as the lines before them say. @throws OperandoError `malformed-file`, `unsupported`. */
function packingOf(text: string, at: number): Packing {
  const lines = text.slice(text.indexOf(section));
  const stated = (key: string): string | undefined =>
    new RegExp(String.raw`^${key}:\s*"?([^"\r\n;]*?)"?\s*;?\s*$`, 'im').exec(lines)?.[1];
  const whole = (key: string): number => {
    const value = Number(stated(key));
    if (!(Number.isInteger(value) && value > 0 && value < 2 ** 31))
      throw malformed(`${key} is ${stated(key) ?? 'missing'}`);
    return value;
  };
  const conversion = /conversions\s*=\s*"?([\w-]+)/i.exec(lines)?.[1];
  const isPacked = conversion?.toLowerCase() === 'x-cbf_byte_offset';
  const encoding = stated('Content-Transfer-Encoding') ?? 'BINARY';
  const kind = stated('X-Binary-Element-Type') ?? 'signed 32-bit integer';
  const type = types[kind.toLowerCase()];
  const depth = Number(stated('X-Binary-Size-Third-Dimension') ?? 1);
  const odd =
    conversion !== undefined && !isPacked
      ? `its counts are packed as ${conversion}`
      : encoding.toUpperCase() !== 'BINARY'
        ? `its counts are written as ${encoding}`
        : type === undefined || (isPacked && type.startsWith('float'))
          ? `its counts are of the kind ${kind}`
          : depth > 1
            ? 'it holds a stack of pictures'
            : undefined;
  if (odd !== undefined)
    throw new OperandoError('unsupported', `${odd}.`, {
      cure: 'Write it with byte offsets (x-CBF_BYTE_OFFSET), as detectors do.',
    });
  const [width, height] = [whole('X-Binary-Size-Fastest-Dimension'), whole('X-Binary-Size-Second-Dimension')];
  const size = whole('X-Binary-Size');
  const count = width * height;
  if (stated('X-Binary-Number-of-Elements') !== undefined && whole('X-Binary-Number-of-Elements') !== count)
    throw malformed(`${width} x ${height} pixels are not ${whole('X-Binary-Number-of-Elements')}`);
  // A pixel takes a byte at least, so that nothing is made room for that the file could not fill.
  if (isPacked ? size < count : size !== count * sampleBytes[type!])
    throw malformed(`${width} x ${height} pixels cannot be kept in ${size} bytes`);
  const digest = stated('Content-MD5');
  return {
    at,
    size,
    width,
    height,
    type: type!,
    isPacked,
    isBigEndian: /big_endian/i.test(stated('X-Binary-Element-Byte-Order') ?? ''),
    ...(digest === undefined || digest === '' ? {} : { digest }),
  };
}

/** Counts of a file. @throws OperandoError `checksum-mismatch`, `truncated-file`, `malformed-file`. */
async function countsOf({ bytes }: NamedSource, packing: Packing): Promise<Samples> {
  const { at, size, width, height, type, isPacked, isBigEndian, digest } = packing;
  const stored = await bytes.slice(at, at + size);
  if (stored.length < size)
    throw new OperandoError('truncated-file', `${size} bytes of counts are expected, ${stored.length} are there.`, {
      cure: 'The file seems cut short: copy it again.',
    });
  if (digest !== undefined && btoa(String.fromCodePoint(...md5(stored))) !== digest)
    throw malformed('its counts are not those of its Content-MD5');
  if (isPacked) return unpackByteOffsets(stored, width * height, type);
  const own = new Uint8Array(stored);
  if (isBigEndian === littleEndianMachine) swapBytes(own, sampleBytes[type]);
  return asSamples(type, own);
}

/** Whether a file begins as CBF files do. */
export function isCbf(bytes: Uint8Array): boolean {
  return latin.decode(bytes.subarray(0, 6)) === '###CBF';
}

/**
 * The picture of a CBF file (imgCIF), as Pilatus and other counting detectors write them: counts packed as byte offsets or not at
 * all. Pixels of gaps hold -1, broken ones -2. What its header states of the detector and the beam stands beside it.
 *
 * @returns undefined for other files.
 * @throws OperandoError `malformed-file`, also where counts are not those of the stated MD5; `truncated-file`; `unsupported` for
 * other packings and for several pictures; with the file.
 */
export async function openCbf(source: NamedSource): Promise<ImageFile | undefined> {
  const { name, bytes } = source;
  if (!isCbf(await bytes.slice(0, 6))) return undefined;
  try {
    const { text, at } = await headerOf(source);
    const packing = packingOf(text, at);
    const end = at + packing.size;
    if (end > bytes.byteLength)
      throw new OperandoError('truncated-file', `${end} bytes are expected, the file has ${bytes.byteLength}.`, {
        cure: 'The file seems cut short: copy it again.',
      });
    if (/--CIF-BINARY-FORMAT-SECTION--(?!--)/.test(latin.decode(await bytes.slice(end, end + behind))))
      throw new OperandoError('unsupported', 'the CBF file holds several pictures.', {
        cure: 'Write one picture into each file.',
      });
    const time = cbfTime(text);
    return {
      name,
      count: 1,
      width: packing.width,
      height: packing.height,
      type: packing.type,
      warnings: [],
      detector: cbfDetector(text),
      read: async (k) => {
        if (k !== 0) throw inFile(name, 'outside-range', `the file has one picture, none with number ${k}.`);
        try {
          return await countsOf(source, packing);
        } catch (error) {
          throw placed(error, name);
        }
      },
      time: async () => time,
    };
  } catch (error) {
    throw placed(error, name);
  }
}
