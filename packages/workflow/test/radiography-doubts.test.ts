import { describe, expect, it } from 'vitest';
import { unitWarnings } from '../src/techniques/radiography/doubts.js';
import { radiographyOptions } from '../src/techniques/radiography/options.js';

const picture = { width: 128, height: 96 };

/** What is told of a cell file with these numbers. */
function told(numbers: object): readonly string[] {
  const { cell } = radiographyOptions.parse({
    cell: {
      columns: [20, 108],
      openRegion: [{ rows: [0, 96], columns: [0, 16] }],
      layers: [{ name: 'a', rows: [2, 9] }],
      ...numbers,
    },
  });
  return unitWarnings(cell!, picture).map(({ code, message }) => `${code}: ${message}`);
}

describe('units of the cell file', () => {
  it('are asked for where numbers are far off, without any charge', () => {
    for (const [numbers, words] of [
      [{ wavelength: 0.3 }, 'a wavelength of 0.3 angstrom'],
      [{ wavelength: 180 }, 'a wavelength of 180 angstrom'],
      [{ crossSection: 70e-24 }, 'a cross-section of 7e-23 barn'],
      [{ pixelSize: 0.02 }, 'pixels of 0.02 um, so that pictures are 0.00256 mm'],
      [{ pixelSize: 0.2, wavelength: 3 }, 'pixels of 0.2 um'],
      [{ pixelSize: 20_000 }, '2.56e+3 mm wide or high'],
    ] as const) {
      expect(told(numbers)).toHaveLength(1);
      expect(told(numbers)[0]).toMatch(/^units-doubtful/);
      expect(told(numbers)[0]).toContain(words);
    }
  });

  it('are not where they are usual, from X-ray microscopes to neutron cameras', () => {
    for (const numbers of [
      {},
      { wavelength: 3, pixelSize: 20 },
      { wavelength: 1.798, pixelSize: 100, crossSection: 71 },
      { pixelSize: 0.065 },
    ])
      expect(told(numbers)).toEqual([]);
  });
});
