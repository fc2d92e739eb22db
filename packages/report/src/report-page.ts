import { OperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import { colourTable } from '@operando/plot';
import type { ColourMapName } from '@operando/plot';
import { pageScript, pageStyle } from './generated/page.js';
import { contentHash, htmlText, scriptJson } from './html.js';
import { blobPrefix, dataId } from './page-data.js';
import type { PageData, PageResult } from './page-data.js';
import { packTable } from './pack/pack-table.js';
import { packView } from './pack/pack-view.js';
import { createPacker } from './pack/packer.js';
import type { Packer } from './pack/packer.js';

/** Options of {@link reportPage}. */
export interface ReportOptions {
  /** What the page is called. @default what the results are of */
  readonly title?: string | undefined;
  /** What each result is called among several. @default its technique and the first line of its summary */
  readonly labels?: readonly string[] | undefined;
}

function colours(name: ColourMapName): string {
  return Buffer.from(colourTable(name, 256).flat()).toString('base64');
}

/** Times are known unless that was warned of, and no cycler gives them. */
function isTimed({ warnings, provenance: { inputs } }: Result): boolean {
  return !warnings.some(({ code }) => code === 'time-unknown') || inputs.some(({ role }) => role === 'cycler');
}

function pageResult(result: Result, label: string, packer: Packer): PageResult {
  const { technique, text, headline, warnings, provenance, tables, figures, views = [] } = result;
  return {
    technique,
    label,
    text,
    headline,
    warnings,
    isTimed: isTimed(result),
    // What is looked at first is packed first.
    views: views.map((view) => packView(view, packer)),
    tables: tables.map((table) => packTable(table, packer)),
    provenance: packer.text(JSON.stringify(provenance)),
    figures: figures.map((figure) => ({ name: figure.name, title: figure.title, svg: packer.text(figure.svg) })),
  };
}

/** What results are called: their technique and the first line of their summary. */
function labelsOf(results: readonly Result[], labels: readonly string[] | undefined): string[] {
  return results.map(({ technique, text }, r) => labels?.[r] ?? `${technique}: ${text.split('\n', 1)[0]!}`);
}

/** A title that was given, where it has any words. */
function givenTitle(title: unknown): string | undefined {
  return typeof title === 'string' && title.trim() !== '' ? title : undefined;
}

/** No network, no frames, no forms; the one script and the one style that stand here. */
function policy(): string {
  return [
    "default-src 'none'",
    `script-src ${contentHash(pageScript)}`,
    `style-src ${contentHash(pageStyle)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

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
  const results: readonly Result[] = 'technique' in given ? [given] : given;
  const [first] = results;
  if (first === undefined)
    throw new OperandoError('invalid-argument', 'there is no result to show.', { where: { parameter: 'results' } });
  const labels = labelsOf(results, options.labels);
  const title = givenTitle(options.title) ?? givenTitle(first.provenance.options['title']) ?? labels.join(', ');
  const packer = createPacker();
  const data: PageData = {
    title,
    results: results.map((result, r) => pageResult(result, labels[r]!, packer)),
    colours: { even: colours('viridis'), diverging: colours('diverging') },
  };
  return [
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${htmlText(title)} · operando</title>`,
    `<style>${pageStyle}</style>\n</head>\n<body>`,
    '<noscript>This page needs JavaScript to draw what it holds.</noscript>',
    `<script type="application/json" id="${dataId}">${scriptJson(data)}</script>`,
    ...packer.blobs.map((blob, b) => `<script type="text/plain" id="${blobPrefix}${b}">${blob}</script>`),
    `<script>${pageScript}</script>`,
    '</body>\n</html>\n',
  ].join('\n');
}
