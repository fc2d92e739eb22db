import {
  columnDocument,
  isOperandoError,
  isTextColumn,
  jsonPieces,
  resultCsvPieces,
  resultDocument,
  statusWords,
} from '@operando/core';
import type { OperandoWarning, ResultColumn, ResultFigure, ResultTable, Series } from '@operando/core';
import { svgToPng } from '@operando/plot/png';
import { writeFileAtomic, writeNexusBlocks, writeNxxas } from '@operando/beamline-io/node';
import type { EntryBlock, WriteOptions } from '@operando/beamline-io/node';
import { undrawn } from '../technique/drawn-figures.js';
import type { ResultFile, RunResult } from '../technique/result-files.js';
import type { TechniqueWords } from '../technique/technique.js';
import { version } from '../version.js';
import { earlierFigures } from './earlier-figures.js';
import { outputNames, writeOutputs } from './result-folder.js';
import type { OutputFile } from './result-folder.js';
import { parquetName, tableParquet } from './table-parquet.js';

/** Options of {@link writeResults}. */
export interface WriteResultsOptions extends WriteOptions {
  /** When the run began, and how long it took. */
  readonly times?: { readonly started: string; readonly seconds: number } | undefined;
  /** Write every table as Parquet too. @default false */
  readonly parquet?: boolean | undefined;
  /** Dots per inch of the figures as PNG, by their own size. @default 300 */
  readonly dpi?: number | undefined;
  /** Called before each figure is drawn as PNG: what came before is no longer needed then. @default nothing */
  readonly release?: (() => Promise<void>) | undefined;
}

/** A figure as SVG and PNG; without the latter, which is told, where it cannot be made. */
async function figureFiles(
  { name, svg }: ResultFigure,
  dpi: number,
  warnings: OperandoWarning[],
): Promise<OutputFile[]> {
  const vector = { name: `${name}.svg`, data: svg };
  try {
    return [vector, { name: `${name}.png`, data: await svgToPng(svg, { dpi }) }];
  } catch (error) {
    warnings.push(undrawn(error, `${name}.png`));
    return [vector];
  }
}

/** Files of a result: its tables as CSV, its figures as SVG and PNG, and results.json at the end. */
async function outputFiles(
  given: RunResult,
  { times, parquet = false, dpi = 300, release }: Omit<WriteResultsOptions, keyof WriteOptions>,
  warnings: OperandoWarning[],
): Promise<OutputFile[]> {
  const figures: OutputFile[] = [];
  for (const figure of given.figures) {
    await release?.();
    figures.push(...(await figureFiles(figure, dpi, warnings)));
  }
  await release?.();
  const document = {
    ...resultDocument({ ...given, tables: [] }, { name: 'operando', version }),
    tables: given.tables.map(laterTable),
    // Also of what is found out while other files are written.
    warnings: (): unknown => [...given.warnings, ...warnings],
    ...(times === undefined ? {} : { times }),
  };
  const files = (given.files ?? []).map((file) => fileOutput(file, (warning) => void warnings.push(warning)));
  return [
    ...files,
    ...given.tables.map((table) => ({ name: `${table.name}.csv`, data: resultCsvPieces(table) })),
    ...(parquet ? given.tables : []).map((table) => ({
      name: parquetName(table.name),
      write: (path: string, options: WriteOptions) =>
        writeFileAtomic(path, tableParquet(table, given.technique), options),
    })),
    ...figures,
    { name: 'results.json', data: documentText(document) },
  ];
}

/** A file that is made when it is written. What goes wrong with it is told, and the others are written. */
function fileOutput({ name, write }: ResultFile, tell: (warning: OperandoWarning) => void): OutputFile {
  return {
    name,
    async write(path, options) {
      try {
        await write({
          pieces: (pieces) => writeFileAtomic(path, pieces, options),
          nexus: async (blocks, frames, signal) => {
            const program = { name: 'operando', version };
            await writeNexusBlocks(path, asBlocks(blocks), { ...options, frames, signal, program });
          },
          nxxas: (spectra) => writeNxxas(path, spectra, options),
        });
      } catch (error) {
        if (!isOperandoError(error) || error.code === 'file-access' || error.code === 'file-exists') throw error;
        tell({
          code: 'spectra-not-written',
          message: `${name} was not written: ${error.message}`,
          where: { file: name },
        });
      }
    },
  };
}

async function* asBlocks(blocks: AsyncIterable<Series>): AsyncGenerator<EntryBlock, void> {
  for await (const series of blocks) yield { series };
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
  result: RunResult,
  folder: string,
  { times, parquet, dpi, release, ...options }: WriteResultsOptions = {},
): Promise<readonly OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  const files = await outputFiles(result, { times, parquet, dpi, release }, warnings);
  const written = new Set(files.map(({ name }) => name));
  const earlier = options.force === true ? await earlierFigures(folder, Object.keys(technique.figures), written) : [];
  await writeOutputs(folder, files, [...outputNames(technique), ...earlier], options);
  return warnings;
}
