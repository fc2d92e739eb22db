import { describe, expect, it } from 'vitest';
import { measuredPhotoelectrons, oxygenLevel, seededRandom } from '@operando/fixtures';
import { statusWord } from '@operando/core';
import {
  atomicRatio,
  completeCovariance,
  componentResults,
  energyReference,
  fitRegionSeries,
  separateShifts,
  weightedLine,
} from '../src/index.js';

describe('weightedLine', () => {
  it("is York's solution of Pearson's data with York's weights", () => {
    // York, Can. J. Phys. 44 (1966) 1079; York et al., Am. J. Phys. 72 (2004) 367: slope -0.48053341, intercept 5.47991022.
    const x = [0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4];
    const y = [5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5];
    const sx = [1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1].map((weight) => 1 / Math.sqrt(weight));
    const sy = [1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500].map((weight) => 1 / Math.sqrt(weight));
    const line = weightedLine(x, y, sx, sy)!;
    expect(line.slope).toBeCloseTo(-0.48053341, 7);
    expect(line.offset).toBeCloseTo(5.47991022, 6);
    expect(line.slopeStderr).toBeCloseTo(0.058, 2);
    expect(line.chiSquare).toBeCloseTo(11.8663, 3);
    expect(weightedLine([1, 1, 1], [1, 2, 3], [0, 0, 0], [1, 1, 1])).toBeUndefined();
    expect(weightedLine([1, 2], [1, 2], [0, 0], [1, 1])).toBeUndefined();
  });
});

