import { columnDocument, isTextColumn, jsonPieces, resultCsvPieces, resultDocument, statusWords } from '@operando/core';
import type { OperandoWarning, Result, ResultColumn, ResultFigure, ResultTable } from '@operando/core';
import { svgToPng } from '@operando/plot/png';
import type { WriteOptions } from '@operando/beamline-io/node';
import { undrawn } from '../technique/drawn-figures.js';
import type { TechniqueWords } from '../technique/technique.js';
import { version } from '../version.js';
import { outputNames, writeOutputs } from './result-folder.js';
import type { OutputFile } from './result-folder.js';

/** Options of {@link writeResults}. */
export interface WriteResultsOptions extends WriteOptions {
  /** When the run began, and how long it took. */
  readonly times?: { readonly started: string; readonly seconds: number } | undefined;
}

/** A figure as SVG and PNG; without the latter, which is told, where it cannot be made. */
async function figureFiles({ name, svg }: ResultFigure, warnings: OperandoWarning[]): Promise<OutputFile[]> {
  const vector = { name: `${name}.svg`, data: svg };
  try {
    return [vector, { name: `${name}.png`, data: await svgToPng(svg, { dpi: 300 }) }];
  } catch (error) {
    warnings.push(undrawn(error, `${name}.png`));
    return [vector];
  }
}

/** Files of a result: its tables as CSV, its figures as SVG and PNG, and results.json at the end. */
async function outputFiles(
  given: Result,
  times: WriteResultsOptions['times'],
  warnings: OperandoWarning[],
): Promise<OutputFile[]> {
  const figures: OutputFile[] = [];
  for (const figure of given.figures) figures.push(...(await figureFiles(figure, warnings)));
  const result = { ...given, warnings: [...given.warnings, ...warnings] };
  const document = {
    ...resultDocument({ ...result, tables: [] }, { name: 'operando', version }),
    tables: result.tables.map(laterTable),
    ...(times === undefined ? {} : { times }),
  };
  return [
    ...result.tables.map((table) => ({ name: `${table.name}.csv`, data: resultCsvPieces(table) })),
    ...figures,
    { name: 'results.json', data: documentText(document) },
  ];
}

/** A column as {@link jsonPieces} writes what `columnDocument` makes of it: of long ones that would be many objects. */
function laterColumn(column: ResultColumn): object {
  if (isTextColumn(column)) return columnDocument(column);
  const { name, unit, values, stderr, status } = column;
  return {
    name,
    unit,
    values: Float64Array.from(values),
    stderr: stderr === undefined ? undefined : Float64Array.from(stderr),
    status: status === undefined ? undefined : (): unknown => statusWords(status),
  };
}

/** A table as JSON holds it, its columns made when they are written. */
function laterTable({ name, index, columns }: ResultTable): object {
  const later = (column: ResultColumn) => (): object => laterColumn(column);
  return { name, rows: index.rows, index: index.columns.map(later), columns: columns.map(later) };
}

function* documentText(document: object): Generator<string, void> {
  yield* jsonPieces(document);
  yield '\n';
}

/**
 * Write a result into a folder, each file whole or not at all, the set complete or marked as not.
 *
 * @returns Of figures that could not be drawn as PNG.
 * @throws OperandoError `file-exists` unless forced, `file-access`.
 */
export async function writeResults(
  technique: TechniqueWords,
  result: Result,
  folder: string,
  { times, ...options }: WriteResultsOptions = {},
): Promise<readonly OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  await writeOutputs(folder, await outputFiles(result, times, warnings), outputNames(technique), options);
  return warnings;
}
