import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { layerTilt, profileOf } from '../src/index.js';
import { shiftedSpans } from '../src/tilt.js';

const size = { width: 90, height: 70 };
const columns = [10, 80] as const;

/** Layers with borders at rows 20 and 45, tilted about the middle of the columns. */
function picture(tilt: number, seed: number): { readonly attenuation: Float32Array; readonly variance: Float32Array } {
  const random = seededRandom(seed);
  const attenuation = Float32Array.from({ length: size.width * size.height }, (_, i) => {
    const y = Math.floor(i / size.width) - tilt * ((i % size.width) + 0.5 - 45);
    return 0.5 + 0.1 * Math.tanh((y - 20) / 1.2) - 0.15 * Math.tanh((y - 45) / 1.2) + 0.01 * random.normal();
  });
  return { attenuation, variance: new Float32Array(attenuation.length).fill(1e-4) };
}

describe('layers that are tilted', () => {
  it('have the tilt of the truth, within its error', () => {
    const pulls: number[] = [];
    for (const [k, tilt] of [0, 0.004, -0.03, 0.09, -0.12].entries()) {
      const found = layerTilt(picture(tilt, k + 1).attenuation, size, { columns, rows: [8, 60] })!;
      pulls.push((found.tilt.value - tilt) / found.tilt.stderr);
      // Blocks of 4.4 columns of 0.01 at borders whose slopes square to 0.036: 0.025 rows each, 3.1e-4 for a line through 16; four of these.
      expect(Math.abs(found.tilt.value - tilt)).toBeLessThan(1.3e-3);
      expect(found.bow).toBeLessThan(0.06);
    }
    // Five pulls: 4 standard errors.
    pulls.forEach((pull) => expect(Math.abs(pull)).toBeLessThan(4));
    const even = new Float32Array(size.width * size.height).fill(0.3);
    expect(layerTilt(even, size, { columns, rows: [8, 60] })).toBeUndefined();
  });

  it('have the profile of straight ones where they are followed', () => {
    const [straight, tilted] = [picture(0, 7), picture(0.09, 8)];
    const span = { columns, rows: [8, 60] } as const;
    const truth = profileOf(straight, size, span);
    const followed = profileOf(tilted, size, { ...span, tilt: 0.09 });
    const left = profileOf(tilted, size, span);
    const off = (values: Float64Array, bias = (_row: number): number => 0): number =>
      Math.max(...values.map((value, y) => Math.abs(value - truth.values[y]! - bias(8 + y))));
    // Two means of 70 pixels of 0.01: 0.0017; half a row of a border 1.2 wide that remains: 0.003.
    expect(off(followed.values)).toBeLessThan(0.011);
    // Borders that reach from 3.15 rows above to 3.15 below have the mean of tanh, the difference of its integrals, for tanh.
    const [reach, width] = [(0.09 * 70) / 2, 1.2];
    const integral = (distance: number): number => width * Math.log(Math.cosh(distance / width));
    const blurred = (distance: number): number =>
      (integral(distance + reach) - integral(distance - reach)) / (2 * reach) - Math.tanh(distance / width);
    const bias = (row: number): number => 0.1 * blurred(row - 20) - 0.15 * blurred(row - 45);
    // Four times 0.0017, of 52 rows.
    expect(off(left.values, bias)).toBeLessThan(0.007);
    // The bias itself is far from that.
    expect(Math.max(...left.values.map((_, y) => Math.abs(bias(8 + y))))).toBeGreaterThan(4 * 0.011);
    expect([...followed.counts]).toEqual([...truth.counts]);
  });

  it('are followed in spans of whole rows, left to right, each column once', () => {
    expect(shiftedSpans({ columns: [2, 9] })).toEqual([{ columns: [2, 9], shift: 0 }]);
    const spans = shiftedSpans({ columns: [0, 40], tilt: -0.1 });
    expect(spans.map(({ shift }) => shift)).toEqual([2, 1, 0, -1, -2]);
    expect(spans.map(({ columns: [from] }) => from).slice(1)).toEqual(
      spans.map(({ columns: [, to] }) => to).slice(0, -1),
    );
    // Rows beyond the picture are of no pixels.
    const { counts } = profileOf(picture(0, 1), size, { columns, rows: [0, 70], tilt: 0.09 });
    expect(counts[0]).toBeLessThan(70);
    expect(counts[35]).toBe(70);
  });
});
