import type { Check } from './job.js';

/** What a process that times things is asked. */
export type Request =
  | { readonly ask: 'warm'; readonly name: string }
  | { readonly ask: 'run'; readonly name: string }
  | { readonly ask: 'check' }
  | { readonly ask: 'inputs'; readonly folder: string };

/** What it has ready, when its data are made. */
export interface Ready {
  /** Whether programs of others that run in Node are among them. */
  readonly peers?: boolean;
  readonly candidates: readonly { readonly name: string; readonly items: number }[];
  /** Peers that are not installed. */
  readonly skipped: readonly string[];
}

/** Processor time of one run, and the highest resident memory of the process so far, MB. */
export interface Took {
  readonly microseconds: number;
  readonly megabytes: number;
}

/** How the results compare with the truth. */
export interface Judged {
  readonly checks: readonly Check[];
}

/** An answer, or why there is none. */
export type Answer = Ready | Took | Judged | { readonly failure: string };