describe('separateShifts', () => {
  const frames = 30;
  const random = seededRandom(2);
  const potential = Float64Array.from({ length: frames }, (_, f) => 0.2 - 0.02 * f);
  const noise = (sigma: number): number => sigma * random.normal();
  const line = (level: number, sigma: number, moves = 0): Float64Array =>
    potential.map((shift, f) => level + shift + moves * f + noise(sigma));
  const covariance =
    (sigmas: readonly number[]) =>
    (f: number, g: number): Float64Array =>
      Float64Array.from({ length: sigmas.length ** 2 }, (_, i) =>
        f === g && i % (sigmas.length + 1) === 0 ? sigmas[i % sigmas.length]! ** 2 : 0,
      );

  it('takes the potential from lines that are constant, weighted, and gives the others without it', () => {
    const sigmas = [0.004, 0.008, 0.005];
    const shifts = separateShifts({
      lines: [
        { name: 'salt', energy: line(688, 0.004), constant: true, literature: 688 },
        { name: 'carbonate', energy: line(290, 0.008), constant: true, literature: 290 },
        { name: 'oxide', energy: line(529.5, 0.005, 0.003) },
      ],
      covariance: covariance(sigmas),
      voltage: { values: potential.map((shift) => 4 - shift) },
    });
    expect([shifts.separation, statusWord(shifts.status)]).toEqual(['separated', 'converged']);
    // Weights 1 / sigma^2: the error of the mean of both.
    const both = 1 / Math.sqrt(1 / 0.004 ** 2 + 1 / 0.008 ** 2);
    if (shifts.constancy === 0) expect(shifts.potential.stderr[3]).toBeCloseTo(both, 10);
    expect(shifts.constancy).toBeLessThan(0.004);
    const oxide = shifts.chemical[2]!;
    const pull = Math.sqrt(
      oxide.values.reduce((sum, value, f) => sum + ((value - 529.5 - 0.003 * f) / oxide.stderr[f]!) ** 2, 0) / frames,
    );
    // 30 pulls: 1 +- 0.13.
    expect(pull).toBeGreaterThan(0.6);
    expect(pull).toBeLessThan(1.4);
    // Potential moves by -1 eV per volt.
    expect(Math.abs(shifts.againstVoltage!.slope + 1) / shifts.againstVoltage!.slopeStderr).toBeLessThan(4);
    const matrix = shifts.covariance(3, 3);
    expect(Math.sqrt(matrix[8]!)).toBeCloseTo(oxide.stderr[3]!, 12);
  });

  it('sees that lines which should be constant are not, and its errors grow', () => {
    const wandering = line(290, 0.004).map((value) => value + noise(0.05));
    const problem = {
      lines: [
        { name: 'salt', energy: line(688, 0.004), constant: true },
        { name: 'carbonate', energy: wandering, constant: true },
      ],
      covariance: covariance([0.004, 0.004]),
    };
    const { constancy, potential: shift } = separateShifts(problem);
    // The two differ by 0.05 in all, that is 0.035 of each.
    expect(constancy).toBeGreaterThan(0.02);
    expect(constancy).toBeLessThan(0.06);
    expect(shift.stderr[0]).toBeGreaterThan(0.7 * constancy);
    expect(separateShifts({ ...problem, constancy: 0.1 }).constancy).toBe(0.1);
  });

  it('says where nothing can be told apart', () => {
    const alone = {
      lines: [{ name: 'oxide', energy: line(529.5, 0.005), constant: true }],
      covariance: covariance([0.005]),
    };
    const { separation, status, chemical, potential: shift } = separateShifts(alone);
    expect([separation, statusWord(status)]).toEqual(['not-separable', 'ambiguous']);
    expect(chemical[0]!.values).toEqual(alone.lines[0]!.energy);
    expect(shift.values[0]).toBe(Number.NaN);
    expect(() => separateShifts({ ...alone, voltage: { values: new Float64Array(3) } })).toThrow('30, 3 frames');
  });

  it('has no error where a line has no energy', () => {
    const seen = line(531, 0.01);
    seen[3] = Number.NaN;
    const { chemical } = separateShifts({
      lines: [
        { name: 'oxide', energy: line(529.5, 0.005), constant: true },
        { name: 'peroxo', energy: seen },
      ],
      covariance: covariance([0.005, 0.01]),
    });
    expect([chemical[1]!.values[3], chemical[1]!.stderr[3]]).toEqual([Number.NaN, Number.NaN]);
    expect(chemical[1]!.stderr[4]).toBeCloseTo(Math.hypot(0.005, 0.01), 12);
  });

  it('keeps errors that hold where the scale jitters by 20 meV', () => {
    const pulls: number[] = [];
    for (let trial = 0; trial < 6; trial++) {
      const drawn = seededRandom(60 + trial);
      const jitter = Float64Array.from({ length: 8 }, () => 0.02 * drawn.normal());
      const level = oxygenLevel(8);
      const moved = {
        ...level,
        lines: level.lines.map((each) =>
          Object.assign({}, each, { center: (f: number) => each.center(f) + jitter[f]! }),
        ),
      };
      const gold = {
        ...level,
        energy: Float64Array.from({ length: 61 }, (_, i) => 82.5 + 0.05 * i),
        // Fewer counts: the scale is known to some millivolts.
        lines: [{ name: 'gold', center: (f: number) => 83.96 + jitter[f]!, area: () => 60, sigma: 0.22, gamma: 0.17 }],
        offset: 20,
        slope: 0,
      };
      const fit = fitRegionSeries(measuredPhotoelectrons(moved, 8, drawn), {
        components: level.lines.map(({ name, center }) => ({ name, center: center(0) + 0.1 })),
      });
      const scale = energyReference(
        fitRegionSeries(measuredPhotoelectrons(gold, 8, drawn), { components: [{ name: 'gold', center: 84 }] }),
        {
          line: 'gold',
          literature: 83.96,
        },
      );
      const [lattice] = componentResults(fit) as [ReturnType<typeof componentResults>[0]];
      const { layout } = fit.model;
      const at = layout.components[0]!.center * (layout.parameters.length + 1);
      const { chemical } = separateShifts({
        lines: [{ name: 'lattice', energy: lattice.center.values }],
        instrument: scale,
        covariance: (f, g) => Float64Array.of(completeCovariance(fit, f, g)[at]!),
      });
      for (let f = 0; f < 8; f++) {
        expect(chemical[0]!.stderr[f]).toBeGreaterThan(lattice.center.stderr[f]!);
        pulls.push((chemical[0]!.values[f]! - level.lines[0]!.center(f)) / chemical[0]!.stderr[f]!);
      }
    }
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // 48 pulls: 1 +- 0.1.
    expect(width).toBeGreaterThan(0.65);
    expect(width).toBeLessThan(1.4);
  });
});

describe('atomicRatio', () => {
  it('is a ratio of areas over their factors, with errors of both kinds', () => {
    const ratio = atomicRatio({ area: 300, rsf: 0.5, rsfUncertainty: 0.1 }, { area: 200, rsf: 1 }, [9, 2, 2, 4]);
    expect(ratio.value).toBe(3);
    // Relative variance 9 / 300^2 + 4 / 200^2 - 2 x 2 / (300 x 200).
    expect(ratio.stderr).toBeCloseTo(3 * Math.sqrt(1e-4 + 1e-4 - 4 / 60_000), 12);
    expect(ratio.factorStderr).toBeCloseTo(0.3, 12);
    const energetic = atomicRatio(
      { area: 300, rsf: 1, kineticEnergy: 1600 },
      { area: 300, rsf: 1, kineticEnergy: 100 },
      [0, 0, 0, 0],
      0.75,
    );
    expect(energetic.value).toBeCloseTo(1 / 8, 12);
  });
});
