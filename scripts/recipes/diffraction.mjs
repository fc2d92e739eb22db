// Made-up diffraction: a layered oxide that loses lithium, beside the foil that carries it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fixtures from '../../fixtures/dist/index.js';
import { writeLog } from './files.mjs';

const degrees = 180 / Math.PI;
/** Two-theta of a spacing in angstrom. */
const angle = (d, wavelength) => 2 * degrees * Math.asin(wavelength / (2 * d));
/** Spacing of a reflection of a hexagonal cell. */
const spacing = ([h, k, l], { a, c }) => 1 / Math.sqrt(((4 / 3) * (h * h + h * k + k * k)) / a ** 2 + (l / c) ** 2);
/** A pseudo-Voigt of half Lorentz, by height and full width. */
const line = (x, at, height, width) => {
  const u = (2 * (x - at)) / width;
  return height * (0.5 / (1 + u * u) + 0.5 * 2 ** -(u * u));
};

/** Contents of lithium, and the cell that goes with each (published ones of NMC111 are like these). */
export const oxide = { x: [0.4, 1], a: [2.812, 2.862], c: [14.46, 14.22] };
const between = (x, [at0, at1]) => at0 + ((at1 - at0) * (x - oxide.x[0])) / (oxide.x[1] - oxide.x[0]);

/** Patterns of the oxide with the lines of aluminium and a hump, and a log of the cycler. @returns What is to be found. */
export function diffraction(folder) {
  const frames = 24;
  const wavelength = 0.7;
  const random = fixtures.seededRandom(5);
  const contents = Array.from({ length: frames }, (_, f) => 1 - 0.55 * Math.sin((Math.PI * f) / frames));
  const cells = contents.map((x) => ({ a: between(x, oxide.a), c: between(x, oxide.c) }));
  const lines = [
    [[0, 0, 3], 2600, 0.07],
    [[1, 0, 1], 1300, 0.08],
    [[1, 0, 4], 1900, 0.09],
    [[1, 1, 0], 1000, 0.1],
  ];
  mkdirSync(join(folder, 'patterns'));
  for (const [frame, cell] of cells.entries()) {
    const rows = [];
    for (let i = 0; i < 2200; i++) {
      const x = 7 + 0.01 * i;
      let y = 180 - 3 * x + 90 * Math.exp(-4 * Math.LN2 * ((x - 12) / 3) ** 2);
      for (const [hkl, height, width] of lines) y += line(x, angle(spacing(hkl, cell), wavelength), height, width);
      // Aluminium: (111) and (200).
      for (const d of [2.338, 2.0248]) y += line(x, angle(d, wavelength), 1500, 0.06);
      const counts = Math.max(1, Math.round(y + Math.sqrt(y) * random.normal()));
      rows.push(`${x.toFixed(2)} ${counts} ${Math.sqrt(counts).toFixed(3)}`);
    }
    writeFileSync(join(folder, 'patterns', `p_${String(frame + 1).padStart(3, '0')}.xye`), `${rows.join('\n')}\n`);
  }
  writeLog(join(folder, 'cell.mpt'), 300 * frames);
  return [
    { table: 'results/results.csv', column: 'a_angstrom', values: cells.map(({ a }) => a), within: 1e-3 },
    { table: 'results/results.csv', column: 'c_angstrom', values: cells.map(({ c }) => c), within: 1e-2 },
  ];
}
