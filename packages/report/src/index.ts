/**
 * Results as one HTML page to look at, offline.
 * @module
 */
export { reportPage } from './report-page.js';
export type { ReportOptions } from './page-content.js';
export { openLivePage } from './live/open-live-page.js';
export type { LivePage, LivePageOptions } from './live/open-live-page.js';
export type { LiveStatus } from './live/live-message.js';
