import { readFileSync } from 'node:fs';
import { createAxis, createSeries } from '@operando/core';
import { parseCif } from '@operando/crystal';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { refineSeries, structurePhase } from '../src/index.js';
import type { Instrument, Phase } from '../src/index.js';
import { readFxye, uvw } from './pattern-files.js';

const folder = referencePath('xrd', 'data', 'insitu_CuCr2O4_11BM');
const answerPath = referencePath('rietveld', 'refinements', 'cucr2o4-11bm-sequence.json');

interface Answer {
  readonly frames: readonly {
    readonly frame: string;
    readonly Rvals: { readonly Rwp: number };
    readonly CuCr2O4: { readonly cell: readonly number[]; readonly esd: readonly number[] };
  }[];
}

describe.skipIf(folder === undefined || answerPath === undefined)('CuCr2O4 on heating, 11-BM', () => {
  it('is refined end to end, no worse than by GSAS-II', async () => {
    const answer = JSON.parse(readFileSync(answerPath!, 'utf8')) as Answer;
    const names = answer.frames.map(({ frame }) => /OH_\d\d/.exec(frame)![0]);
    const patterns = names.map((name) => readFxye(`${folder!}/${name}.fxye`));
    const { twoTheta } = patterns[0]!;
    const instrument: Instrument = {
      radiation: 'x-ray',
      lines: [{ wavelength: 0.413263 }],
      geometry: 'debye-scherrer',
      radius: 1000,
      displacement: -0.0105,
      u: uvw(1.163),
      v: uvw(-0.126),
      w: uvw(0.063),
      sampleHeight: 0.001,
    };
    const phase = (name: string, shape: Partial<Phase>): Phase => ({
      ...structurePhase(parseCif(readFileSync(`${folder!}/${name}.cif`, 'utf8'), { file: `${name}.cif` }), {
        name,
        instrument,
        maximumTwoTheta: 40,
        size: 1000,
      }),
      ...shape,
    });
    const phases = [
      phase('CuCr2O4', { strain: 1500, strainAxis: [0, 1, 0], strainAlong: 800 }),
      phase('CuO', { strain: 6000 }),
    ];
    const series = createSeries({
      signal: Float64Array.from(patterns.flatMap(({ intensity }) => Array.from(intensity))),
      variances: Float64Array.from(patterns.flatMap(({ sigma }) => Array.from(sigma!, (s) => s * s))),
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: Float64Array.from(twoTheta) }),
      time: { start: Float64Array.from(names, (_, t) => t), duration: 1 },
    });
    const refined = await refineSeries(series, {
      phases,
      instrument,
      range: [4.5, 40],
      background: { terms: 12 },
      refine: { phases: { CuCr2O4: ['cell', 'strain'], CuO: ['cell'] } },
    });
    expect(refined.tables.map(({ name }) => name)).toEqual(['frames', 'cucr2o4', 'cuo']);
    // Plain Gauss-Newton takes 15 each, 21 at most: residuals are large, and the model bends.
    const cycles = refined.rows.map((row) => row.cycles);
    expect(cycles.reduce((sum, each) => sum + each, 0)).toBeLessThan(12 * cycles.length);
    expect(Math.max(...cycles)).toBeLessThan(18);
    for (const [t, row] of refined.rows.entries()) {
      const { Rvals, CuCr2O4 } = answer.frames[t]!;
      expect(100 * row.rwp).toBeLessThan(Rvals.Rwp + 0.1);
      expect(row.phases.map(({ presence }) => presence)).toEqual(['present', 'present']);
      const [a, b, c] = ['a', 'b', 'c'].map((axis) => row.values[refined.names.indexOf(`CuCr2O4.${axis}`)]!);
      // GSAS-II's axial divergence moves cells by 1e-5 (shifts.test.ts) where the displacement is free, by another 1e-5 where it
      // is held as here; b and c are nearly equal from OH_24 on, where only their mean is known well.
      const [a0, b0, c0] = CuCr2O4.cell;
      expect(Math.abs(a! / a0! - 1)).toBeLessThan(2e-5);
      expect(Math.abs((b! + c!) / (b0! + c0!) - 1)).toBeLessThan(3e-5);
      if (b0! - c0! > 3e-3) expect(Math.abs(b! / b0! - 1)).toBeLessThan(3e-5);
    }
  });
});
