import fc from 'fast-check';
import { azimuthalAverage, azimuthalPlan, geometry, lineCut, pixelToQ, rowOfExit, yonedaAngle } from '../src/index.js';
import { describe, expect, it } from 'vitest';

const detector = { distance: 3500, pixel: 0.172, centre: [90, 60] as const, wavelength: 1.03, incidence: 0.4 };
const k = (2 * Math.PI) / detector.wavelength;

describe('pixels in reciprocal space', () => {
  it('the plane of incidence has the angles of the formulas', () => {
    const { exit, qy, qz, qx } = pixelToQ(detector, 20, 60);
    const up = Math.atan((70 * 0.172) / 3500);
    const incidence = (0.4 * Math.PI) / 180;
    expect((exit * Math.PI) / 180).toBeCloseTo(up - incidence, 12);
    expect(qy).toBe(0);
    expect(qz).toBeCloseTo(k * (Math.sin(up - incidence) + Math.sin(incidence)), 12);
    expect(qx).toBeCloseTo(k * (Math.cos(up - incidence) - Math.cos(incidence)), 12);
  });

  it('q is that of the scattering angle wherever the pixel and whatever the incidence', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4000, max: 4000, noNaN: true }),
        fc.double({ min: -4000, max: 4000, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (row, column, incidence) => {
          const angle = Math.atan2(0.172 * Math.hypot(row - 90, column - 60), 3500);
          const { q, qx, qy, qz, qr } = pixelToQ({ ...detector, incidence }, row, column);
          expect(q).toBeCloseTo(2 * k * Math.sin(angle / 2), 9);
          expect(Math.hypot(qx, qy, qz)).toBeCloseTo(q, 9);
          expect(Math.abs(qr)).toBeGreaterThanOrEqual(Math.abs(qy));
        },
      ),
    );
  });

  it('rows are found back from exit angles', () => {
    for (const column of [0, 60, 400])
      for (const exit of [-0.1, 0.2, 3])
        expect(pixelToQ(detector, rowOfExit(detector, exit, column), column).exit).toBeCloseTo(exit, 9);
  });

  it('refuses what is no geometry', () => {
    expect(() => geometry({ ...detector, distance: 0 })).toThrow('distance is 0');
    expect(() => geometry({ ...detector, incidence: -1 })).toThrow('incidence');
    expect(() => geometry({ ...detector, centre: [Number.NaN, 1] })).toThrow('centre');
    expect(geometry(detector)).toBe(detector);
  });
});

describe('cuts of images', () => {
  const [rows, columns] = [100, 120];
  const data = Uint16Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return 10 + column + (row === 30 ? 500 : 0);
  });
  const image = { data, rows, columns };

  it('sum raw counts and divide by pixels that are not masked', () => {
    const mask = new Uint8Array(rows * columns);
    mask[30 * columns + 5] = 1;
    const at = pixelToQ(detector, 31, 60).exit;
    const width = 2.2 * (pixelToQ(detector, 30, 60).exit - at);
    const cut = lineCut(image, detector, { direction: 'horizontal', at, width, mask });
    expect(cut.q).toHaveLength(columns);
    expect(cut.pixels[5]).toBe(2);
    expect(cut.sums[5]).toBe(30);
    expect(cut.pixels[6]).toBe(3);
    expect(cut.sums[6]).toBe(16 * 3 + 500);
    expect(cut.intensity[6]).toBeCloseTo(548 / 3, 12);
    expect(cut.sigma[6]).toBeCloseTo(Math.sqrt(548) / 3, 12);
    expect(cut.q[60]).toBeCloseTo(0, 12);
  });

  it('vertical cuts run along q_z upwards, and masked bins are missing, not zero', () => {
    const mask = Uint8Array.from(data, (_, i) => (Math.floor(i / columns) === 50 ? 1 : 0));
    const cut = lineCut(image, detector, { direction: 'vertical', at: 0.01, width: 0.002, mask });
    expect(cut.q).toHaveLength(rows - 1);
    expect(cut.q.every((q, i) => i === 0 || q > cut.q[i - 1]!)).toBe(true);
  });

  it('the brightest row beside the rod is found', () => {
    const low = { ...detector, incidence: 0.05 };
    expect(yonedaAngle(image, low, { sides: [0.001, 0.2] })).toBeCloseTo(pixelToQ(low, 30, 60).exit, 9);
    expect(() => yonedaAngle({ data: new Float32Array(rows * columns), rows, columns }, low)).toThrow('no counts');
  });

  it('refuses bands and shapes that do not fit', () => {
    expect(() => lineCut(image, detector, { direction: 'horizontal', at: 40, width: 0.1 })).toThrow('no pixel lies');
    expect(() => lineCut({ ...image, rows: 7 }, detector, { direction: 'horizontal', at: 0, width: 1 })).toThrow(
      '7 x 120',
    );
  });

  it('averages around the beam', () => {
    const ring = { ...detector, incidence: 0, centre: [50, 60] as const };
    const around = Float64Array.from(
      { length: rows * columns },
      (_, i) => 1000 * pixelToQ(ring, Math.floor(i / columns), i % columns).q,
    );
    const plan = azimuthalPlan(rows, columns, ring);
    const cut = azimuthalAverage({ data: around, rows, columns }, plan);
    // What is averaged is 1000 times the q that the bins are at.
    cut.q.forEach((q, b) => {
      expect(cut.intensity[b]).toBeCloseTo(1000 * q, 9);
    });
    expect(cut.pixels.reduce((sum, each) => sum + each, 0)).toBe(rows * columns);
    const sector = azimuthalPlan(rows, columns, ring, { sector: [-45, 45], range: [0.001, 0.01], bins: 7 });
    expect(sector.q).toHaveLength(7);
    expect(sector.bin.filter((b) => b >= 0).length).toBeLessThan(0.3 * rows * columns);
    expect(() => azimuthalPlan(rows, columns, ring, { range: [5, 6] })).toThrow('no pixel is left');
    expect(() => azimuthalAverage({ data: new Float64Array(4), rows: 2, columns: 2 }, plan)).toThrow('the plan is for');
  });
});
