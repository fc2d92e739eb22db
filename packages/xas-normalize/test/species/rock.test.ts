import { describe, expect, it } from 'vitest';
import { isosbesticPoints, mcrAls, principalComponents } from '../../src/index.js';
import { rockFolder, rockSeries } from './rock.js';

describe.skipIf(rockFolder === undefined)(
  'a battery charged and discharged five times at ROCK (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const { energy, stack } =
      rockFolder === undefined ? { energy: new Float64Array(), stack: new Float64Array() } : rockSeries();
    const window = { from: 8325, to: 8400 };

    it('keeps three components at the noise chosen for it, where rules for white noise count on', () => {
      const { counts, variances } = principalComponents(energy, stack, { ...window, scaling: 'none', stderr: 0.0016 });
      // 0.0016 was chosen just above what three components leave (0.0015), so this is a regression check, no measurement of the rank:
      // neighbouring points scatter by 0.0001 only, the sweeps were averaged and interpolated.
      expect(counts.byNoise).toBe(3);
      expect([0.998, 0.001, 2e-5].every((least, k) => variances[k]! > least)).toBe(true);
      expect(variances[3]!).toBeLessThan(2e-6);
      // Rules that take noise to be white count on and on.
      expect(counts.byFTest).toBeGreaterThan(10);
    });

    it('resolves into three species, the middle one largest halfway, and not into two', () => {
      const three = mcrAls(energy, stack, { ...window, components: 3 });
      expect(three.status).toBe('converged');
      expect(three.lackOfFit).toBeLessThan(0.2);
      expect(mcrAls(energy, stack, { ...window, components: 2 }).status).toBe('misfit');
      const { concentrations, initialFrames } = three;
      // Pristine at the start, charged at frame 55, the intermediate between them.
      expect(initialFrames![0]).toBe(0);
      const charged = initialFrames!.indexOf(55);
      const middle = 3 - charged;
      expect(concentrations[55 * 3 + charged]!).toBeGreaterThan(0.9);
      expect(concentrations[0]!).toBeGreaterThan(0.9);
      expect(concentrations[32 * 3 + middle]!).toBeGreaterThan(0.5);
      expect(concentrations[55 * 3 + middle]!).toBeLessThan(0.1);
    });

    it('has no isosbestic point in the white line: the edge moves on through intermediates', () => {
      const { points, share } = isosbesticPoints(energy, stack, { ...window, stderr: 0.0016 });
      const main = points.find((point) => Math.abs(point.energy - 8354) < 1)!;
      expect(share).toBeGreaterThan(0.97);
      expect(main.isosbestic).toBe(false);
      expect(main.scatter).toBeGreaterThan(10 * main.noise);
      expect(points.filter(({ isosbestic }) => isosbestic).length).toBeGreaterThan(0);
    });
  },
);
