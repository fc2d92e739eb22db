import type { CarriedError } from './carried-error.js';
import type { Job } from './job.js';

/** A task on its way to a thread. */
export interface Request {
  /** Of the job, for as long as the threads are open. */
  readonly id: number;
  readonly job: Job<unknown, unknown, unknown>;
  readonly task: unknown;
}

/** What comes back. */
export type Reply = { readonly value: unknown } | { readonly error: CarriedError };
