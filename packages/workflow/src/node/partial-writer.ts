import { join } from 'node:path';
import { resultCsvPieces } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { makeFolder, removeFile, writeFileAtomic } from '@operando/beamline-io/node';
import type { TechniqueWords } from '../technique/technique.js';
import { partialName, partialNames } from './result-folder.js';

/** Seconds between two times that tables are written, at least, and how many times as long as writing them took. */
const leastInterval = 5;
const leastShare = 20;

/** Keeps tables of a run as far as they are, so that what is done is there whatever happens later. */
export interface PartialWriter {
  /** Takes what makes the tables; writes them now and then, each file whole or not at all. */
  readonly take: (tables: () => readonly ResultTable[]) => void;
  /** Writes those taken last, when a run ended before its end. Names of the files that are there; none where nothing was taken. */
  readonly keep: () => Promise<readonly string[]>;
  /** Takes the files away, those of an earlier run too, when the results are written. */
  readonly drop: () => Promise<void>;
}

/**
 * A writer of `NAME-so-far.csv` into the folder of a run.
 *
 * What goes wrong while the run goes on does not end it, and is tried again the next time; only `keep` throws.
 *
 * @param now Seconds of a clock.
 */
export function createPartialWriter(
  technique: TechniqueWords,
  folder: string,
  now: () => number = () => performance.now() / 1000,
): PartialWriter {
  const written = new Set<string>();
  let latest: (() => readonly ResultTable[]) | undefined;
  let isNew = false;
  let writing: Promise<void> | undefined;
  let due = now() + leastInterval;
  const write = async (): Promise<void> => {
    const began = now();
    isNew = false;
    const tables = latest?.() ?? [];
    await makeFolder(folder);
    for (const table of tables) {
      const name = partialName(table.name);
      await writeFileAtomic(join(folder, name), resultCsvPieces(table), { force: true });
      written.add(name);
    }
    const ended = now();
    due = ended + Math.max(leastInterval, leastShare * (ended - began));
  };
  return {
    take(tables) {
      latest = tables;
      isNew = true;
      if (writing !== undefined || now() < due) return;
      writing = write()
        .catch(() => {
          isNew = true;
          due = now() + leastInterval;
        })
        .finally(() => (writing = undefined));
    },
    async keep() {
      await writing;
      if (isNew) await write();
      return [...written];
    },
    async drop() {
      await writing;
      for (const name of partialNames(technique)) await removeFile(join(folder, name));
    },
  };
}
