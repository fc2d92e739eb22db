import type { Threads } from '../open-threads.js';

/** How work of the house is shared out. */
export interface HouseOptions {
  /** How many threads work, or threads that are open already. @default 1 */
  readonly threads?: number | Threads | undefined;
  /** Gives all up at once; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called as more is done. @param total 0 while it is not known. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
