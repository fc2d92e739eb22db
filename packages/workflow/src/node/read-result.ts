import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tableOfDocument } from '@operando/core';
import type { OperandoWarning, Result, ResultFigure } from '@operando/core';
import { readResultDocument } from './rerun.js';

/** Names that figures can have: none leads out of their folder. */
const plainName = /^[\w-][\w.-]*$/;
/** No figure of the house comes near it. */
const mostBytes = 64 * 1024 * 1024;

/** A figure of a folder of results; undefined where its file is gone, or none that a figure can be. */
async function figureIn(
  folder: string,
  { name, title }: Pick<ResultFigure, 'name' | 'title'>,
): Promise<ResultFigure | undefined> {
  if (!plainName.test(name)) return undefined;
  const path = join(folder, `${name}.svg`);
  try {
    const { size } = await stat(path);
    return size > mostBytes ? undefined : { name, title, svg: await readFile(path, 'utf8') };
  } catch {
    return undefined;
  }
}

/** The results.json of a folder, or the file itself. */
async function documentAt(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true ? join(path, 'results.json') : path;
}

/**
 * A result that was written before, with its figures as far as they stand beside it (`figure-left-out` for those that do not).
 * Its frames are not there: no file of results holds them.
 *
 * @param path A results.json, or its folder.
 * @throws OperandoError `file-access`, `malformed-file`, `unsupported`, `shape-mismatch`.
 */
export async function readResult(path: string): Promise<Result> {
  const file = await documentAt(path);
  const { technique, headline, text, tables, figures, details, warnings, provenance } = await readResultDocument(file);
  const found: ResultFigure[] = [];
  const missing: OperandoWarning[] = [];
  for (const each of figures) {
    const figure = await figureIn(dirname(file), each);
    if (figure !== undefined) found.push(figure);
    else
      missing.push({
        code: 'figure-left-out',
        message: `The figure ${each.name} does not stand beside its results, and is not shown.`,
        where: { file },
      });
  }
  return {
    technique,
    headline,
    text,
    tables: tables.map(tableOfDocument),
    figures: found,
    details,
    warnings: [...warnings, ...missing],
    provenance,
  };
}
