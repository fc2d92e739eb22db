import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath, runReadmeExample } from '@operando/fixtures';

interface Half {
  readonly temperature: number;
  readonly stderr: number;
  readonly between: readonly [number, number];
}

interface Track {
  readonly temperature: readonly number[];
  readonly edge: readonly number[];
  readonly e0: readonly number[];
  readonly metal: readonly number[];
  readonly metalError: readonly number[];
  readonly rfactor: readonly number[];
}

/** What the script writes as results.json. */
interface TprResults {
  readonly scans: number;
  readonly jitter: number;
  readonly gridPoints: number;
  readonly everyValueFinite: boolean;
  readonly foilE0: number;
  readonly drift: {
    readonly shift: readonly number[];
    readonly stderr: readonly number[];
    readonly status: readonly string[];
  };
  readonly single: Track;
  readonly pairs: Track;
  readonly species: {
    readonly status: string;
    readonly lackOfFit: number;
    readonly shares: readonly (readonly number[])[];
  };
  readonly half: Half;
  readonly halfOfPairs: Half;
  readonly halfOxide: Half;
  readonly halfReduced: Half;
  readonly halfMetal: { readonly held: number };
}

const folder = referencePath('operando', 'ssrl-sno2-tpr-qexafs');
const script = fileURLToPath(new URL('../../../scripts/tpr-demo.mjs', import.meta.url));
const deviation = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

describe.skipIf(folder === undefined)(
  'tin oxide reduced in hydrogen, from raw quick scans (needs OPERANDO_REFERENCE_DATA)',
  () => {
    let output: string;
    let found: TprResults;

    beforeAll(() => {
      output = mkdtempSync(join(tmpdir(), 'tpr-series-'));
      execFileSync(process.execPath, [script, output]);
      found = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as TprResults;
    });
    afterAll(() => rmSync(output, { recursive: true, force: true }));

    it('reads every scan, puts its points in order and on one grid', () => {
      expect(found.scans).toBe(49);
      // The manifest counts 141 steps back in the first scan.
      expect(found.jitter).toBeGreaterThan(49 * 100);
      expect(found.gridPoints).toBe(711);
      expect(found.everyValueFinite).toBe(true);
    });

    it('knows by the foil that the energies stay, and says how well', () => {
      const { shift, stderr, status } = found.drift;
      // Tin metal: 29200 eV, as the monochromator was calibrated.
      expect(Math.abs(found.foilE0 - 29_200)).toBeLessThan(3);
      expect(status.every((word) => word === 'converged')).toBe(true);
      expect(Math.max(...shift.map(Math.abs))).toBeLessThan(0.15);
      // The sample at rest tells whether that is true: before it is heated, its aligned edge scatters by what the shifts are
      // said to be wrong by, neither more nor less (nine scans tell a scatter to 25 %).
      const scatter = deviation(found.single.edge.slice(0, 9));
      expect(scatter).toBeLessThan(0.03);
      const usual = stderr.slice(1).toSorted((a, b) => a - b)[24]!;
      expect(scatter / usual).toBeGreaterThan(0.6);
      expect(scatter / usual).toBeLessThan(1.6);
      expect(Math.max(...stderr)).toBeLessThan(0.03);
    });

    it('sees tin(IV) become tin: edge and e0 fall', () => {
      const { edge, e0, temperature } = found.single;
      expect(temperature[0]).toBeCloseTo(25.8, 0);
      expect(temperature.at(-1)).toBeCloseTo(450, 0);
      expect(e0.every((energy) => Math.abs(energy - 29_200) < 6)).toBe(true);
      expect(e0[0]! - e0.at(-1)!).toBeGreaterThan(4);
      expect(e0[0]! - e0.at(-1)!).toBeLessThan(7);
      expect(edge[0]! - edge.at(-1)!).toBeCloseTo(3.4, 1);
    });

    it('finds the share of the metal to rise from 0 to 1 within its errors', () => {
      for (const track of [found.single, found.pairs]) {
        const { metal, metalError } = track;
        metal.forEach((share, frame) => {
          if (frame > 0)
            expect(share - metal[frame - 1]!).toBeGreaterThan(
              -3 * Math.hypot(metalError[frame]!, metalError[frame - 1]!),
            );
        });
        expect(Math.max(...metalError)).toBeLessThan(0.015);
        expect(metal.slice(0, 4).every((share, frame) => Math.abs(share) < 4 * metalError[frame]!)).toBe(true);
        expect(metal.slice(-4).every((share) => Math.abs(share - 1) < 0.01)).toBe(true);
      }
      // Before heating nothing happens: the scatter of nine scans is what the errors say.
      const scatter = deviation(found.single.metal.slice(0, 9)) / found.single.metalError[4]!;
      expect(scatter).toBeGreaterThan(0.4);
      expect(scatter).toBeLessThan(2);
    });

    it('says at which temperature half of it is reduced, and how well that is known', () => {
      const { half, halfOfPairs } = found;
      expect(Math.abs(half.temperature - 417.2)).toBeLessThan(1.5);
      expect(half.stderr).toBeGreaterThan(1);
      expect(half.stderr).toBeLessThan(3);
      expect(half.between[1] - half.between[0]).toBeLessThan(18);
      // Merged by two, 35 degrees apart: the same within errors.
      expect(Math.abs(half.temperature - halfOfPairs.temperature)).toBeLessThan(
        2 * Math.hypot(half.stderr, halfOfPairs.stderr),
      );
    });

    it('finds a third species in between, which two states cannot describe', () => {
      const { species, single } = found;
      expect(species.status).toBe('converged');
      expect(species.lackOfFit).toBeLessThan(0.5);
      const middle = species.shares[1]!;
      expect(Math.max(...middle)).toBeGreaterThan(0.4);
      expect(Math.max(...middle.slice(0, 9), ...middle.slice(-5))).toBeLessThan(0.02);
      expect(Math.max(...single.rfactor) / single.rfactor[2]!).toBeGreaterThan(50);
      // Which half is meant matters more than noise does.
      expect(found.halfOxide.temperature).toBeLessThan(found.half.temperature - 20);
      expect(found.halfReduced.temperature).toBeGreaterThan(found.half.temperature + 5);
      expect(found.halfMetal.held).toBeCloseTo(450, 0);
    });

    it('is told by docs/quick-xas.md with code that works', () => {
      const said = runReadmeExample(
        fileURLToPath(new URL('..', import.meta.url)),
        fileURLToPath(new URL('../../../docs/quick-xas.md', import.meta.url)),
      );
      const shares = [...said.matchAll(/scan \d+: (-?[\d.]+) ±/g)].map((line) => Number(line[1]));
      expect(shares.length).toBe(3);
      [0, 0.5, 1].forEach((share, k) => expect(Math.abs(shares[k]! - share)).toBeLessThan(0.02));
    });

    it('draws it', () => {
      for (const name of ['map.svg', 'map.png', 'shares.svg', 'shares.png'])
        expect(existsSync(join(output, name))).toBe(true);
    });
  },
);
