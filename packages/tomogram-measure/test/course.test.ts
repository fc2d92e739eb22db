import { describe, expect, it } from 'vitest';
import { seededRandom, tomogramCell } from '@operando/fixtures';
import {
  followBodies,
  greyScale,
  levelCounts,
  ringsAbout,
  matchBodies,
  labelBodies,
  lithiumVolumePerCharge,
  measureLabels,
  measureTomograms,
  movedBack,
  register,
  slabsOf,
  tomogramDefaults,
} from '../src/index.js';
import type { SlabSource, TomogramOptions } from '../src/index.js';

const cell = tomogramCell({ frames: 3, seed: 1 });
const [depth, height, width] = cell.shape;
const shape = { depth, height, width };
const volumes = cell.grey.map((grey) => slabsOf(grey, shape));
const options: TomogramOptions = {
  ...tomogramDefaults,
  reach: 12,
  references: { zero: cell.levels.electrode, one: cell.levels.electrolyte },
  voidGrey: cell.levels.void,
  voidError: 0.3,
  particles: { grey: cell.levels.particle, stderr: 0.5 },
  registered: true,
};

/** The volume with z the other way round. */
function turned(source: SlabSource): SlabSource {
  return {
    shape,
    slab: async (from, to) => {
      const slices = Float32Array.from(await source.slab(depth - to, depth - from));
      const size = height * width;
      return Float32Array.from(slices, (_, i) => slices[(to - from - 1 - Math.floor(i / size)) * size + (i % size)]!);
    },
  };
}

