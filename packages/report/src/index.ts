/**
 * Results as one HTML page to look at, offline.
 * @module
 */
export { reportPage } from './report-page.js';
export type { ReportOptions } from './report-page.js';
