import type { Result } from '@operando/core';
import type { Terminal } from './terminal.js';

/** One run of the command: where it writes, and what it has computed. */
export interface Session {
  readonly terminal: Terminal;
  /** Results in the order they were computed. */
  readonly results: Result[];
  /** Dots per inch of figures as PNG; undefined for as many as they have by default. */
  readonly dpi: number | undefined;
}