describe('a simulated cell', () => {
  const course = measureTomograms(volumes, options);

  it('has its voids, cracks and particles within three errors of what was drawn', async () => {
    const { interface: found, cracks, particles } = await course;
    cell.truth.forEach((truth, t) => {
      for (const [estimate, value] of [
        [found.frames[t]!.volume, truth.void],
        [particles![t]!.volume, truth.particle],
      ] as const) {
        expect(Math.abs(estimate.value - value)).toBeLessThan(Math.max(3 * estimate.stderr, 0.02 * value));
      }
      // A crack thinner than a voxel at its ends is seen in part.
      expect(Math.abs(cracks[t]!.emptyEquivalent.value - truth.crack)).toBeLessThan(0.04 * truth.crack + 1);
      expect(Math.abs(found.frames[t]!.lostArea.value - truth.lost)).toBeLessThan(0.03 * height * width);
      expect(particles![t]!.bodies).toBe(2);
    });
    expect(found.frames[0]!.growth).toMatchObject({ value: 0, stderr: 0 });
  });

  it('has the drift that was put in taken out, and says when the scale was another', async () => {
    const { frames } = await course;
    const contrasts = frames.scales.map(({ zero, one }) => one - zero);
    contrasts.forEach((contrast, t) => expect(contrast / 80).toBeCloseTo(1 + 0.03 * Math.sin(2 * t), 1));
    const stretched = volumes.map((volume, t) =>
      t === 0
        ? volume
        : slabsOf(
            Float32Array.from(cell.grey[t]!, (grey) => 1.3 * grey),
            shape,
          ),
    );
    const { warnings } = await measureTomograms(stretched, options);
    expect(warnings.map(({ code, where }) => [code, where?.frame])).toEqual([
      ['grey-rescaled', 1],
      ['grey-rescaled', 2],
    ]);
  });

  it('says which values were cut off', async () => {
    const cut = slabsOf(
      cell.grey[0]!.map((grey) => Math.min(grey, 180)),
      shape,
    );
    const { warnings } = await measureTomograms([cut], options);
    expect(warnings.map(({ code }) => code)).toEqual(['grey-cut-off', 'particles-not-as-given']);
  });

  it('is refused where voxels of the region have no value, not beside it', async () => {
    const withHole = (y: number): Float32Array => {
      const grey = Float32Array.from(cell.grey[0]!);
      for (let z = 0; z < depth; z++) grey[(z * height + y) * width + (y === 0 ? 0 : width >> 1)] = Number.NaN;
      return grey;
    };
    const measured = (y: number): Promise<unknown> =>
      measureTomograms([volumes[0]!, slabsOf(withHole(y), shape)], { ...options, registered: true });
    await expect(measured(height >> 1)).rejects.toMatchObject({ code: 'non-finite', where: { frame: 1 } });
    await expect(measured(0)).resolves.toBeDefined();
  });

  it('is measured alike with z the other way round, and in floats', async () => {
    const { interface: found, cracks } = await course;
    const other = await measureTomograms(volumes.map(turned), options);
    expect(other.isTurned).toBe(true);
    other.interface.frames.forEach(({ volume }, t) => {
      expect(Math.abs(volume.value - found.frames[t]!.volume.value)).toBeLessThan(0.3 * volume.stderr + 0.5);
      expect(other.cracks[t]!.tip || 0).toBe(cracks[t]!.tip || 0);
    });
  });

  it('gives no contact where no void is seen, and says where bodies are not as they were given', async () => {
    const random = seededRandom(5);
    const size = height * width;
    const whole = Uint8Array.from({ length: depth * size }, (_, i) => {
      const [z, y, x] = [Math.floor(i / size), Math.floor(i / width) % height, i % width];
      const share = Math.min(1, Math.max(0, z - 17.7));
      const isBall = Math.hypot(z - 34, y - 20, x - 20) < 6;
      const grey = Math.hypot(y - 19.5, x - 19.5) > 17 ? 95 : isBall ? 210 : 60 + 80 * share;
      return Math.round(grey + 4 * random.normal());
    });
    const measure = (grey: number) =>
      measureTomograms([slabsOf(whole, shape)], { ...options, particles: { grey, stderr: 0.5 } });
    const { contact, warnings, particles } = await measure(210);
    expect(contact[0]!.fraction).toMatchObject({ value: Number.NaN, stderr: Number.NaN });
    expect(warnings.map(({ code }) => code)).toEqual(['contact-not-visible']);
    expect(particles![0]!.level).toBeCloseTo(150 / 80, 1);
    const codes = async (grey: number) => (await measure(grey)).warnings.map(({ code }) => code);
    expect(await codes(180)).toContain('particles-not-as-given');
    expect(await codes(20)).toContain('particles-not-as-given');
  });

  it('has its whole region where beam hardening cups it', async () => {
    const { frames, interface: found } = await course;
    const cupped = cell.grey.map((grey) => {
      const shaded = Float32Array.from(grey, (value, i) => {
        const radius = Math.hypot((Math.floor(i / width) % height) - 19.5, (i % width) - 19.5);
        return value * (1 - 0.25 * (radius / 17.6) ** 2);
      });
      return slabsOf(shaded, shape);
    });
    const other = await measureTomograms(cupped, options);
    expect(other.frames.region.pixels / frames.region.pixels).toBeGreaterThan(0.94);
    const last = other.interface.frames.at(-1)!.volume;
    const plain = found.frames.at(-1)!.volume;
    expect(Math.abs(last.value - plain.value)).toBeLessThan(2 * plain.stderr);
  });

  it('refuses what it cannot be', async () => {
    const exchanged = { ...options, references: { zero: options.references.one, one: options.references.zero } };
    await expect(measureTomograms(volumes, exchanged)).rejects.toThrow(/void \(24\) lies not beyond/);
    const wrong = { ...options, voidGrey: 2, references: { zero: 10, one: 230 } };
    await expect(measureTomograms(volumes, wrong)).rejects.toThrow(/no column of the volume holds both/);
    const dark = [volumes[0]!, slabsOf(new Uint8Array(cell.grey[0]!.length).fill(20), shape)];
    await expect(measureTomograms(dark, options)).rejects.toThrow(/no two peaks of the grey values/);
    const small = slabsOf(cell.grey[0]!.subarray(0, height * width * 20), { ...shape, depth: 20 });
    await expect(measureTomograms([volumes[0]!, small], options)).rejects.toThrow(/the first 44 x 40 x 40/);
    // The interface lies near slice 18: nothing is left 6 slices below it.
    const shallow = [slabsOf(cell.grey[0]!.subarray(0, height * width * 24), { ...shape, depth: 24 })];
    await expect(measureTomograms(shallow, options)).rejects.toMatchObject({
      code: 'outside-range',
      where: { parameter: 'particles' },
    });
    await expect(measureTomograms([], options)).rejects.toThrow(/no volumes/);
    expect(() => slabsOf(new Uint8Array(3), shape)).toThrow(/there are 3/);
  });
});

