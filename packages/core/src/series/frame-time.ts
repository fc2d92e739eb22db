import { OperandoError } from '../error.js';

/**
 * When each frame was measured. Times are seconds after `epoch`; `epoch` is in
 * UNIX seconds (UTC) and absent when only elapsed time is known.
 */
export interface FrameTime {
  /** Start of each frame, seconds after the epoch. Never decreasing. */
  readonly start: Float64Array;
  /** Exposure of each frame in seconds, zero when unknown. */
  readonly duration: Float64Array;
  /** UNIX seconds at which this series' clock reads zero. */
  readonly epoch?: number;
  /**
   * Where the epoch came from: `utc` or an offset such as `+02:00` when the file
   * said so, `unstated` when a local time without zone was read as if it were UTC.
   */
  readonly zone?: string;
}

/** What {@link createFrameTime} takes. */
export interface FrameTimeOptions {
  /** Of each frame, seconds after the epoch, never decreasing. */
  readonly start: ArrayLike<number>;
  /** One duration for all frames, or one each. @default 0 */
  readonly duration?: number | ArrayLike<number> | undefined;
  /** UNIX seconds at which the clock reads zero. @default not known */
  readonly epoch?: number | undefined;
  /** As {@link FrameTime.zone}. @default none */
  readonly zone?: string | undefined;
}

/**
 * Check and freeze the times of a series.
 *
 * @throws OperandoError `non-finite`, `time-backwards` (naming the frame), `shape-mismatch`, or
 * `invalid-argument` for a negative duration.
 */
export function createFrameTime(options: FrameTimeOptions): FrameTime {
  const start = Float64Array.from(options.start);
  const given = options.duration ?? 0;
  const duration = typeof given === 'number' ? new Float64Array(start.length).fill(given) : Float64Array.from(given);
  if (duration.length !== start.length) {
    throw new OperandoError('shape-mismatch', `${start.length} frame starts but ${duration.length} durations.`);
  }
  for (let i = 0; i < start.length; i++) {
    if (!Number.isFinite(start[i]!) || !Number.isFinite(duration[i]!)) {
      throw new OperandoError('non-finite', `frame time is ${start[i]} s for ${duration[i]} s.`, {
        where: { frame: i },
        cure: 'Give every frame a start; use duration 0 where the exposure is unknown.',
      });
    }
    if (duration[i]! < 0) {
      throw new OperandoError('invalid-argument', `frame lasts ${duration[i]} s.`, { where: { frame: i } });
    }
    if (i > 0 && start[i]! < start[i - 1]!) {
      throw new OperandoError(
        'time-backwards',
        `frame starts ${start[i - 1]! - start[i]!} s before the one before it.`,
        {
          where: { frame: i },
          cure: 'Sort the frames by time, or correct the clock.',
        },
      );
    }
  }
  if (options.epoch !== undefined && !Number.isFinite(options.epoch)) {
    throw new OperandoError('non-finite', `epoch is ${options.epoch}.`, { where: { parameter: 'epoch' } });
  }
  return Object.freeze({
    start,
    duration,
    ...(options.epoch === undefined ? {} : { epoch: options.epoch }),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
  });
}

/** Whether a zone is one that the file stated. */
export function isStatedZone(zone: string | undefined): zone is string {
  return zone !== undefined && zone !== 'unstated';
}

/** Middle of each frame's exposure, seconds after the epoch. */
export function frameMiddles(time: FrameTime): Float64Array {
  const middle = new Float64Array(time.start.length);
  for (let i = 0; i < middle.length; i++) middle[i] = time.start[i]! + 0.5 * time.duration[i]!;
  return middle;
}
