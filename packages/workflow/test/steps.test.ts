import { describe, expect, it } from 'vitest';
import { statusNames } from '@operando/core';
import type { JsonValue, ProvenanceStep, Result } from '@operando/core';
import { preEdge } from '@operando/xas-normalize';
import { runTechnique, techniqueList } from '../src/index.js';
import { cyclerLog, inMemory, ndpCase, nrCase, xasSpectra, xrdPatterns } from './in-memory.js';

const names = ({ provenance }: Result): string[] => provenance.steps.map(({ step }) => step);
const used = ({ provenance }: Result, name: string): ProvenanceStep['options'] =>
  provenance.steps.find(({ step }) => step === name)?.options;

describe('values of a log that is joined to slow frames', () => {
  const told = async (durations: number, join: 'average' | 'interpolate', step = 3600): Promise<boolean> => {
    const spectra = xasSpectra();
    const start = spectra.time.start.map((_, i) => step * i);
    const slow = { ...spectra, time: { ...spectra.time, start, duration: start.map(() => durations) } };
    const { warnings } = await runTechnique('xas', { spectra: slow, cycler: cyclerLog(30_000) }, { join });
    return warnings.some(({ code }) => code === 'exposure-unknown');
  };

  it('are said to be those of a moment where it is not known how long these took', async () => {
    expect(await told(0, 'average')).toBe(true);
    expect([await told(2400, 'average'), await told(0, 'interpolate'), await told(0, 'average', 10)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('steps of an analysis', () => {
  it('of xas: the join, and where edges and ranges were found', async () => {
    const spectra = xasSpectra();
    const result = await runTechnique('xas', { spectra, cycler: cyclerLog() }, { norm1: 60, clockOffset: 5 });
    expect(names(result)).toEqual(['core/accumulateCapacity', 'core/joinChannels', 'xas-normalize/normalize']);
    expect(used(result, 'core/joinChannels')).toMatchObject({ method: 'average', offset: 5, maxGap: 600 });
    // Spectrum by spectrum, as preEdge says it.
    const points = spectra.axis.size;
    const alone = Array.from({ length: 6 }, (_, f) =>
      preEdge(spectra.axis.values, Float64Array.from(spectra.signal.data.subarray(f * points, (f + 1) * points)), {
        norm1: 60,
      }),
    );
    const extent = (of: (fit: (typeof alone)[number]) => number): unknown => {
      const values = alone.map(of);
      const [lowest, highest] = [Math.min(...values), Math.max(...values)];
      return lowest === highest ? lowest : [lowest, highest];
    };
    expect(used(result, 'xas-normalize/normalize')).toMatchObject({
      e0Rule: 'main rise, as one curve through the spectra',
      e0: extent(({ e0 }) => e0),
      pre1: extent(({ pre1 }) => pre1),
      pre2: extent(({ pre2 }) => pre2),
      norm1: 60,
      norm2: extent(({ norm2 }) => norm2),
      nnorm: 2,
      position: { level: 0.5 },
    });
    const given = await runTechnique('xas', { spectra }, { e0: 8345 });
    expect(used(given, 'xas-normalize/normalize')).toMatchObject({ e0Rule: 'given', e0: 8345 });
  });

  it('of xrd: how peaks were followed, indexed, measured again and refined', async () => {
    const given = {
      wavelength: 'CuKa',
      hkl: ['220:12.5', '311:16.2'],
      system: 'cubic',
      halfWindow: 0.5,
      fit: [11, 18],
    };
    const result = await runTechnique('xrd', { patterns: xrdPatterns() }, given as never);
    const steps = ['trackPeaks', 'refitTracks', 'trackCell'].map((name) => `xrd-peak-track/${name}`);
    expect(names(result)).toEqual([steps[0], 'workflow/indexTracks', ...steps.slice(1)]);
    expect(used(result, steps[0]!)).toMatchObject({
      range: [11, 18],
      background: 'line',
      profile: 'pseudo-voigt',
      weights: 'counts',
      detection: 8,
      doublet: { ratio: 0.5 },
    });
    const { hkl } = used(result, 'workflow/indexTracks') as { hkl: { hkl: number[]; twoTheta: number }[] };
    expect(hkl.map((each) => each.hkl)).toEqual([
      [2, 2, 0],
      [3, 1, 1],
    ]);
    // Made at 12.5 and 16.2 degrees.
    expect(hkl.map(({ twoTheta }) => twoTheta.toFixed(1))).toEqual(['12.5', '16.2']);
    expect(used(result, steps[1]!)).toMatchObject({ halfWindow: 0.5, background: 'line', weights: 'counts' });
    expect(used(result, steps[2]!)).toMatchObject({ system: 'cubic', wavelength: 1.5405929, zeroShift: false });
    const plain = await runTechnique('xrd', { patterns: xrdPatterns() });
    expect(names(plain)).toEqual([steps[0]]);
    expect(used(plain, steps[0]!)).toMatchObject({ range: [10, expect.closeTo(18.99, 9)] });
  });

  it('of edxrd: every detector as it was used, windows, and what was made of the fits', async () => {
    const { input, options } = inMemory.edxrd();
    const result = await runTechnique('edxrd', { ...input, cycler: cyclerLog() }, { ...options, electrodeArea: 2 });
    expect(names(result)).toEqual([
      'edxrd-depth-profile/depthProfile',
      'core/accumulateCapacity',
      'core/joinChannels',
      'edxrd-depth-profile/lithiationGradients',
      'edxrd-depth-profile/reactionAmount',
      'edxrd-depth-profile/chargeClosure',
    ]);
    expect(used(result, 'edxrd-depth-profile/depthProfile')).toMatchObject({
      detectors: [{ calibration: [0.12, 0.05], twoTheta: 6, twoThetaStderr: null, widths: 'law' }],
      windowWidth: 3.5,
      profile: 'gaussian',
      background: 'line',
    });
    expect(used(result, 'edxrd-depth-profile/reactionAmount')).toMatchObject({ stages: [{ from: 0, to: 2 }] });
    expect(used(result, 'edxrd-depth-profile/chargeClosure')).toMatchObject({ electrodeArea: 2 });
  });

  it('of ndp: calibration and smoothing as they were found, and the sources of stopping powers', async () => {
    const { input, options } = ndpCase();
    const result = await runTechnique('ndp', input, options);
    expect(names(result)).toEqual(['ndp-depth/profileSeries']);
    expect(used(result, 'ndp-depth/profileSeries')).toMatchObject({
      method: 'tikhonov',
      lambda: result.headline['lambda'],
      lambdaRule: 'evidence',
      calibration: [20, 1.4],
      calibrationRule: 'given',
      particles: ['3H'],
      background: 'none',
    });
    const { stopping } = used(result, 'ndp-depth/profileSeries') as { stopping: string[] };
    expect(stopping[0]).toBe('Cu: NIST PSTAR Cu');
    const summed = await runTechnique('ndp', input, { ...options, rebin: 1e6, method: 'richardson-lucy' });
    expect(names(summed)).toEqual(['core/rebinTime', 'ndp-depth/profileSeries']);
    expect(used(summed, 'ndp-depth/profileSeries')).toMatchObject({ iterations: 30 });
    expect(used(summed, 'ndp-depth/profileSeries')).not.toHaveProperty('lambda');
  });

  it('of nr: search, resolution, sample; seeds of what was drawn only', async () => {
    const { input, options } = nrCase();
    const [curve] = input.curves;
    const curves = [{ ...curve!, dq: curve!.q.map((q) => 0.01 * q) }];
    const sharp = await runTechnique('nr', input, options);
    expect(names(sharp)).toEqual(['nr-sld-fit/coRefine', 'nr-sld-fit/sldSeries']);
    expect(used(sharp, 'nr-sld-fit/coRefine')).toMatchObject({ method: 'lm', objective: 'linear', resolution: [null] });
    expect(sharp.provenance.seeds).toEqual({});
    const more = { method: 'multi-start', starts: 2, maximumIterations: 20, sample: 10, seed: 4 } as const;
    const result = await runTechnique('nr', { curves }, { ...options, ...more });
    expect(names(result).slice(0, 2)).toEqual(['nr-sld-fit/coRefine', 'nr-sld-fit/samplePosterior']);
    expect(used(result, 'nr-sld-fit/coRefine')).toMatchObject({
      method: 'multi-start',
      starts: 2,
      seed: 4,
      resolution: [{ from: 'data', dq: 'one for each point', kind: 'fwhm', shape: 'gaussian', method: 'adaptive' }],
    });
    // Twenty walkers at least, half of the steps kept are thrown away first.
    expect(used(result, 'nr-sld-fit/samplePosterior')).toMatchObject({
      walkers: 20,
      steps: 10,
      burn: 5,
      thin: 5,
      seed: 4,
    });
    expect(result.provenance.seeds).toEqual({ fit: 4, posterior: 4 });
    const series = await runTechnique('nr', nrCase([60, 65]).input, {
      ...options,
      series: true,
      timeStep: 30,
      resolution: { relative: 0.02, kind: 'sigma' },
    });
    expect(names(series)).toEqual(['nr-sld-fit/fitSeries', 'nr-sld-fit/sldSeries']);
    expect(used(series, 'nr-sld-fit/fitSeries')).toMatchObject({
      at: [0, 30],
      direction: 'both',
      resolution: [
        { from: 'model', relative: 0.02, kind: 'sigma' },
        { from: 'model', relative: 0.02, kind: 'sigma' },
      ],
    });
  });
});

/** Values that stand under a name anywhere in JSON. */
function valuesOf(json: JsonValue, name: string): JsonValue[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return (json as readonly JsonValue[]).flatMap((each) => valuesOf(each, name));
  return Object.entries(json).flatMap(([key, value]) => (key === name ? [value] : valuesOf(value, name)));
}

it.each(techniqueList.map(({ id }) => id as keyof typeof inMemory))(
  'statuses of %s are words of the one vocabulary, and its tables hold their bytes',
  async (id) => {
    const { input, options } = inMemory[id]();
    const { headline, details, tables } = await runTechnique(id as 'nr', input as never, options as never);
    const told = [...valuesOf(headline, 'status'), ...valuesOf(details, 'status')].flat();
    expect(told.filter((word) => !statusNames.includes(word as never))).toEqual([]);
    for (const column of tables.flatMap(({ columns }) => columns)) {
      if (!('status' in column)) continue;
      expect(Math.max(...column.status), column.name).toBeLessThan(statusNames.length);
    }
    if (id === 'edxrd') expect(told).toContain('converged');
  },
);
