import type { FrameTimeOptions, OperandoWarning } from '@operando/core';
import type { Pictures } from './input.js';
import type { RadiographyOptions } from './options.js';

/** When frames were taken: by their files, by the step that was given, else by their numbers. */
export async function timesOf(
  { count, time }: Pictures,
  { timeStep, exposure = 0 }: RadiographyOptions,
): Promise<{ readonly time: FrameTimeOptions; readonly warnings: readonly OperandoWarning[] }> {
  const epochs: (number | undefined)[] = [];
  for (let k = 0; k < count; k++) epochs.push(await time?.(k));
  const known = epochs.filter((each) => each !== undefined);
  if (known.length === count && known.every((each, k) => k === 0 || each > known[k - 1]!)) {
    const [epoch] = known;
    return {
      time: { start: known.map((each) => each - epoch!), duration: exposure, epoch: epoch!, zone: 'unstated' },
      warnings: [],
    };
  }
  const warnings: OperandoWarning[] =
    timeStep === undefined
      ? [{ code: 'time-unknown', message: 'The files carry no times; numbers of frames stand for seconds.' }]
      : [];
  const start = Float64Array.from({ length: count }, (_, k) => k * (timeStep ?? 1));
  return { time: { start, duration: exposure }, warnings };
}
