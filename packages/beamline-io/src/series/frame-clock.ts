import type { OperandoWarning } from '@operando/core';
import { frameGaps } from './frame-gaps.js';
import type { FrameNote } from './frame-note.js';
import { said } from '../text/said.js';

/** When the frames began, in seconds. */
export interface Clock {
  readonly start: Float64Array;
  readonly duration: Float64Array;
  readonly epoch?: number;
  readonly zone?: string;
}

/** Times of the frames, in their order: those of their files where all have one, else steps. */
export function clockOf(
  frames: readonly FrameNote[],
  timeStep: number | undefined,
  warnings: OperandoWarning[],
): Clock {
  const times = frames.map(({ time }) => time);
  const stamped = times.filter((time) => time !== undefined);
  if (stamped.length === frames.length) {
    const epoch = stamped[0]!.epoch;
    const zones = new Set(stamped.map(({ zone }) => zone));
    if (zones.size > 1) {
      warnings.push({
        code: 'time-zones-differ',
        message: said`The files' times are in different zones: ${[...zones].join(', ')}.`,
      });
    }
    const note = stamped.find((time) => time.note !== undefined)?.note;
    if (note !== undefined) warnings.push({ code: 'duration-inferred', message: said`${note}.` });
    const start = Float64Array.from(stamped, (time) => time.epoch - epoch);
    const same = start.findIndex((value, i) => i > 0 && value === start[i - 1]);
    if (same > 0) {
      warnings.push({
        code: 'time-repeated',
        message: said`${frames[same]!.name} has the time of ${frames[same - 1]!.name}.`,
        where: { frame: same },
      });
    }
    warnings.push(...frameGaps(start, (row) => frames[row]!.name));
    return { start, duration: Float64Array.from(stamped, (time) => time.duration ?? 0), epoch, zone: stamped[0]!.zone };
  }
  if (stamped.length > 0 && timeStep === undefined) {
    warnings.push({
      code: 'time-incomplete',
      message: `Only ${stamped.length} of ${frames.length} files carry a time; none was used.`,
    });
  }
  if (timeStep === undefined && frames.length > 1) {
    warnings.push({
      code: 'time-unknown',
      message: 'The files carry no time: frame numbers stand for seconds. Give timeStep (command: --time-step).',
    });
  }
  const step = timeStep ?? 1;
  return {
    start: Float64Array.from(frames, (_, i) => i * step),
    duration: new Float64Array(frames.length).fill(timeStep ?? 0),
  };
}
