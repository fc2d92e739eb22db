import { copyOf, cutOut, withViews } from './plain-data.js';
import { isShared } from './shelves.js';

/** Data with the memory that is moved with them, not copied. */
export interface Parcel {
  readonly value: unknown;
  readonly transfer: ArrayBuffer[];
}

/** Small arrays, in bytes, are copied faster than moved. */
const worthMoving = 1024;

/** Data with each array as it is sent, and the memory of those that may be moved. */
function packed(data: unknown, toSend: (view: ArrayBufferView) => ArrayBufferView, mayMoveGiven: boolean): Parcel {
  const transfer = new Set<ArrayBuffer>();
  const value = withViews(data, (view) => {
    const sent = toSend(view);
    const { buffer, byteLength } = sent;
    const mayMove = mayMoveGiven || buffer !== view.buffer;
    if (mayMove && buffer instanceof ArrayBuffer && byteLength >= worthMoving) transfer.add(buffer);
    return sent;
  });
  return { value, transfer: [...transfer] };
}

/**
 * Makes a result ready to leave its thread. Arrays are moved. One that is a part of a larger memory is cut out of it before, since
 * it would take all of it along; one in shared memory too, since that is written to again.
 */
export function parcelOf(result: unknown): Parcel {
  return packed(result, (view) => (isShared(view) ? copyOf(view) : cutOut(view)), true);
}

/**
 * Makes a task ready to go to a thread. Arrays stay with whoever gave them and are copied on the way, those in shared memory not.
 * One that is a part of a larger memory is cut out of it, and the piece moved: all of that memory would be copied with each task.
 */
export function taskParcelOf(task: unknown): Parcel {
  return packed(task, (view) => (isShared(view) ? view : cutOut(view)), false);
}
