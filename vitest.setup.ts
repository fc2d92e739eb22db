import { vi } from 'vitest';
import type * as FastCheck from 'fast-check';
import { exploration } from './fixtures/src/exploration.js';

const { seed, runs, cases, isExploring } = exploration;

/** What failed can be made smaller for ever; in `npm test` nothing depends on time. */
const limits = isExploring ? { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true } : {};

/** The seed itself first, so that a failure is repeated by its seed; then others far apart. */
const seedOf = (run: number): number => (run === 0 ? seed : Math.imul(seed + run, 0x9e37_79b1) ^ (seed >>> 7));

/**
 * Properties take a fixed seed, so that tests pass or fail the same way each time, and as many runs with the seeds that
 * follow as `npm run explore` asks for.
 */
vi.mock('fast-check', async (original) => {
  const real = await original<typeof FastCheck>();
  const parameters = <T>(given: FastCheck.Parameters<T> | undefined, run: number): FastCheck.Parameters<T> => ({
    seed: seedOf(run),
    ...limits,
    ...given,
    numRuns: Math.min(given?.numRuns ?? 100, cases),
  });
  const assert = <T>(
    property: FastCheck.IProperty<T> | FastCheck.IAsyncProperty<T>,
    given?: FastCheck.Parameters<T>,
  ): Promise<void> | void => {
    if (property.isAsync()) {
      return (async () => {
        for (let run = 0; run < runs; run++) await real.assert(property, parameters(given, run));
      })();
    }
    for (let run = 0; run < runs; run++) void real.assert(property, parameters(given, run));
  };
  return { ...real, assert, default: { ...real, assert } };
});