describe('volumes that moved', () => {
  it('have grey levels beyond the rings that are seen: cupping goes on', async () => {
    const box = { depth: 8, height: 60, width: 60 };
    const random = seededRandom(2);
    const radiusOf = (i: number): number => Math.hypot((Math.floor(i / 60) % 60) - 29.5, (i % 60) - 29.5);
    const grey = Float32Array.from({ length: 8 * 3600 }, (_, i) => {
      const cupping = 1 - 0.08 * (radiusOf(i) / 30) ** 2;
      return (i < 4 * 3600 ? 60 : 140) * cupping + 3 * random.normal();
    });
    const seen = Uint8Array.from({ length: 3600 }, (_, i) => Number(radiusOf(i) < 23));
    const rings = ringsAbout(box, [29.5, 29.5], 0.5);
    const counts = await levelCounts(slabsOf(grey, box), rings, seen);
    const { offset, gain } = greyScale(counts, rings, { zero: 60, one: 140 });
    // Near the end of a row: the levels of the last ring that is seen would be 1.5 and 3.5 off.
    const at = 29 * 60 + 1;
    const cupping = 1 - 0.08 * (radiusOf(at) / 30) ** 2;
    expect(Math.abs(offset[at]! - 60 * cupping)).toBeLessThan(0.8);
    expect(Math.abs(offset[at]! + 1 / gain[at]! - 140 * cupping)).toBeLessThan(0.8);
  });

  const random = seededRandom(3);
  const fixed = Float32Array.from(cell.grey[0]!, (grey) => grey);

  it('are registered by what shift and strain were put in, and brought back', async () => {
    const motion = { dz: 0.6, dy: -1.3, dx: 1.8, strain: 0.02, rotation: [0, 0, 0] } as const;
    // The fixed volume as seen by the inverse motion.
    const inverse = { dz: -0.6 / 1.02, dy: 1.3, dx: -1.8, strain: 1 / 1.02 - 1, rotation: [0, 0, 0] } as const;
    const slab = await movedBack(slabsOf(fixed, shape), inverse).slab(0, depth);
    const moved = Float32Array.from(slab, (grey) => 0.9 * grey + 7 + random.normal());
    const found = register(fixed, moved, shape);
    expect(found.status).toBe('converged');
    expect(found.gain).toBeCloseTo(0.9, 1);
    expect(Math.abs(found.motion.dy - motion.dy)).toBeLessThan(0.05);
    expect(Math.abs(found.motion.dx - motion.dx)).toBeLessThan(0.05);
    const middle = depth / 2;
    expect(Math.abs(found.motion.dz + found.motion.strain * middle - motion.dz - motion.strain * middle)).toBeLessThan(
      0.05,
    );
  });

  it('are not registered where they are too small', () => {
    const tiny = { depth: 4, height: 4, width: 4 };
    expect(() => register(new Float32Array(64), new Float32Array(64), tiny)).toThrow(/fewer than 8 voxels/);
  });
});

describe('bodies through time', () => {
  const row = (text: string): ReturnType<typeof labelBodies> =>
    labelBodies(
      Uint8Array.from(text, (letter) => Number(letter === '#')),
      { depth: 1, height: 1, width: text.length },
      { materials: [[1]], keepRuns: true },
    );

  it('overlap by as many voxels as they share', () => {
    const [a, b] = [row('###..####..'), row('.##.###.###')];
    expect(matchBodies(a.runs!, b.runs!).map(({ voxels }) => voxels)).toEqual([2, 2, 1]);
  });

  it('are born, go on, split and merge', () => {
    const list = (text: string) => {
      const { runs, bodies } = row(text);
      return { runs: runs!, voxels: bodies.map(({ voxels }) => voxels) };
    };
    const told = followBodies([
      list('####.....##....'),
      list('#####....##..##.'),
      list('##.##....######.'),
      list('................'.slice(0, 15)),
    ]);
    expect(told.map((bodies) => bodies.map(({ id, event }) => `${id} ${event}`))).toEqual([
      ['1 first', '2 first'],
      ['1 same', '2 same', '3 birth'],
      ['2 merge', '1 split', '4 split'],
      [],
    ]);
  });
});

it('labels are counted in one pass', async () => {
  const materials = { electrode: [1], electrolyte: [2], void: [0], crack: [5], particles: [3] };
  const found = await measureLabels(slabsOf(cell.labels[2]!, shape), materials, 26, 1);
  const count = (label: number): number => cell.labels[2]!.filter((each) => each === label).length;
  expect(found.counts).toEqual({
    electrode: count(1),
    electrolyte: count(2),
    void: count(0),
    crack: count(5),
    particles: count(3),
  });
  expect(found.profile.reduce((sum, each) => sum + each, 0)).toBe(count(0) + count(5));
  expect(found.heights.reduce((sum, each) => sum + each, 0)).toBe(count(0) + count(5));
  const grey = slabsOf(
    Float32Array.from(cell.grey[0]!, (value) => value + 0.5),
    shape,
  );
  await expect(measureLabels(grey, materials, 26, 1)).rejects.toThrow(/the volume of labels has the value/);
});

it('lithium takes 13.02 cm3 a mole, 26.80 A h of it', () => {
  expect(lithiumVolumePerCharge() / (13.02e12 / 26_800)).toBeCloseTo(1, 2);
});
