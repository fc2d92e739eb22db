import { createAxis } from '@operando/core';
import type { Axis } from '@operando/core';

/** Channels or pixels that only count, from 0. */
export function countedAxis(size: number): Axis<'channel', '1'> {
  return createAxis({ name: 'channel', unit: '1', values: Float64Array.from({ length: size }, (_, i) => i) });
}
