import type { WarningCode } from '../codes/warning-codes.js';
import type { OperandoWarning } from '../error.js';
import type { FrameTime } from '../series/frame-time.js';
import { longestStep, rowAt } from './log-sampling.js';
import { checkLogTimes } from './log-times.js';
import { statusOf } from '../result/status.js';

/** How a log covers the frames. */
export interface Coverage {
  /** A {@link statusOf} for every frame. */
  readonly flags: Uint8Array;
  /** Longest step of the log, in seconds, that each frame touches; zero outside the log. */
  readonly longest: Float64Array;
}

/** Compare frames with the times of a log on the same clock. */
export function coverageOf(
  { start, duration }: FrameTime,
  time: Float64Array,
  extrapolate: boolean,
  maxGap: number,
): Coverage {
  const first = time[0]!;
  const last = time[time.length - 1]!;
  const flags = new Uint8Array(start.length);
  const longest = new Float64Array(start.length);
  let row = 0;
  for (let frame = 0; frame < start.length; frame++) {
    const a = start[frame]!;
    const b = a + duration[frame]!;
    if (b < first || a > last || (b > a && (b === first || a === last))) {
      flags[frame] = extrapolate ? statusOf.extrapolated : statusOf.outside;
      continue;
    }
    if (a < first || b > last) flags[frame] = statusOf.partial;
    row = Math.max(0, rowAt(time, Math.max(a, first), row));
    longest[frame] = longestStep(time, Math.max(a, first), Math.min(b, last), row);
    if (longest[frame]! > maxGap) flags[frame] = statusOf.gap;
  }
  return { flags, longest };
}

interface Counted {
  readonly count: number;
  readonly frame: number;
}

/** How many frames are such, and the first of them. */
function countFrames(flags: Uint8Array, isSuch: (flag: number, frame: number) => boolean): Counted | undefined {
  const frame = flags.findIndex(isSuch);
  return frame < 0 ? undefined : { frame, count: flags.reduce((sum, flag, i) => sum + (isSuch(flag, i) ? 1 : 0), 0) };
}

/** Frames inside the log for which a column has no value all the same: they are flagged as gaps. */
export function missingValues(
  column: string,
  values: Float64Array,
  flags: Uint8Array,
): { readonly flags: Uint8Array; readonly warning: OperandoWarning } | undefined {
  const isMissing = (flag: number, frame: number): boolean =>
    Number.isNaN(values[frame]!) && flag !== statusOf.outside && flag !== statusOf.gap;
  const found = countFrames(flags, isMissing);
  if (found === undefined) return undefined;
  const message = `${column} has no value in ${found.count} of ${flags.length} frames, since the log has none there.`;
  return {
    flags: flags.map((flag, frame) => (isMissing(flag, frame) ? statusOf.gap : flag)),
    warning: { code: 'frames-without-value', message, where: { frame: found.frame, column } },
  };
}

/** Frames with values that were interpolated across a pause of the log. */
export function pauseWarnings(time: Float64Array, flags: Uint8Array, longest: Float64Array): OperandoWarning[] {
  const pause = checkLogTimes(time).gaps.reduce((least, { seconds }) => Math.min(least, seconds), Infinity);
  const found = countFrames(flags, (flag, frame) => longest[frame]! >= pause && flag !== statusOf.gap);
  if (found === undefined) return [];
  const most = longest.reduce((a, b) => Math.max(a, b), 0);
  const message = `${found.count} of ${flags.length} frames lie where the log pauses, for up to ${most.toFixed(0)} s; their values are interpolated across. Pass maxGap (command: --max-gap) to leave them out.`;
  return [{ code: 'frames-across-pause', message, where: { frame: found.frame } }];
}

/** What the flags of the frames say, in words. */
export function flagWarnings(flags: Uint8Array): OperandoWarning[] {
  const said: readonly (readonly [number, WarningCode, string])[] = [
    [statusOf.outside, 'frames-outside-log', 'lie outside the log and have no value'],
    [statusOf.partial, 'frames-partly-in-log', 'are covered by the log only in part'],
    [statusOf.gap, 'frames-in-gap', 'fall into a gap of the log and have no value'],
    [statusOf.extrapolated, 'frames-extrapolated', 'lie outside the log and hold its nearest value'],
  ];
  return said.flatMap(([wanted, code, words]) => {
    const found = countFrames(flags, (flag) => flag === wanted);
    return found === undefined
      ? []
      : [{ code, message: `${found.count} of ${flags.length} frames ${words}.`, where: { frame: found.frame } }];
  });
}
