import type { CarriedError } from './carried-error.js';
import type { Job } from './job.js';

/** A task on its way to a thread. */
export interface Request {
  /** Of the job with its setup, for as long as the threads are open. */
  readonly id: string;
  /** Absent where the thread may have it from an earlier task. */
  readonly job?: Job<object, unknown, unknown> | undefined;
  readonly task: unknown;
}

/** What comes back. */
export type Reply =
  | { readonly value: unknown }
  | { readonly error: CarriedError }
  /** The thread does not have the job: it must come with the task. */
  | { readonly missing: true };
