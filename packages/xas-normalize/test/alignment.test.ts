import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, flatMask, flatValues, statusWords } from '@operando/core';
import { codeOf, edgeShape, exploration, referencePath, seededRandom } from '@operando/fixtures';
import {
  alignEnergy,
  alignmentReference,
  alignSeries,
  createEnergyDrift,
  energyDrift,
  shiftStack,
} from '../src/index.js';

const energy = Float64Array.from({ length: 600 }, (_, i) => 8250 + 0.4 * i + (i > 400 ? 0.004 * (i - 400) ** 2 : 0));
const foil = (moved: number, noise = 0, seed = 1): Float64Array => {
  const random = seededRandom(seed);
  // An absorber whose energies read `moved` eV too high.
  return energy.map((at) => 0.2 + 0.8 * edgeShape(at - moved, 8345) + noise * random.normal());
};

describe('alignEnergy', () => {
  it('gives what is to be added to the energies: minus what they read too high', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -15, max: 15, noNaN: true }),
        fc.constantFrom('derivative', 'norm'),
        (moved, compare) => {
          const { shift, status } = alignEnergy({ energy, mu: foil(moved) }, { energy, mu: foil(0) }, { compare });
          expect(status).toBe('converged');
          // Derivatives over the grid's step of 0.4 eV and the spline through it: a tenth of a step.
          expect(Math.abs(shift + moved)).toBeLessThan(0.04);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('does nothing to a spectrum and itself, and scales with the thickness', () => {
    const same = alignEnergy({ energy, mu: foil(0) }, { energy, mu: foil(0) });
    expect([Math.abs(same.shift) < 1e-9, Math.abs(same.scale - 1) < 1e-9, same.misfit < 1e-9]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([0, 1e-8, -1e-8, 0.4, -15])('settles on spectra that agree to rounding, %s eV apart', (moved) => {
    const { status, shift } = alignEnergy({ energy, mu: foil(moved) }, { energy, mu: foil(0) }, { compare: 'norm' });
    expect([status, Math.abs(shift + moved) < 0.04]).toEqual(['converged', true]);
  });

  it('has standard errors of the size of the scatter', () => {
    const reference = alignmentReference({ energy, mu: foil(0) }, { compare: 'norm' });
    const found = Array.from({ length: 60 }, (_, k) =>
      alignEnergy({ energy, mu: foil(0.7, 0.004, k + 1) }, reference, { compare: 'norm' }),
    );
    const mean = found.reduce((sum, { shift }) => sum + shift, 0) / 60;
    const scatter = Math.sqrt(found.reduce((sum, { shift }) => sum + (shift - mean) ** 2, 0) / 59);
    const claimed = Math.sqrt(found.reduce((sum, { stderr }) => sum + stderr ** 2, 0) / 60);
    // 60 draws tell a scatter to 9 %; normalization noise, common to all points, comes on top of the fit's own.
    expect(scatter / claimed).toBeGreaterThan(0.7);
    expect(scatter / claimed).toBeLessThan(1.4);
  });

  it('has errors of the right size when it is the energies that are noisy, which tells on the edge only', () => {
    const jittered = (seed: number): Float64Array => {
      const random = seededRandom(7919 * seed + 13);
      return energy.map((at) => 0.2 + 0.8 * edgeShape(at + 0.05 * random.normal(), 8345) + 5e-4 * random.normal());
    };
    const found = Array.from({ length: 80 }, (_, k) =>
      alignEnergy({ energy, mu: jittered(k + 1) }, { energy, mu: foil(0) }, { compare: 'norm' }),
    );
    const mean = found.reduce((sum, { shift }) => sum + shift, 0) / 80;
    const scatter = Math.sqrt(found.reduce((sum, { shift }) => sum + (shift - mean) ** 2, 0) / 79);
    const claimed = Math.sqrt(found.reduce((sum, { stderr }) => sum + stderr ** 2, 0) / 80);
    // Measured over 200 draws: 1.4, since all of the noise is on some eight points; 80 draws tell it to 8 %.
    expect(scatter / claimed).toBeGreaterThan(0.9);
    expect(scatter / claimed).toBeLessThan(1.75);
  });

  it('says when spectra do not agree within the largest shift, or are not of one shape', () => {
    expect(
      alignEnergy({ energy, mu: foil(9) }, { energy, mu: foil(0) }, { maximumShift: 3, compare: 'norm' }).status,
    ).toBe('at-bound');
    const random = seededRandom(8);
    const noise = energy.map((at) => (at > 8345 ? 1 : 0) + 5 * random.normal());
    expect(
      alignEnergy({ energy, mu: noise }, { energy, mu: foil(0) }, { normalization: { e0: 8345 } }).status,
    ).not.toBe('converged');
    const elsewhere = energy.map((at) => at + 400);
    expect(codeOf(() => alignEnergy({ energy: elsewhere, mu: foil(0) }, { energy, mu: foil(0) }))).toBe(
      'outside-range',
    );
    expect(codeOf(() => alignEnergy({ energy, mu: foil(0) }, { energy, mu: foil(0) }, { maximumShift: 0 }))).toBe(
      'invalid-argument',
    );
    expect(codeOf(() => alignmentReference({ energy, mu: foil(0) }, { window: [0, 1] }))).toBe('too-few-points');
  });
});

const frames = 9;
const drift = Float64Array.from({ length: frames }, (_, f) => 0.3 * Math.sin(f) - 0.05 * f);
const stackOf = (noise: number): Float64Array => {
  const stack = new Float64Array(frames * energy.length);
  drift.forEach((moved, f) => stack.set(foil(moved, noise, f + 2), f * energy.length));
  return stack;
};

describe('drift of a series', () => {
  it('compares smoothed normalized spectra unless told otherwise', () => {
    const stack = stackOf(0.002);
    expect(energyDrift(energy, stack).shift).toEqual(energyDrift(energy, stack, { compare: 'smoothed' }).shift);
    expect(energyDrift(energy, stack).shift).not.toEqual(energyDrift(energy, stack, { compare: 'derivative' }).shift);
  });

  it('is found frame by frame; frames that fail lie between their neighbours and are said to be held', () => {
    const stack = stackOf(0.001);
    stack.fill(0.3, 4 * energy.length, 5 * energy.length);
    const { shift, stderr, misfit, status, warnings } = energyDrift(energy, stack, {
      compare: 'norm',
      reference: { energy, mu: foil(0) },
    });
    expect(statusWords(status)).toEqual(Array.from(drift, (_, f) => (f === 4 ? 'held' : 'converged')));
    expect(warnings.map(({ code, where }) => [code, where?.frame])).toEqual([['not-aligned', 4]]);
    expect(misfit[4]).toBeNaN();
    expect(shift[4]).toBeCloseTo(0.5 * (shift[3]! + shift[5]!), 12);
    expect(stderr[4]).toBeGreaterThanOrEqual(0.5 * Math.abs(shift[5]! - shift[3]!));
    drift.forEach((moved, f) => {
      if (f !== 4) expect(Math.abs(shift[f]! + moved)).toBeLessThan(5 * stderr[f]! + 0.01);
    });
  });

  it('at the ends takes the nearest, and gives up when nothing can be aligned', () => {
    const stack = stackOf(0);
    stack.fill(0.3, 0, energy.length);
    stack.fill(0.3, 8 * energy.length);
    const { shift } = energyDrift(energy, stack, { reference: 1 });
    expect([shift[0], shift[8]]).toEqual([shift[1], shift[7]]);
    expect(
      codeOf(() =>
        energyDrift(energy, new Float64Array(2 * energy.length).fill(1), { reference: { energy, mu: foil(0) } }),
      ),
    ).toBe('no-edge');
    expect(codeOf(() => energyDrift(energy, stack, { reference: 99 }))).toBe('invalid-argument');
    expect(codeOf(() => energyDrift(energy, new Float64Array(7)))).toBe('shape-mismatch');
  });

  it('is that of each frame alone, also of frames that lack points', () => {
    const stack = stackOf(0.002);
    stack.fill(Number.NaN, 2 * energy.length + 5, 2 * energy.length + 9);
    stack[6 * energy.length] = Number.NaN;
    const reference = { energy, mu: foil(0) };
    const { shift, stderr } = energyDrift(energy, stack, { reference });
    for (let f = 0; f < frames; f++) {
      const mu = stack.subarray(f * energy.length, (f + 1) * energy.length);
      const alone = alignEnergy({ energy, mu }, reference, { compare: 'smoothed' });
      expect([shift[f], stderr[f]]).toEqual([alone.shift, alone.stderr]);
    }
  });

  it.each([1, 2, 3, 9])('is the same of frames that come %i at a time, wherever some fail', (size) => {
    const stack = stackOf(0.001);
    // Whole blocks of frames without a beam, and one at the seam of two.
    stack.fill(0.3, 3 * energy.length, 6 * energy.length);
    const { add, finish } = createEnergyDrift(energy);
    for (let from = 0; from < frames; from += size)
      add(stack.subarray(from * energy.length, (from + size) * energy.length));
    expect(finish()).toEqual(energyDrift(energy, stack));
  });
});

describe('alignSeries', () => {
  const series = createSeries({
    signal: stackOf(0),
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: { start: Float64Array.from({ length: frames }, (_, f) => 60 * f), duration: 60 },
    variances: new Float64Array(frames * energy.length).fill(1e-6),
    metadata: { sample: 'foil' },
  });
  const found = energyDrift(energy, stackOf(0), { compare: 'norm' });
  const aligned = alignSeries(series, found);

  it('brings all frames together', () => {
    const values = flatValues(aligned.signal);
    const mask = flatMask(aligned.mask!);
    const raw = stackOf(0);
    let [before, after] = [0, 0];
    for (let f = 1; f < frames; f++) {
      for (let i = 0; i < energy.length; i++) {
        if (mask[f * energy.length + i] !== 0) continue;
        before = Math.max(before, Math.abs(raw[f * energy.length + i]! - raw[i]!));
        after = Math.max(after, Math.abs(values[f * energy.length + i]! - values[i]!));
      }
    }
    expect(before).toBeGreaterThan(0.1);
    // The spline through 0.4 eV steps of an edge 1.6 eV wide: 2e-3 at worst; the shift's own error the rest.
    expect(after).toBeLessThan(4e-3);
    expect(aligned.channels['energy_shift']).toMatchObject({
      values: found.shift,
      stderr: found.stderr,
      status: found.status,
    });
    expect(aligned.metadata).toEqual({ sample: 'foil' });
    expect(flatValues(aligned.variances!)[700]).toBeCloseTo(1e-6, 18);
  });

  it('cannot be done twice', () => {
    expect(codeOf(() => alignSeries(aligned, found))).toBe('invalid-argument');
    // Sign convention end to end: what is left to shift afterwards is nothing.
    const again = energyDrift(
      energy.subarray(20, 580),
      Float64Array.from(
        { length: frames * 560 },
        (_, k) => flatValues(aligned.signal)[Math.floor(k / 560) * energy.length + 20 + (k % 560)]!,
      ),
      { compare: 'norm' },
    );
    again.shift.forEach((left) => expect(Math.abs(left)).toBeLessThan(0.01));
  });

  it('masks what shifted spectra do not reach and what lay beside masked points', () => {
    const mask = new Uint8Array(frames * energy.length);
    mask[3 * energy.length + 300] = 1;
    const result = alignSeries(createSeries({ signal: stackOf(0), axis: series.axis, time: series.time, mask }), {
      shift: new Float64Array(frames).fill(0.2),
      stderr: new Float64Array(frames),
    });
    const moved = flatMask(result.mask!);
    expect([moved[3 * energy.length + 300], moved[3 * energy.length + 301], moved[3 * energy.length + 302]]).toEqual([
      1, 1, 0,
    ]);
    expect([moved[0], moved[1], flatValues(result.signal)[0]]).toEqual([1, 0, Number.NaN]);
  });

  it('refuses another number of frames', () => {
    expect(codeOf(() => alignSeries(series, { shift: new Float64Array(2), stderr: new Float64Array(2) }))).toBe(
      'shape-mismatch',
    );
    expect(codeOf(() => shiftStack(energy, new Float64Array(3), [1]))).toBe('shape-mismatch');
  });

  it('gives no values for frames without any', () => {
    const none = shiftStack(energy, new Float64Array(2 * energy.length).fill(Number.NaN), [0.1, Number.NaN]);
    expect(none.every(Number.isNaN)).toBe(true);
  });
});

const folder = referencePath('xas', 'data');
describe.skipIf(folder === undefined)('the NiO series by its foil (needs OPERANDO_REFERENCE_DATA)', () => {
  const load = (name: string): { readonly energy: Float64Array; readonly mu: Float64Array } => {
    const rows = readFileSync(`${folder}/${name}.csv`, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => /^[\d-]/.test(line))
      .map((line) => line.split(',').map(Number));
    return { energy: Float64Array.from(rows, ([e]) => e!), mu: Float64Array.from(rows, ([, m]) => m!) };
  };

  it('is shifted by +4.185 and +5.010 eV on the window that was meant', () => {
    const reference = alignmentReference(load('series_nio__d_Ref_NiO_000'));
    // The reference's figures were found after moving each spectrum by 0.37 eV (their `pre_shift`), given to 0.001 eV.
    for (const [name, expected] of [
      ['004', 4.185],
      ['010', 5.01],
    ] as const) {
      const { shift, stderr, status } = alignEnergy(load(`series_nio__d_Ref_NiO_${name}`), reference);
      expect(status).toBe('converged');
      expect(Math.abs(shift - 0.37 - expected)).toBeLessThan(1e-3);
      expect(stderr).toBeLessThan(0.1);
    }
  });

  it('agrees with Larch on its own points where it finds the minimum at all: normalized spectra', () => {
    const foilSpectrum = load('series_nio__d_Ref_NiO_000');
    // Larch takes the points from the last one at or below e0 + 15 eV to the last but one below e0 + 35 eV.
    const e0 = 8331.74758;
    const before = (limit: number): number => foilSpectrum.energy.reduce((last, at, i) => (at <= limit ? i : last), 0);
    const window = [
      foilSpectrum.energy[before(e0 + 15)]! - e0 - 1e-6,
      foilSpectrum.energy[before(e0 + 35) - 1]! - e0 + 1e-6,
    ] as const;
    const reference = alignmentReference(foilSpectrum, { compare: 'norm', window });
    const answers = JSON.parse(readFileSync(`${referencePath('xas', 'reference')}/series_nio.json`, 'utf8')) as {
      align: { target: string; array: string; pre_shift: number; eshift: number }[];
    };
    const found = answers.align
      .filter(({ array }) => array === 'norm')
      .map(({ target, pre_shift: moved, eshift }) => {
        const { shift } = alignEnergy(load(`series_nio__${target}`), reference, { compare: 'norm' });
        return [shift - moved, eshift] as const;
      });
    expect(found.length).toBe(4);
    // Larch's minimiser stops at relative changes of 1e-6 or so.
    found.forEach(([ours, theirs]) => expect(Math.abs(ours - theirs)).toBeLessThan(5e-6));
  });
});

describe('the drift of a foil whose counts are few', () => {
  it.each([0, 0.05, 0.15])('of %d eV is not drawn to half a step, and has its error', (truth) => {
    const grid = Float64Array.from({ length: 400 }, (_, i) =>
      i < 60 ? 7500 + 3 * i : i < 340 ? 7680 + 0.3 * (i - 60) : 7764 + 4 * (i - 340),
    );
    const random = seededRandom(41);
    const weak = (e: number): number =>
      0.4 + (0.5 + Math.atan((e - 7709) / 1.2) / Math.PI) * (1 + 0.05 * Math.sin(e / 9));
    const noise = 0.01;
    const count = exploration.isExploring ? 60 : 30;
    const counted = (moved: number): number[] => Array.from(grid, (e) => weak(e + moved) + noise * random.normal());
    let [sum, pulls] = [0, 0];
    for (let k = 0; k < count; k++) {
      const { shift, stderr } = energyDrift(grid, Float64Array.from([...counted(0), ...counted(truth)]));
      sum += shift[1]! - truth;
      pulls += ((shift[1]! - truth) / stderr[1]!) ** 2;
    }
    // Scatter 0.026 eV: the mean within 4 standard errors. Pulls of one are 1 within what so many tell, and 1.25 at most.
    expect(Math.abs(sum / count)).toBeLessThan((4 * 0.026) / Math.sqrt(count));
    const scatter = 1 / Math.sqrt(2 * count);
    expect(Math.sqrt(pulls / count)).toBeGreaterThan(1 - 2.7 * scatter);
    expect(Math.sqrt(pulls / count)).toBeLessThan(1.25 + 2.2 * scatter);
  });
});
