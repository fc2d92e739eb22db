import { createAxis, createSeries } from '@operando/core';
import type { FrameTimeOptions, Metadata, OperandoWarning, Series } from '@operando/core';

/** A series that holds nothing but when its frames were: what a cycler's log is joined to. */
export function timeline(
  time: FrameTimeOptions,
  {
    step,
    metadata = {},
    warnings = [],
  }: { step: `${string}/${string}`; metadata?: Metadata; warnings?: readonly OperandoWarning[] },
): Series<'channel', '1'> {
  return createSeries({
    signal: new Float64Array(time.start.length),
    axis: createAxis({ name: 'channel', unit: '1', values: [0] }),
    time,
    metadata,
    provenance: [{ step, warnings }],
  });
}
