import { collectSeries, OperandoError, seriesSource } from '@operando/core';
import type { FrameSource, NamedSource } from '@operando/core';
import { frameReader } from './frame-reader.js';
import type { OpenWholeSeriesOptions, ReadWholeSeriesOptions } from './series-options.js';
import { chosenSignal } from './series-signal.js';
import { openStack } from './series-stack.js';
import { openWholeFrames, wholeFrame } from './whole-series.js';
import type { WholeSeries, WholeSource } from './whole-series.js';

/** A stack, which has no columns beside its signal. */
async function wholeStack<Name extends string, Unit extends string>(
  given: FrameSource<Name, Unit>,
): Promise<WholeSource<Name, Unit>> {
  const stack = given.frames === undefined ? seriesSource(await collectSeries(given)) : given;
  const { signal } = stack.metadata;
  return {
    frames: stack.frames!,
    points: stack.axis.size,
    labels: [],
    signal: { name: typeof signal === 'string' ? signal.slice(signal.lastIndexOf('/') + 1) : 'signal' },
    async *blocks(asked) {
      for await (const series of stack.blocks(asked)) yield { series, columns: {} };
    },
  };
}

/**
 * Open many files of columns as one series, and every other column of theirs over the same frames and points, in blocks.
 * @throws OperandoError as {@link openSeries}; `column-missing` for files of other columns.
 */
export async function openWholeSeries<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: OpenWholeSeriesOptions<Name, Unit>,
): Promise<WholeSource<Name, Unit>> {
  const { axis, absorption = false, ...rest } = options;
  const stack = await openStack(sources, { ...rest, axis });
  if (stack !== undefined) return wholeStack(stack);
  const { signal, ...choice } = absorption ? await chosenSignal(sources, rest) : { signal: rest.signal };
  const along = { ...rest, signal };
  const read = frameReader(along, (table, _source, name) => [wholeFrame(table, name, along, absorption)]);
  return openWholeFrames(sources, read, axis, { ...along, ...choice });
}

/**
 * Read many files of columns as one series, and every other column of theirs over the same frames and points.
 * @throws OperandoError as {@link openWholeSeries}.
 */
export async function readWholeSeriesFrom<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ReadWholeSeriesOptions<Name, Unit>,
): Promise<WholeSeries<Name, Unit>> {
  const source = await openWholeSeries(sources, { ...options, keptBytes: Infinity });
  for await (const block of source.blocks({ frames: source.frames })) return { ...block, signal: source.signal };
  throw new OperandoError('too-few-points', 'there are no frames.');
}
