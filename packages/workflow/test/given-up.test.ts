import { describe, expect, it } from 'vitest';
import { bytesSource, seriesBlock, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { exploration } from '@operando/fixtures';
import { runTechnique, techniques } from '../src/index.js';
import type { InputOf, ProgressEvent, TechniqueId } from '../src/index.js';
import { inMemory, nrCase, xasSpectra } from './in-memory.js';
import { nrWork } from '../src/techniques/nr/work.js';

/** Progress of a run that is not disturbed. */
async function stagesOf(id: TechniqueId): Promise<ProgressEvent[]> {
  const { input, options } = inMemory[id]();
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent): void => void events.push(event);
  await runTechnique(id, input, options, { figures: false, onProgress });
  return events;
}

const stages: Readonly<Record<TechniqueId, string>> = {
  xas: 'normalizing',
  xrd: 'tracking',
  rietveld: 'refining',
  edxrd: 'fitting',
  ndp: 'inverting',
  nr: 'fitting',
  xps: 'fitting',
  saxs: 'fitting',
  eels: 'fitting',
  radiography: 'measuring',
  tomography: 'measuring',
  eis: 'fitting',
  together: 'fitting',
};
/** Frames of those that go through frames one after another. */
const totals: Partial<Record<TechniqueId, number>> = {
  xas: 6,
  xrd: 6,
  rietveld: 3,
  edxrd: 3,
  ndp: 4,
  saxs: 3,
  eels: 3,
  radiography: 3,
  tomography: 4,
  eis: 2,
};
const ids = Object.keys(stages) as TechniqueId[];

describe.each(ids)('a run of %s in memory', (id) => {
  it('tells of the analysis from its first frame to its last', async () => {
    const events = (await stagesOf(id)).filter(({ stage }) => stage === stages[id]);
    const total = totals[id] ?? 1;
    expect(events.at(-1)).toEqual({ stage: stages[id], done: total, total });
    const done = events.map((event) => event.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('ends with the reason of the signal wherever it is given up', async () => {
    const events = await stagesOf(id);
    // Where a stage begins and ends; everywhere where time does not matter.
    const isAnEnd = (place: number): boolean =>
      [place - 1, place + 1].some((beside) => events[beside]?.stage !== events[place]!.stage);
    for (const place of events.keys()) {
      if (!exploration.isExploring && !isAnEnd(place)) continue;
      const { input, options } = inMemory[id]();
      const given = new AbortController();
      let seen = 0;
      const onProgress = (): void => {
        if (seen++ === place) given.abort(new Error(`given up at ${place}`));
      };
      const run = runTechnique(id, input, options, { figures: false, signal: given.signal, onProgress });
      await expect(run).rejects.toThrow(`given up at ${place}`);
      expect(seen).toBe(place + 1);
    }
  });
});

/** Frames of a series over and over, as of a folder that grows faster than it is read. */
function endless<Name extends string, Unit extends string>(series: Series<Name, Unit>): FrameSource<Name, Unit> {
  return {
    ...seriesSource(series),
    frames: undefined,
    async *blocks() {
      for (;;) yield seriesBlock(series, 0, 1);
    },
  };
}

describe('a timer', () => {
  // What would never end otherwise.
  const { scan } = inMemory.edxrd().input;
  const { spectra } = inMemory.ndp().input;
  const inputs: { readonly [Id in 'xas' | 'edxrd' | 'ndp']: InputOf<Id> } = {
    xas: { spectra: endless(xasSpectra()) },
    edxrd: { scan: endless(scan as Series<'channel', '1'>) },
    ndp: { spectra: endless(spectra as Series<'channel', '1'>) },
  };

  it.each(['xas', 'edxrd', 'ndp'] as const)('gives up %s while frames come', async (id) => {
    const run = runTechnique(id, inputs[id], inMemory[id]().options, { signal: AbortSignal.timeout(20) });
    await expect(run).rejects.toHaveProperty('name', 'TimeoutError');
  });

  it.each([
    ['many starts', { method: 'multi-start', starts: 1e5 }],
    ['evolution', { method: 'de', generations: 1e7 }],
    ['a long sample', { sample: 1e7 }],
  ] as const)('gives up nr with %s', async (_, more) => {
    // So many that even evolution, which ends once all agree, is far from its end when the timer is.
    const { input, options } = nrCase(Array.from({ length: 60 }, (_unused, k) => 40 + k));
    const run = runTechnique('nr', input, { ...options, ...more }, { signal: AbortSignal.timeout(20) });
    await expect(run).rejects.toHaveProperty('name', 'TimeoutError');
  });
});

it('tells of what is read, and gives up between two files', async () => {
  const text = '0.01 1 0.1\n0.02 0.5 0.1\n0.03 0.2 0.1\n0.04 0.1 0.1\n';
  const data = ['a.txt', 'b.txt', 'c.txt'].map((name) => ({
    name,
    bytes: bytesSource(new TextEncoder().encode(text)),
  }));
  const options = techniques.nr.complete(nrCase().options);
  const events: ProgressEvent[] = [];
  const given = new AbortController();
  const reading = nrWork.read({ data, cycler: [], named: {} }, options, {
    signal: given.signal,
    onProgress(event) {
      events.push(event);
      if (event.done === 2) given.abort(new Error('enough'));
    },
  });
  await expect(reading).rejects.toThrow('enough');
  expect(events).toEqual([1, 2].map((done) => ({ stage: 'reading', done, total: 3 })));
});
