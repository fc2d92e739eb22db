import { OperandoError } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { baseName, contentOf } from '../bytes/contents.js';
import { placed } from '../bytes/file-error.js';
import type { ReadSourceOptions } from '../read-source.js';
import { decodeText } from '../text/decode.js';
import { said } from '../text/said.js';
import { columnFrame } from './column-frame.js';
import { columnFrames } from './column-frames.js';
import type { Frame } from './frame.js';
import { frameReader } from './frame-reader.js';
import { openFrames } from './open-frames.js';
import { parseScanLog, scanTime } from './scan-log.js';
import type { ScanLog } from './scan-log.js';
import type { ColumnSeriesOptions, OpenColumnSeriesOptions } from './series-options.js';
import { collected, openStack } from './series-stack.js';

async function readScanLog(source: NamedSource, dateOrder: ReadSourceOptions['dateOrder']): Promise<ScanLog> {
  try {
    return parseScanLog(decodeText(await contentOf(source)).text, { dateOrder });
  } catch (error) {
    throw placed(error, source.name);
  }
}

/** The frame of a table, at the time that the log has for its file. */
function loggedFrame(log: ScanLog, scanLog: NamedSource, source: NamedSource, frame: Frame): Frame {
  const time = scanTime(log, baseName(source));
  if (time !== undefined) return { ...frame, time };
  throw new OperandoError(
    'invalid-argument',
    said`no scan of ${scanLog.name} has its number or name in this file's name.`,
    { where: { file: source.name }, cure: 'Leave the file out, or the scan log.' },
  );
}

/**
 * Files of columns as one series along any axis, frame by frame: what {@link readColumnSeriesFrom} gives, as {@link openSeries} does it.
 * @throws OperandoError as {@link openSeries}.
 */
export async function openColumnSeries<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  { axis, scanLog, ...rest }: OpenColumnSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit>> {
  const stack = scanLog === undefined ? await openStack(sources, { ...rest, axis }) : undefined;
  if (stack !== undefined) return stack;
  const log = scanLog === undefined ? undefined : await readScanLog(scanLog, rest.dateOrder);
  const along = { ...rest, axis };
  const read = frameReader(rest, (table, source, name) => {
    const frames =
      rest.columnsAsFrames === true
        ? columnFrames(table, name, along)
        : [columnFrame(table, name, { ...along, tellOthers: true })];
    return log === undefined || scanLog === undefined
      ? frames
      : frames.map((frame) => loggedFrame(log, scanLog, source, frame));
  });
  // Times of a log may change when it does.
  const memory = scanLog === undefined ? rest.memory : undefined;
  return openFrames(sources, read, axis, rest, { memory });
}

/**
 * Read many files of columns as one series along any axis: the first column, or
 * `x`, against the second, or `signal: { column }`.
 *
 * @throws OperandoError as {@link readSeriesFrom}.
 */
export async function readColumnSeriesFrom<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ColumnSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return collected(await openColumnSeries(sources, { ...options, keptBytes: Infinity }));
}
