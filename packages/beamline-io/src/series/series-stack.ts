import { collectSeries } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { fileFormatOf } from '../sniff.js';
import type { AxisOption, ReadSeriesOptions } from './series-options.js';

/** The series that a single file holds itself (HDF5), unless a single spectrum or column of it is asked for. */
export async function openStack<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ReadSeriesOptions & AxisOption<Name, Unit>,
): Promise<FrameSource<Name, Unit> | undefined> {
  const { scan, signal, x, energyUnit, sweeps, reference } = options;
  const [source] = sources;
  const isWhole =
    sources.length === 1 &&
    (scan === undefined || scan === 'all') &&
    (signal === undefined || typeof signal === 'string') &&
    x === undefined &&
    energyUnit === undefined &&
    sweeps === undefined &&
    reference !== true;
  if (source === undefined || !isWhole) return undefined;
  const format = await fileFormatOf(source, options);
  return format?.series?.(source, options);
}

/** All frames at once. */
export function collected<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return collectSeries(source, { frames: source.frames });
}
