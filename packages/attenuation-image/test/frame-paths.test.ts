import { describe, expect, it } from 'vitest';
import { radiographCell, seededRandom } from '@operando/fixtures';
import {
  attenuation,
  collectProfiles,
  frameRoom,
  profileOf,
  signalOf,
  transmissionOf,
  transmissionPlan,
} from '../src/index.js';
import type { FrameSignal, Pixels, TransmissionPlan } from '../src/index.js';
import { attenuatePicture } from '../src/attenuate-picture.js';
import { modelOf } from '../src/pixel-model.js';
import { rowSums } from '../src/row-sums.js';
import { lessDarkInto, pictureSource, rawSource } from '../src/signal-source.js';
import { standingOut } from '../src/standing-out.js';

const cell = radiographCell({ seed: 5, frames: 1, dotRadius: 6 });
const [frame] = cell.sample as [Uint16Array];
const openRegions = cell.openColumns.map(([left, right]) => ({ top: 0, bottom: cell.height, left, right }));
const withBodies = transmissionPlan(cell, { width: cell.width, height: cell.height, openRegions });
const without = transmissionPlan(
  { dark: cell.dark, open: cell.open },
  { width: cell.width, height: cell.height, openRegions },
);

describe('kernels of radiographs', () => {
  const random = seededRandom(8);
  const odd = { width: 37, height: 9 };
  const count = odd.width * odd.height;
  const signal = Float32Array.from({ length: count }, () => 900 + 400 * random.normal());
  // What has no transmission, or no number at all.
  [0, -5, Number.NaN, Infinity, -Infinity, 1e-42, 7e37].forEach((value, k) => (signal[20 * k + 3] = value));
  const plan: TransmissionPlan = {
    ...withBodies,
    ...odd,
    factor: Float32Array.from({ length: count }, (_, i) => (i === 200 ? 0 : 1 + 0.1 * random.normal())),
    scatter: Float32Array.from({ length: count }, () => 0.02 * random.normal()),
  };

  it('give the bits of the plain loops', () => {
    for (const scattered of [plan, { ...plan, surfaces: undefined }] as readonly TransmissionPlan[]) {
      const model = modelOf(scattered, 1000);
      const source = pictureSource(signal);
      expect(attenuatePicture(source, [5], model)).toEqual(attenuatePicture(source, [5], model, {}, 'plain'));
      for (const columns of [
        [0, 37],
        [3, 36],
        [11, 13],
      ] as const) {
        const span = { columns, rows: [1, 9] } as const;
        expect(rowSums(source, model, span, odd)).toEqual(rowSums(source, model, span, odd, 'plain'));
      }
    }
    const raw = Uint16Array.from({ length: count }, (_, i) => (i * 7919) % 65_536);
    const dark = Float32Array.from({ length: count }, (_, i) => 100 + (i % 7) / 2);
    const [auto, plain] = [new Float32Array(count - 5), new Float32Array(count - 5)];
    lessDarkInto(raw, dark, 5, auto);
    lessDarkInto(raw, dark, 5, plain, 'plain');
    expect(auto).toEqual(plain);
    const noise = { gain: 0.9, readVariance: 3 };
    const counted = signal.map((value) => (Number.isFinite(value) ? value : 0));
    const standing = standingOut(counted, odd, noise, 5);
    expect(standing).toEqual(standingOut(counted, odd, noise, 5, 'plain'));
    expect(standing.length).toBeGreaterThan(10);
  });

  it('sum what double precision sums, one logarithm after another', () => {
    const model = modelOf(plan, 1000);
    const { logs, variances, counts } = rowSums(pictureSource(signal), model, { columns: [2, 35], rows: [0, 9] }, odd);
    for (let y = 0; y < 9; y++) {
      let [sum, variance, good] = [0, 0, 0];
      for (let i = y * 37 + 2; i < y * 37 + 35; i++) {
        const t = (signal[i]! * plan.factor[i]!) / 1000 - plan.scatter[i]!;
        if (!(t > 1.2e-38 && t < 3.4e38)) continue;
        sum += Math.log(t);
        variance +=
          ((plan.gain * Math.max(0, signal[i]!) + plan.readVariance) * (plan.factor[i]! / 1000) ** 2) / t ** 2;
        good++;
      }
      expect(counts[y]).toBe(good);
      // 33 roundings of 6e-8 each, and T itself to 1e-7 of its parts.
      expect(Math.abs(logs[y]! - sum)).toBeLessThan(2e-5);
      expect(Math.abs(variances[y]! / variance - 1)).toBeLessThan(2e-5);
    }
  });
});

/** The largest difference of what is a number in one of them. */
function furthest(a: Pixels, b: Pixels): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Object.is(a[i], b[i]) ? 0 : Math.abs(a[i]! - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}

describe('profiles straight from counts', () => {
  const options = { columns: [cell.columns[0] + 4, cell.columns[1] - 4], rows: [0, cell.height] } as const;
  const profile = (plan: TransmissionPlan, from: FrameSignal): Float64Array => {
    const collector = collectProfiles(plan, options);
    collector.add(from);
    return collector.finish().values;
  };

  it('are those of the picture', () => {
    for (const plan of [withBodies, without])
      for (const spots of [true, false]) {
        const picture = attenuation(frame, plan, { spots });
        const exact = profileOf(picture, plan, options);
        const found = profile(plan, signalOf(frame, plan, { spots }));
        // Singles of attenuations below 1, of 50 pixels or more.
        expect(furthest(found, exact.values)).toBeLessThan(3e-7);
        const two = attenuation(transmissionOf(frame, plan, { spots }));
        expect(furthest(two.attenuation, picture.attenuation)).toBeLessThan(1e-6);
        expect(furthest(two.replaced, picture.replaced)).toBe(0);
      }
    const median = { ...options, statistic: 'median' } as const;
    const collector = collectProfiles(without, median);
    collector.add(signalOf(frame, without));
    const exact = profileOf(attenuation(frame, without), without, median).values;
    expect(furthest(collector.finish().values, exact)).toBe(0);
  });

  it('are the same for every type of counts, and in rooms that are used again', () => {
    const room = frameRoom(cell);
    for (const spots of [true, false]) {
      const expected = profile(without, signalOf(frame, without, { spots }));
      const types: Pixels[] = [Float32Array.from(frame), Float64Array.from(frame), Int32Array.from(frame)];
      for (const each of [...types, frame])
        expect(furthest(profile(without, signalOf(each, without, { spots, room })), expected)).toBe(0);
      const [own, inRoom] = [attenuation(frame, without, { spots }), attenuation(frame, without, { spots, room })];
      expect(furthest(own.attenuation, inRoom.attenuation) + furthest(own.variance, inRoom.variance)).toBe(0);
    }
  });

  it('know values of mended pixels in whatever block they lie', () => {
    const dark = new Float32Array(10).fill(1);
    const source = rawSource(new Uint16Array(10).fill(5), dark, { places: [2, 7], values: Float32Array.of(50, 60) });
    const out = new Float32Array(4);
    source.read(4, out);
    expect([...out]).toEqual([4, 4, 4, 60]);
    expect([source.at(2), source.at(3)]).toEqual([50, 4]);
  });
});
