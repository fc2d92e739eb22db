import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '@operando/core';
import { exploration } from '@operando/fixtures';
import { openThreads, PartDone } from '@operando/threads';
import { runTechnique } from '../src/index.js';
import type { InputOf, OptionsOf, TechniqueId } from '../src/index.js';
import { keepTasks } from '../src/node/plan/kept-tasks.js';
import { openTaskStore } from '../src/node/plan/task-store.js';
import { inMemory, ndpCase, nrCase, xasSpectra } from './in-memory.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-parts-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Whatever a result holds, that can be compared. */
const compared = ({ tables, headline, text, warnings }: Result): unknown => ({
  tables,
  headline,
  text,
  warnings,
});

async function inParts<Id extends TechniqueId>(id: Id, input: InputOf<Id>, options: OptionsOf<Id>, of: number) {
  const at = join(folder, `${id}-${of}-${Math.floor(performance.now())}`);
  const run = (threads?: ReturnType<typeof openThreads>): Promise<Result> =>
    runTechnique(id, input, options as never, { threads, figures: false });
  // In an order of its own: parts know nothing of each other.
  for (let part = of - 1; part >= 0; part--) {
    const store = openTaskStore(at);
    const threads = keepTasks(openThreads(1), store, { part, of });
    await expect(run(threads)).rejects.toThrow(PartDone);
    expect(store.found()).toBe(0);
    store.close();
  }
  const store = openTaskStore(at);
  const joined = await run(keepTasks(openThreads(1), store));
  const found = store.found();
  store.close();
  return { alone: compared(await run()), joined: compared(joined), found };
}

// That of others takes seconds.
const quick: ReadonlySet<TechniqueId> = new Set(['xas', 'nr', 'edxrd', 'eels', 'tomography']);

describe('parts of the frames, each done by a program of its own, are found by the run, whose results are those of one alone', () => {
  const spectra = xasSpectra(70, 2000);
  it.each([
    ['xas', { spectra }, {}, 2, 2],
    ['ndp', ndpCase(exploration.isExploring ? 18 : 1).input, ndpCase(1).options, 2, 2],
    ['nr', nrCase([60, 65, 70]).input, { ...nrCase().options, series: true }, 2, 2],
    ['edxrd', inMemory.edxrd().input, inMemory.edxrd().options, 3, 4],
    ['eels', inMemory.eels().input, inMemory.eels().options, 2, 3],
    ['tomography', inMemory.tomography().input, inMemory.tomography().options, 2, 2],
  ] as const)('%s', async (id, input, options, of, blocks) => {
    if (!quick.has(id) && !exploration.isExploring) return;
    const { alone, joined, found } = await inParts(id, input as never, options as never, of);
    expect(joined).toEqual(alone);
    expect(found).toBe(blocks);
  });
});
