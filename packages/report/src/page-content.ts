import { OperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import { colourTable } from '@operando/plot';
import type { ColourMapName } from '@operando/plot';
import type { PageData, PageResult } from './page-data.js';
import { packTable } from './pack/pack-table.js';
import { packView } from './pack/pack-view.js';
import { createPacker } from './pack/packer.js';
import type { Packer } from './pack/packer.js';

/** Options of `reportPage`. */
export interface ReportOptions {
  /** What the page is called. @default what the results are of */
  readonly title?: string | undefined;
  /** What each result is called among several. @default its technique and the first line of its summary */
  readonly labels?: readonly string[] | undefined;
}

/** What a page shows: its words, and numbers and texts in base64. */
export interface PageContent {
  readonly data: PageData;
  readonly blobs: readonly string[];
}

function colours(name: ColourMapName): string {
  return Buffer.from(colourTable(name, 256).flat()).toString('base64');
}

/** Times are known unless that was warned of, and no cycler gives them. */
function isTimed({ warnings, provenance: { inputs } }: Result): boolean {
  return !warnings.some(({ code }) => code === 'time-unknown') || inputs.some(({ role }) => role === 'cycler');
}

/** Inputs that a page has of a result that is about to be replaced. */
const newestInputs = 500;

/** @param isPassing As in {@link pageContent}. */
function pageResult(result: Result, label: string, packer: Packer, isPassing: boolean): PageResult {
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
    provenance: packer.text(
      JSON.stringify(isPassing ? { ...provenance, inputs: provenance.inputs.slice(-newestInputs) } : provenance),
    ),
    inputs: provenance.inputs.length,
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

/**
 * What a page of results shows.
 *
 * @param isPassing It is looked at once, on this machine: it may be larger, is made sooner, and lists the newest of many inputs alone.
 * @default false
 * @throws OperandoError `invalid-argument` for no result at all.
 */
export function pageContent(
  given: Result | readonly Result[],
  options: ReportOptions = {},
  isPassing = false,
): PageContent {
  const results: readonly Result[] = 'technique' in given ? [given] : given;
  const [first] = results;
  if (first === undefined)
    throw new OperandoError('invalid-argument', 'there is no result to show.', { where: { parameter: 'results' } });
  const labels = labelsOf(results, options.labels);
  const title = givenTitle(options.title) ?? givenTitle(first.provenance.options['title']) ?? labels.join(', ');
  const packer = createPacker(isPassing ? 1 : 6);
  const data: PageData = {
    title,
    results: results.map((result, r) => pageResult(result, labels[r]!, packer, isPassing)),
    colours: { even: colours('viridis'), diverging: colours('diverging') },
  };
  return { data, blobs: packer.blobs };
}
