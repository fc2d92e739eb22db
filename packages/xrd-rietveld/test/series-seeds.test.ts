import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exploration, exploredSeeds } from '@operando/fixtures';
import { pullsOf, walkSeries } from './pulls.js';
import { readSimulated } from './simulated.js';
import type { SeriesId } from './simulated.js';
import { rietveldFolder } from './structures.js';

/** Where `scripts/rietveld-pulls.mjs` wants the table. */
const tableFile = process.env['OPERANDO_PULLS'];

/** Mean and width of pulls. */
function widthOf(pulls: readonly number[]): { mean: number; width: number } {
  const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
  return { mean, width: Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / (pulls.length - 1)) };
}

// Other draws of the three experiments, by the generator of the reference folder; `npm test` has seed 1 (series.test.ts).
describe.skipIf(rietveldFolder === undefined || !exploration.isExploring)('other seeds of the simulated series', () => {
  it.each<[SeriesId]>([['lfp-synchrotron'], ['nmc-laboratory'], ['nmc-neutron']])('%s', async (id) => {
    const folder = mkdtempSync(join(tmpdir(), 'series-'));
    const all = new Map<string, number[]>();
    try {
      for (const seed of exploredSeeds(4)) {
        const generator = join(rietveldFolder!, 'series', 'make-series.mjs');
        execFileSync(process.execPath, [generator, String(seed), folder, id.slice(id.indexOf('-') + 1)]);
        const walked = await walkSeries(readSimulated(id, folder, seed));
        for (const [name, pulls] of pullsOf(walked)) all.set(name, [...(all.get(name) ?? []), ...pulls]);
        for (const { frame, phases, status } of walked.rows) {
          if (status === 'masked') continue;
          expect(['converged', 'held'], `seed ${seed}, frame ${frame}`).toContain(status);
          phases.forEach(({ presence, detectionLimit }, p) => {
            const truth = walked.series.frames[frame]!.phases[p]!;
            if (truth.weightFraction === 0)
              expect(presence, `${truth.name}, seed ${seed}, frame ${frame}`).toBe('absent');
            // By chance one of twenty at the limit is not seen; half as much again is seen always.
            if (truth.weightFraction > 1.5 * detectionLimit)
              expect(presence, `${truth.name}, seed ${seed}, frame ${frame}`).not.toBe('absent');
          });
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    // Mean 0 +- 0.1 and width 1 +- 0.1, with three standard errors of so many frames beside.
    for (const [name, pulls] of all) {
      const { mean, width } = widthOf(pulls);
      const row = `| ${id} | ${name} | ${pulls.length} | ${mean.toFixed(3)} | ${width.toFixed(3)} |\n`;
      if (tableFile !== undefined) appendFileSync(tableFile, row);
      if (pulls.length < 100 || /orientation|size|strain|uiso/.test(name)) continue;
      const error = 1 / Math.sqrt(pulls.length);
      expect(Math.abs(mean), `${name}, mean`).toBeLessThan(0.1 + 3 * error);
      expect(Math.abs(width - 1), `${name}, width`).toBeLessThan(0.1 + (3 * error) / Math.SQRT2);
    }
  });
});
