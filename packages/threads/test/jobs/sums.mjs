// Jobs that tests hand to threads.
import { isMainThread } from 'node:worker_threads';
import { OperandoError } from '@operando/core';

/** Sums of squares of each frame, a product with what the setup says, and the number of the frame. */
export function squares({ factor }) {
  return ({ first, frames, values, mask }) => {
    const size = values.length / frames;
    const sums = Float64Array.from({ length: frames }, (_, f) => {
      let sum = 0;
      for (let i = f * size; i < (f + 1) * size; i++) if (mask?.[i] !== 1) sum += factor * values[i] ** 2;
      return sum;
    });
    return { sums, numbers: sums.map((_, f) => first + f) };
  };
}

/** Fails on some tasks: those that come later fail sooner. */
export function failing({ kind }) {
  return async (task) => {
    await new Promise((resolve) => setTimeout(resolve, 20 - 5 * task));
    if (task < 1) return task;
    if (kind === 'range') throw new RangeError(`task ${task}`);
    const cause = new OperandoError('non-finite', 'a count is NaN', {
      where: { row: 3 },
      cause: new TypeError('deep'),
    });
    throw new OperandoError('bad-number', `task ${task} has no number`, {
      where: { file: 'a.txt', frame: task, column: 'i0' },
      cure: 'mend it',
      cause,
    });
  };
}

/** Where it is done; never where it should end only with its thread. */
export function place() {
  return (task) => {
    if (task === 'never') for (;;);
    return isMainThread ? 'main' : 'thread';
  };
}

/** Parts of one larger array, and one array twice. */
export function parts() {
  return () => {
    const all = Float64Array.from({ length: 1000 }, (_, i) => i);
    const whole = new Float64Array(500).fill(7);
    return {
      few: all.subarray(10, 13),
      many: all.subarray(100, 400),
      whole,
      again: whole,
      bytes: new Uint8Array([1, 2]),
      none: undefined,
      words: ['a'],
    };
  };
}

/** Tells how far it is. */
export function telling() {
  return (task, report) => {
    for (let done = 1; done <= task; done++) report(done);
    return task;
  };
}
