import { isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { localFile } from '../bytes/local-file.js';
import { parseDateTime } from '../text/date-time.js';
import type { ImageFile } from './image-file.js';
import type { Samples, SampleType } from './samples.js';
import { inflateAnywhere } from './tiff-codecs.js';
import type { Inflate } from './tiff-codecs.js';
import { decodePage, pageBytes } from './tiff-decode.js';
import { tiffDescription } from './tiff-description.js';
import type { TiffDescription } from './tiff-description.js';
import { badTiff, fieldText, tiffDirectory, tiffHeader, Window } from './tiff-fields.js';
import type { TiffOrder } from './tiff-fields.js';
import { tags, tiffPage } from './tiff-page.js';
import type { TiffPage } from './tiff-page.js';

/** How TIFF files are read. */
export interface TiffOptions {
  /** Unpacks zlib streams. @default the platform's for files on a disk, else one in JavaScript */
  readonly inflate?: Inflate | undefined;
  /** Largest picture, in bytes. @default 2 GiB */
  readonly mostBytes?: number | undefined;
}

/** Whether a file begins as TIFF and BigTIFF files do. */
export function isTiff(bytes: Uint8Array): boolean {
  return /^(?:II[*+]\0|MM\0[*+])/.test(String.fromCodePoint(...bytes.subarray(0, 4)));
}

/** The platform's zlib, for files on a disk. */
function localInflate(source: NamedSource): Inflate | undefined {
  const local = localFile(source);
  return local === undefined ? undefined : (bytes, most) => local.inflate(bytes, most);
}

/** Pictures that are read of one file. */
const mostPages = 1_000_000;

/** All directories of a file, in order. */
async function pagesOf(window: Window, order: TiffOrder, first: number): Promise<TiffPage[]> {
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let taken = 0;
  for (let at = first; at !== 0;) {
    if (seen.has(at)) throw badTiff('its directories lead round in circles');
    seen.add(at);
    const directory = await tiffDirectory(window, order, at);
    taken += directory.size;
    // Directories that lie over one another would make the work grow with the square of the size.
    if (taken > window.length || seen.size > mostPages) throw badTiff('its directories lie over one another');
    pages.push(await tiffPage(window, order, directory));
    at = directory.next;
  }
  return pages;
}

/** The pictures behind one directory, as ImageJ and tifffile write long stacks. @throws OperandoError `truncated-file`. */
function stackOf(page: TiffPage, count: number, window: Window): TiffPage[] {
  const bytes = Math.ceil((page.width * page.bits) / 8) * page.height;
  if (page.compression !== 1 || page.isTiled || count > mostPages)
    throw badTiff(`${count} pictures stand behind one directory`);
  if (count * bytes > window.length)
    throw new OperandoError(
      'truncated-file',
      `the file says that it holds ${count} pictures of ${bytes} bytes behind one another, and has ${window.length} bytes.`,
      { cure: 'The file seems cut short: copy it again.' },
    );
  return Array.from({ length: count }, (_, k) => ({ ...page, skip: k * bytes }));
}

/** What is worth telling of how the values of pictures are meant. */
function meaning(pages: readonly TiffPage[], { scale, isSigned }: TiffDescription): OperandoWarning[] {
  const said: string[] = [];
  if (pages.some(({ photometric }) => photometric === 0)) said.push('low values are meant to be white');
  if (pages.some(({ photometric }) => photometric === 3)) said.push('values stand for the colours of a table');
  if (pages.some(({ orientation }) => orientation !== 1)) said.push('pictures are meant to be turned or mirrored');
  if (scale !== undefined) said.push(`values are meant as ${scale[0]} + ${scale[1]} x value`);
  const warnings: OperandoWarning[] = [];
  if (said.length > 0)
    warnings.push({
      code: 'image-as-stored',
      message: `the file says that ${said.join(', and that ')}: they are given as they are stored.`,
    });
  if (isSigned === true)
    warnings.push({
      code: 'values-scaled',
      message: 'ImageJ stored signed integers with 32768 added; it was taken off.',
    });
  return warnings;
}

/** ImageJ's integers of 16 bits with 32768 added, as they are meant. */
function signed(samples: Samples): Samples {
  return Int16Array.from(samples, (value) => value - 32_768);
}

/** The pages that are pictures of a stack, and what was left out. @throws OperandoError `shape-mismatch`. */
function wholePages(pages: readonly TiffPage[], warnings: OperandoWarning[]): readonly TiffPage[] {
  const whole = pages.filter(({ isReduced }) => !isReduced);
  const kept = whole.length === 0 ? pages : whole;
  if (kept.length < pages.length)
    warnings.push({
      code: 'pages-left-out',
      message: `${pages.length - kept.length} of ${pages.length} pictures are smaller copies or masks of others and were left out.`,
    });
  const [first] = kept;
  const k = kept.findIndex(
    (page) => page.width !== first!.width || page.height !== first!.height || page.type !== first!.type,
  );
  if (k > 0) {
    const describe = ({ width, height, type }: TiffPage): string => `${width} x ${height} of ${type}`;
    throw new OperandoError('shape-mismatch', `picture ${k} is ${describe(kept[k]!)}, the first ${describe(first!)}.`, {
      cure: 'Save pictures of different sizes or kinds in files of their own.',
    });
  }
  return kept;
}

/**
 * The pictures of a TIFF file: strips or tiles, without compression or with deflate, LZW or PackBits, predictors 1 to 3, either byte
 * order, BigTIFF, samples of 1 to 32 bits or floating point, and stacks of ImageJ behind one directory. Pictures are read when they
 * are asked for.
 *
 * @returns undefined for a file that is no TIFF.
 * @throws OperandoError `malformed-file`, `truncated-file`, `too-large`; `unsupported` for colours and other packings;
 * `shape-mismatch` for pictures of several sizes; with the file.
 */
export async function openTiff(source: NamedSource, options: TiffOptions = {}): Promise<ImageFile | undefined> {
  const { mostBytes = 2 * 1024 ** 3 } = options;
  const inflate = options.inflate ?? localInflate(source) ?? inflateAnywhere;
  try {
    const window = new Window(source.bytes);
    const header = await tiffHeader(window);
    if (header === undefined) return undefined;
    const { order } = header;
    const found = await pagesOf(window, order, header.first);
    if (found.length === 0) throw badTiff('it has no picture');
    const warnings: OperandoWarning[] = [];
    const whole = wholePages(found, warnings);
    const first = whole[0]!;
    if (pageBytes(first) > mostBytes)
      throw new OperandoError('too-large', `a picture has ${pageBytes(first)} bytes, more than ${mostBytes}.`, {
        cure: 'Cut it into smaller ones.',
      });
    const description = await tiffDescription(window, order, first);
    const behind = Math.max(description.images ?? 1, description.truncated ?? 1);
    const pages = whole.length === 1 && behind > 1 ? stackOf(first, behind, window) : whole;
    if (description.images !== undefined && description.images !== pages.length)
      warnings.push({
        code: 'points-declared',
        message: `ImageJ's words say that the file holds ${description.images} pictures, it has ${pages.length}.`,
      });
    warnings.push(...meaning(pages, description));
    const isSigned = description.isSigned === true;
    // Of a thousand files each would keep its own.
    window.release();
    const type: SampleType = isSigned ? 'int16' : first.type;
    return {
      name: source.name,
      count: pages.length,
      width: first.width,
      height: first.height,
      type,
      ...(description.spacing === undefined ? {} : { spacing: description.spacing }),
      warnings,
      read: async (k) => {
        const page = pages[k];
        if (page === undefined)
          throw new OperandoError('outside-range', `the file has ${pages.length} pictures, none with number ${k}.`, {
            where: { file: source.name },
          });
        try {
          const samples = await decodePage(source.bytes, window, { order, page, inflate });
          return isSigned ? signed(samples) : samples;
        } catch (error) {
          throw isOperandoError(error) ? placed(error.at({ frame: k }), source.name) : error;
        }
      },
      time: async (k) => {
        const text = await fieldText(window, pages[k]?.fields.get(tags.dateTime));
        // TIFF 6.0: YYYY:MM:DD HH:MM:SS.
        const moment = parseDateTime((text ?? '').trim().replace(/^(\d{4}):(\d\d):(\d\d) /, '$1-$2-$3 '));
        return moment?.epoch;
      },
    };
  } catch (error) {
    throw placed(error, source.name);
  }
}
