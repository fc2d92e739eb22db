import type { Result } from '@operando/core';
import { scriptJson } from './html.js';
import { pageContent } from './page-content.js';
import type { ReportOptions } from './page-content.js';
import { blobPrefix, dataId } from './page-data.js';
import { pageDocument } from './page-document.js';

/**
 * Results as one HTML page that works from disk, offline, in any browser of the last years: warnings, a map of the frames with
 * the frame under the pointer beside it, columns against time, frame or each other, tables to sort and save, figures, and what
 * the results were made of. The frames are there for results whose technique was run with `report: true`.
 *
 * Whole numbers of maps are kept as they are; others in steps of at most a sixteenth of their least noise, which the page says;
 * tables to the bit. Names and texts of files are shown as text, whatever they hold; the page asks nothing of a network.
 *
 * @param given A result, or several that belong together.
 * @returns The page as text, to be written in UTF-8.
 * @throws OperandoError `invalid-argument` for no result at all.
 */
export function reportPage(given: Result | readonly Result[], options: ReportOptions = {}): string {
  const { data, blobs } = pageContent(given, options);
  return pageDocument(data.title, [
    `<script type="application/json" id="${dataId}">${scriptJson(data)}</script>`,
    ...blobs.map((blob, b) => `<script type="text/plain" id="${blobPrefix}${b}">${blob}</script>`),
  ]);
}
