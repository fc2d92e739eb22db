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
    const series = await readColumnSeries(files, {
      axis: { name: 'two-theta', unit: 'deg' },
      sigma: 'auto',
      timeStep: 60,
    });
    const { tracks } = trackPeaks(series, { range: [4, 16], maxGap: 3 });
    const at = (frame: number, center: number): Track =>
      tracks
        .toSorted(
          (a, b) =>
            Math.abs(a.center.values[frame]! - center || Infinity) -
            Math.abs(b.center.values[frame]! - center || Infinity),
        )
        .find((track) => Math.abs(track.center.values[frame]! - center) < 0.02)!;
    expect(temperature[0]).toBe(6.778);
    expect(temperature[11]).toBe(288.7);
    // Reflections along the long axis move by ten of their widths.
    for (const [first, last] of [
      [10.022, 9.951],
      [12.303, 12.199],
      [14.609, 14.527],
      [15.894, 15.768],
    ] as const) {
      const track = at(0, first);
      expect([track.birth, track.death, track.end, track.frames.length]).toEqual([0, 11, 'series', 12]);
      expect(track.center.values[11]).toBeCloseTo(last, 2);
      // One direction, no step back: never on to a neighbour.
      for (let frame = 1; frame < 12; frame++)
        expect(track.center.values[frame]!).toBeLessThan(track.center.values[frame - 1]! + 0.001);
    }
    // On the axes of the face-centred cell: (111), (220), (202), (440).
    const indexed: { track: Track; hkl: Hkl }[] = [
      { track: at(6, 4.974), hkl: [1, 1, 1] },
      { track: at(6, 7.854), hkl: [2, 2, 0] },
      { track: at(6, 8.263), hkl: [2, 0, 2] },
      { track: at(6, 15.745), hkl: [4, 4, 0] },
    ];
    const { cell } = trackCell(indexed, { system: 'tetragonal', wavelength: 0.413263 });
    const a = cell.a!.values;
    const c = cell.c!.values;
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
