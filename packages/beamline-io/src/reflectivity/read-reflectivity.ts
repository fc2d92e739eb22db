import { createPacer, isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { contentOf } from '../bytes/contents.js';
import { distinctBaseNames } from '../bytes/distinct-names.js';
import { placed } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import type { Format } from '../format.js';
import type { ReadingOptions } from '../series/read-frames.js';
import { openContent, readContent, readContentCurves, unpacked } from '../read.js';
import { fileFormatOf, sampleOfBytes } from '../sniff.js';
import type { CurveOptions, ReflectivityCurve } from './curve.js';
import { tableCurve } from './curve-of-table.js';
import { orsoText } from './orso-text.js';
import { timeResolvedJson } from './time-resolved-json.js';

/** Options of {@link readReflectivity}. */
export interface ReflectivityReadOptions extends Pick<CurveOptions, 'name' | 'dqKind'> {
  /** Formats of one's own, asked before all others. @default none */
  readonly formats?: readonly Format[] | undefined;
}

/** What is read as ORSO text or as frames in JSON, or refused as such, by how it begins. */
function statedFormat(bytes: Uint8Array): string | undefined {
  const beginning = new TextDecoder().decode(bytes.subarray(0, 400)).trimStart();
  if (/^#\s*#\s*ORSO/.test(beginning)) return orsoText.id;
  return /^[[{]/.test(beginning) ? timeResolvedJson.id : undefined;
}

/**
 * Read reflectivity curves: ORSO text (every data set), plain tables of three or four columns with or
 * without comments (NCNR, SNS, PLATYPUS), time-resolved JSON of the SNS reduction (empty frames left out).
 *
 * @throws OperandoError with the file's name, and line where there is one.
 */
export function readReflectivity(packed: Uint8Array, options: ReflectivityReadOptions = {}): ReflectivityCurve[] {
  const { name = '', dqKind, formats } = options;
  try {
    const bytes = unpacked(packed, {});
    const isOwn = formats?.some((format) => format.sniff(sampleOfBytes(bytes, name)) > 0) === true;
    const content = openContent(bytes, { formats, format: isOwn ? undefined : statedFormat(bytes) });
    const curves = readContentCurves(content, { name, dqKind });
    if (curves !== undefined) return [...curves];
    const result = readContent(content, {});
    if (result.kind !== 'spectrum')
      throw new OperandoError('invalid-argument', 'this is a cycler log, no reflectivity.');
    return [tableCurve(result.table, name, dqKind, true)];
  } catch (error) {
    throw placed(error, name);
  }
}

/** Options of {@link readReflectivityFrom}. */
export interface ReflectivityFileOptions
  extends
    Omit<ReflectivityReadOptions, 'name'>,
    Omit<CurveOptions, 'name'>,
    Pick<ReadingOptions, 'onProgress' | 'abort'> {
  /** Of files that cannot be read: an error, or left out. @default 'throw' */
  readonly onError?: 'throw' | 'skip' | undefined;
  /** Told of each file that is left out. */
  readonly onSkip?: ((warning: OperandoWarning) => void) | undefined;
}

/**
 * Read reflectivity from sources, in natural order of their names; one may hold several curves. ORSO binary files (`.orb`) too.
 * Files of one name in several folders have the folder before it in the names of their curves.
 *
 * @throws OperandoError as {@link readReflectivity}, and `file-access`; always with the source's name.
 */
export async function readReflectivityFrom(
  sources: readonly NamedSource[],
  { onProgress, abort, onError = 'throw', onSkip, ...options }: ReflectivityFileOptions = {},
): Promise<ReflectivityCurve[]> {
  const curves: ReflectivityCurve[] = [];
  const pace = createPacer(abort);
  const sorted = naturally(sources);
  const names = distinctBaseNames(sorted);
  for (const [done, source] of sorted.entries()) {
    await pace();
    try {
      const named = { ...options, name: names[done]! };
      const format = await fileFormatOf(source, options);
      curves.push(...((await format?.curves?.(source, named)) ?? readReflectivity(await contentOf(source), named)));
    } catch (error) {
      const told = placed(error, source.name);
      // What is no fault of the file is none to be passed over.
      if (onError === 'throw' || !isOperandoError(told)) throw told;
      onSkip?.({ code: 'file-skipped', message: told.message, where: told.where });
    }
    onProgress?.(done + 1, sources.length);
  }
  if (curves.length === 0 && sorted.length > 0)
    throw new OperandoError('truncated-file', 'none of the files can be read as reflectivity.', {
      where: { file: sorted[0]!.name },
    });
  return curves;
}
