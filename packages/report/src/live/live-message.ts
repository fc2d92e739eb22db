import type { PageContent } from '../page-content.js';

/** How far what a live page shows is, in words. */
export interface LiveStatus {
  /** `1234 spectra, 2 of them left out`. */
  readonly line: string;
  /** What is wrong, a line each. */
  readonly notes: readonly string[];
}

/** What a live page is told. */
export interface LiveMessage {
  /** Counts up. */
  readonly id: number;
  readonly status: LiveStatus;
  /** When that was so, milliseconds since 1970. */
  readonly at: number;
  /** Nothing more will come. */
  readonly isEnded?: true;
  /** What there is to show; absent where that has not changed. */
  readonly page?: PageContent;
}

/** Element of a page that says that it is a live one, and what the stream of its messages is called, from its own address. */
export const liveId = 'operando-live';
export const streamName = 'events';
