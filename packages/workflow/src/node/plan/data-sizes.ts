import { stat } from 'node:fs/promises';
import { OperandoError } from '@operando/core';
import type { TechniqueWords } from '../../technique/technique.js';
import type { ResolvedRun } from './resolve-run.js';

/** A file of data and its bytes. */
export interface SizedFile {
  readonly path: string;
  readonly size: number;
}

/** Bytes in memory for a byte of a file, by experience with text that is read as a whole. */
const usualPerByte = 4;

/** Sizes of the data of a run; that the other files are there too. @throws OperandoError `file-access` for one that is not. */
export async function sizesOfData({ files }: Pick<ResolvedRun, 'files'>): Promise<readonly SizedFile[]> {
  const sizes: SizedFile[] = [];
  for (const { role, path } of files) {
    const found = await stat(path).catch((cause: unknown) => {
      throw new OperandoError('file-access', 'the file cannot be read.', {
        where: { file: path },
        cure: 'Check its path and permissions.',
        cause,
      });
    });
    if (role === 'data') sizes.push({ path, size: found.size });
  }
  return sizes;
}

/** Bytes of memory that a run with these data may need, beside those of the program. */
export function memoryNeeded(
  sizes: readonly SizedFile[],
  { memoryPerByte = usualPerByte }: Pick<TechniqueWords, 'memoryPerByte'>,
): number {
  return memoryPerByte * sizes.reduce((sum, { size }) => sum + size, 0);
}
