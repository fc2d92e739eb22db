import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readColumnSeries } from '@operando/beamline-io/node';
import { referencePath } from '@operando/fixtures';
import { trackCell, trackPeaks } from '@operando/xrd-peak-track';
import type { Hkl, Track } from '@operando/xrd-peak-track';

const folder = referencePath('xrd', 'data', 'insitu_CuCr2O4_11BM');
const names = ['00', '04', '14', '19', '24', '26', '30', '32', '38', '41', '49', '53'];

describe.skipIf(folder === undefined)('CuCr2O4 at 11-BM, 6.8 to 289 K (needs OPERANDO_REFERENCE_DATA)', () => {
  it('is followed through its orthorhombic to tetragonal transition, and gives the cell against temperature', async () => {
    const files = names.map((name) => `${folder}/OH_${name}.fxye`);
    const temperature = files.map((file) => Number(/Temp \(K\) =\s+([\d.]+)/.exec(readFileSync(file, 'latin1'))![1]));
    const series = await readColumnSeries(files, { axis: { name: 'two-theta', unit: 'deg' }, sigma: 'auto', timeStep: 60 });
    const { tracks } = trackPeaks(series, { range: [4, 16], maxGap: 3 });
    const at = (frame: number, center: number): Track => tracks.toSorted((a, b) => Math.abs(a.center.value[frame]! - center || Infinity) - Math.abs(b.center.value[frame]! - center || Infinity)).find((track) => Math.abs(track.center.value[frame]! - center) < 0.02)!;
    // The split partners of the orthorhombic phase (Fddd) end between 99 K and the transition near 130 K.
    for (const center of [10.022, 14.609, 15.894]) {
      const partner = at(0, center);
      expect(partner.end).not.toBe('series');
      expect(temperature[partner.death]!).toBeGreaterThan(90);
      expect(temperature[partner.death]!).toBeLessThan(135);
    }
    // On the axes of the face-centred cell: (111), (220), (202), (440).
    const indexed: { track: Track; hkl: Hkl }[] = [
      { track: at(6, 4.974), hkl: [1, 1, 1] },
      { track: at(6, 7.854), hkl: [2, 2, 0] },
      { track: at(6, 8.263), hkl: [2, 0, 2] },
      { track: at(6, 15.745), hkl: [4, 4, 0] },
    ];
    const { cell } = trackCell(indexed, { system: 'tetragonal', wavelength: 0.413263 });
    const a = cell.a!.value;
    const c = cell.c!.value;
    // The known cell at room temperature, I41/amd: a = 6.03, c = 7.78 angstrom.
    expect(a[11]! / Math.SQRT2).toBeCloseTo(6.03, 1);
    expect(c[11]).toBeCloseTo(7.78, 1);
    // Coldest pattern: a of the CIF's Fddd cell, b and c averaged.
    expect(c[1]).toBeCloseTo(7.7127, 2);
    expect(a[1]).toBeCloseTo(0.5 * (8.5433 + 8.5364), 2);
    // Warming brings the axes closer: c grows and a shrinks at every step above 75 K.
    for (let frame = 3; frame < 12; frame++) {
      expect(c[frame]!).toBeGreaterThan(c[frame - 1]!);
      expect(cell.c!.stderr[frame]!).toBeLessThan(0.002);
    }
    expect(a[11]!).toBeLessThan(a[3]!);
  });
});
