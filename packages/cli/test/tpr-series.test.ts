import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { reduceTpr } from './tpr-series.js';

const folder = referencePath('operando', 'ssrl-sno2-tpr-qexafs');

describe.skipIf(folder === undefined)('tin oxide reduced in hydrogen, from raw quick scans (needs OPERANDO_REFERENCE_DATA)', () => {
  it('goes from encoder counts to the share of metal against temperature', async () => {
    const { scans, jitter, drift, flat, shares } = await reduceTpr(folder!, 210);
    expect(scans).toBe(49);
    // The manifest counts 141 in the first scan.
    expect(jitter).toBeGreaterThan(49 * 100);

    // The foil (tin) stays where it is within the scatter of quick scans; each shift is known to 0.1 eV.
    expect(drift.flags.every((flag) => flag === 0)).toBe(true);
    expect(Math.max(...drift.shift.map(Math.abs))).toBeLessThan(0.3);
    expect(Math.max(...drift.stderr)).toBeLessThan(0.1);

    // Pairs of scans 105 s apart, and one that is missing in between.
    const temperature = flat.channels['temperature_celsius']!.values;
    expect(temperature.length).toBe(25);
    expect(temperature[0]).toBeCloseTo(25.8, 0);
    expect(temperature[24]).toBeCloseTo(450, 0);

    // Tin(IV) absorbs later than the metal.
    const edge = flat.channels['edge_half_step']!.values;
    expect(edge[0]! - edge[24]!).toBeGreaterThan(3);
    expect(edge[0]! - edge[24]!).toBeLessThan(4);

    const metal = Array.from(temperature, (_, frame) => shares.weights[2 * frame + 1]!);
    const error = Array.from(temperature, (_, frame) => shares.stderr[2 * frame + 1]!);
    metal.forEach((share, frame) => {
      expect(share + shares.weights[2 * frame]!).toBeCloseTo(1, 12);
      // It never falls by more than the drift of the scans allows (0.1 eV of 3.5 eV).
      if (frame > 0) expect(share - metal[frame - 1]!).toBeGreaterThan(-0.03);
    });
    expect(Math.max(...error)).toBeLessThan(0.012);
    expect(metal.slice(0, 5).every((share) => share < 0.02)).toBe(true);
    expect(metal.slice(-5).every((share) => share > 0.98)).toBe(true);
    const after = metal.findIndex((share) => share > 0.5);
    const t = (0.5 - metal[after - 1]!) / (metal[after]! - metal[after - 1]!);
    const half = temperature[after - 1]! + t * (temperature[after]! - temperature[after - 1]!);
    // Half of it is metal at 422 degrees, 35 degrees between two spectra.
    expect(Math.abs(half - 422)).toBeLessThan(10);
    // Midway two states do not describe the spectra within their noise: a third one, tin(II) oxide, passes through.
    expect(shares.rfactor[after]! / shares.rfactor[2]!).toBeGreaterThan(10);
  }, 60_000);
});
