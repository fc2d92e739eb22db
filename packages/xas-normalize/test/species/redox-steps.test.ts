import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { redoxSteps } from '../../src/index.js';

const frames = 120;
const charge = Float64Array.from({ length: frames }, (_, f) => 2.2 * f);
const ramp = (f: number, from: number, to: number): number => Math.min(1, Math.max(0, (f - from) / (to - from)));

/** Nickel is oxidised first, then iron; manganese stands still. */
function tracks(seed: number, stderr = 0.02): Parameters<typeof redoxSteps>[1] {
  const random = seededRandom(seed);
  const track = (name: string, energy: (f: number) => number): Parameters<typeof redoxSteps>[1][number] => ({
    name,
    energy: Float64Array.from({ length: frames }, (_, f) => energy(f) + stderr * random.normal()),
    stderr,
  });
  return [
    track('Ni', (f) => 8344 + 1.8 * ramp(f, 10, 50)),
    track('Fe', (f) => 7125 + 1.2 * ramp(f, 60, 100)),
    track('Mn', () => 6555),
  ];
}

describe('redoxSteps', () => {
  it('tells which edge moves when, and how far', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const [nickel, iron, manganese] = redoxSteps(charge, tracks(seed), {});
      expect([nickel!.steps.length, iron!.steps.length, manganese!.steps.length]).toEqual([1, 1, 0]);
      const [first, second] = [nickel!.steps[0]!, iron!.steps[0]!];
      // To about half a window of 13 frames.
      for (const [frame, truth] of [
        [first.firstFrame, 10],
        [first.lastFrame, 50],
        [second.firstFrame, 60],
        [second.lastFrame, 100],
      ] as const)
        expect(Math.abs(frame - truth)).toBeLessThanOrEqual(7);
      expect([first.from, first.to]).toEqual([charge[first.firstFrame], charge[first.lastFrame]]);
      // Local lines cut the corners at either end: by a quarter of half a window, of 0.045 eV a frame.
      expect(Math.abs(first.change - 1.8)).toBeLessThan(2 * 0.25 * 6 * 0.045 + 0.03);
      expect(first.share).toBeGreaterThan(0.9);
      expect(first.stderr).toBeLessThan(0.05);
      expect(nickel!.contrast).toBeGreaterThan(50);
      expect(manganese!.contrast).toBeLessThan(6);
    }
  });

  it('goes from zero to one within its errors, also where frames are missing', () => {
    const [given] = tracks(3);
    const energy = Float64Array.from(given!.energy);
    energy.fill(Number.NaN, 30, 35);
    const [track] = redoxSteps(charge, [{ ...given!, energy }]);
    let squares = 0;
    for (let f = 0; f < frames; f++) {
      if (f >= 30 && f < 35) {
        expect([track!.progress[f], track!.stderr[f]]).toEqual([Number.NaN, Number.NaN]);
        continue;
      }
      squares += ((track!.progress[f]! - ramp(f, 10, 50)) / track!.stderr[f]!) ** 2 / 115;
    }
    // 115 squares of unit normals have the mean 1 within 0.13; extremes of many local lines lie a little far out.
    expect(Math.abs(squares - 1)).toBeLessThan(0.55);
  });

  it('takes references, and falls as well as rises', () => {
    const energy = Float64Array.from({ length: frames }, (_, f) => 8344 + 1.8 * (ramp(f, 10, 50) - ramp(f, 70, 110)));
    const [track] = redoxSteps(
      charge,
      [{ name: 'Ni', energy, stderr: new Float64Array(frames).fill(0.01), reference: [8343, 8347] }],
      { window: 7 },
    );
    expect(track!.progress[0]).toBeCloseTo(0.25, 12);
    expect(track!.stderr[0]).toBeCloseTo(0.0025, 12);
    expect(track!.steps.map(({ change }) => Math.sign(change))).toEqual([1, -1]);
    expect([track!.zero, track!.one]).toEqual([8343, 8347]);
    expect(track!.slope[30]! / (1.8 / 40 / 4)).toBeCloseTo(1, 9);
    expect(track!.slopeStderr[30]).toBeGreaterThan(0);
  });

  it('hardly ever sees an edge move that stands still', () => {
    let moved = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const [, , still] = redoxSteps(charge, tracks(seed));
      moved += still!.steps.length;
      expect(still!.slope.length).toBe(frames);
    }
    // Ten independent windows each at 4 errors with 11 degrees of freedom, 2 in a thousand each, make 8 at most.
    expect(moved).toBeLessThan(8 + 4 * Math.sqrt(8));
  });

  it.each([
    ['an even window', charge, {}, { window: 4 }, 'window of 4'],
    ['tracks of another length', charge, { energy: [1, 2] }, {}, '2 energies'],
    ['an error of zero', charge, { stderr: 0 }, {}, 'standard error is 0'],
    ['equal references', charge, { reference: [1, 1] as const }, {}, 'both 1 eV'],
    ['next to no positions', charge, { energy: new Float64Array(frames).fill(Number.NaN) }, {}, 'fewer than 5'],
  ])('refuses %s', (_, abscissa, edge, options, message) => {
    expect(() => redoxSteps(abscissa, [Object.assign({}, tracks(1)[0]!, edge)], options)).toThrow(message);
  });
});
