import { seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { hiddenSquare } from '../src/series/hidden-phases.js';

describe('what a phase called absent may still have', () => {
  // Half of the phases are not there, of the others scales up to 20 standard errors are as likely: means of what is hidden at each
  // estimate, by drawing, against what is said of it.
  it('is the mean square of what is there', () => {
    const random = seededRandom(5);
    const bins = Array.from({ length: 4 }, () => ({ true: 0, squares: 0, said: 0, count: 0 }));
    for (let draw = 0; draw < 400_000; draw++) {
      const scale = random.uniform() < 0.5 ? 0 : 20 * random.uniform();
      const z = scale + random.normal();
      if (z < 0 || z >= 4) continue;
      const bin = bins[Math.floor(z)]!;
      bin.true += scale * scale;
      bin.squares += scale ** 4;
      bin.said += hiddenSquare(z);
      bin.count++;
    }
    for (const { true: sum, squares, said, count } of bins) {
      const mean = sum / count;
      const error = Math.sqrt((squares / count - mean * mean) / count);
      expect(Math.abs(said / count - mean)).toBeLessThan(4 * error);
    }
  });

  it('is next to nothing of one that does not show at all, and all of one that is nearly seen', () => {
    expect(hiddenSquare(0)).toBeCloseTo((Math.sqrt(Math.PI / 2) / 20) * (1 / (1 + Math.sqrt(Math.PI / 2) / 20)), 12);
    expect(hiddenSquare(4)).toBeGreaterThan(16);
    expect(hiddenSquare(4)).toBeLessThan(17);
  });
});
