// Made-up powder patterns: lithium iron phosphate that gives up its lithium, on aluminium, and a standard for the widths.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fixtures from '../../fixtures/dist/index.js';
import { parseCif, reflections, structureFactors } from '../../packages/crystal/dist/index.js';
import { writeLog } from './files.mjs';

const wavelength = 0.4133;
const degrees = 180 / Math.PI;

/** Structures as published: cell, group, sites as label, element, x, y, z, square displacement. */
const structures = {
  LiFePO4: {
    cell: [10.332, 6.01, 4.692],
    group: 'P n m a',
    sites: [
      ['Li1', 'Li', 0, 0, 0, 0.015],
      ['Fe1', 'Fe', 0.2822, 0.25, 0.9747, 0.006],
      ['P1', 'P', 0.0948, 0.25, 0.4182, 0.006],
      ['O1', 'O', 0.0968, 0.25, 0.7428, 0.008],
      ['O2', 'O', 0.4571, 0.25, 0.206, 0.008],
      ['O3', 'O', 0.1656, 0.0464, 0.2848, 0.008],
    ],
  },
  FePO4: {
    cell: [9.821, 5.792, 4.788],
    group: 'P n m a',
    sites: [
      ['Fe1', 'Fe', 0.2753, 0.25, 0.948, 0.006],
      ['P1', 'P', 0.093, 0.25, 0.401, 0.006],
      ['O1', 'O', 0.122, 0.25, 0.709, 0.008],
      ['O2', 'O', 0.439, 0.25, 0.159, 0.008],
      ['O3', 'O', 0.1668, 0.0448, 0.25, 0.008],
    ],
  },
  Al: { cell: [4.0495, 4.0495, 4.0495], group: 'F m -3 m', sites: [['Al1', 'Al', 0, 0, 0, 0.01]] },
  LaB6: {
    cell: [4.15682, 4.15682, 4.15682],
    group: 'P m -3 m',
    sites: [
      ['La1', 'La', 0, 0, 0, 0.005],
      ['B1', 'B', 0.1996, 0.5, 0.5, 0.004],
    ],
  },
};
/** u in a cell. */
const masses = { LiFePO4: 4 * 157.757, FePO4: 4 * 150.815, Al: 4 * 26.9815 };

const cifOf = (name, { cell, group, sites }) => `data_${name}
${cell.map((length, k) => `_cell_length_${'abc'[k]} ${length}`).join('\n')}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_space_group_name_H-M_alt '${group}'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_U_iso_or_equiv
${sites.map(([label, element, x, y, z, u]) => `${label} ${element} ${x} ${y} ${z} 1 ${u}`).join('\n')}
`;

/** Angles and areas of the lines of a phase, by the formulas of textbooks, for a weight of 1 where its mass is known. */
function linesOf(name) {
  const structure = parseCif(cifOf(name, structures[name]));
  const list = reflections(structure, { wavelength, maximumTwoTheta: 20 });
  const { f2 } = structureFactors(structure, list, { radiation: 'x-ray', wavelength });
  const [a, b, c] = structures[name].cell;
  return Array.from(list.d, (d, n) => {
    const theta = Math.asin(wavelength / (2 * d));
    const lorentz = (1 + Math.cos(2 * theta) ** 2) / (Math.sin(theta) ** 2 * Math.cos(theta));
    const area = (list.multiplicity[n] * f2[n] * lorentz) / ((masses[name] ?? 1e3) * a * b * c);
    return { theta, at: 2 * degrees * theta, area };
  });
}

/** Gaussian width squared and Lorentzian width in degrees: those of the instrument, and of crystallites of 100 nm with a strain of 5e-4. */
const instrumental = ({ theta }) => ({
  gauss: 9e-5 + 2e-5 * Math.tan(theta) ** 2 - 1e-5 * Math.tan(theta),
  lorentz: 0.001 / Math.cos(theta),
});
const ofSample = (line) => {
  const { gauss, lorentz } = instrumental(line);
  const size = (degrees * wavelength) / (1000 * Math.cos(line.theta));
  return { gauss, lorentz: lorentz + size + degrees * 5e-4 * Math.tan(line.theta) };
};

/** Adds lines as Voigt profiles (a pseudo-Voigt by the full widths of both parts). */
function add(mean, angles, lines, widths, scale) {
  for (const line of lines) {
    const { gauss, lorentz } = widths(line);
    const g = Math.sqrt(gauss);
    const f =
      (g ** 5 +
        2.69269 * g ** 4 * lorentz +
        2.42843 * g ** 3 * lorentz ** 2 +
        4.47163 * g ** 2 * lorentz ** 3 +
        0.07842 * g * lorentz ** 4 +
        lorentz ** 5) **
      0.2;
    const ratio = lorentz / f;
    const eta = 1.36603 * ratio - 0.47719 * ratio ** 2 + 0.11116 * ratio ** 3;
    for (let i = 0; i < angles.length; i++) {
      const u = (2 * (angles[i] - line.at)) / f;
      if (Math.abs(u) > 80) continue;
      const shape =
        (eta * 2) / (Math.PI * f * (1 + u * u)) + ((1 - eta) * 2 * Math.sqrt(Math.LN2 / Math.PI) * 2 ** -(u * u)) / f;
      mean[i] += scale * line.area * shape;
    }
  }
}

/** Patterns, CIFs, the standard and the empty cell. @returns What is to be found. */
export function weightFractions(folder) {
  const frames = 5;
  const random = fixtures.seededRandom(9);
  const angles = Float64Array.from({ length: 2400 }, (_, i) => 4 + 0.006 * i);
  const ground = Float64Array.from(angles, (x) => 140 - 4 * x);
  const empty = Float64Array.from(angles, (x) => 60 + 90 * Math.exp(-4 * Math.LN2 * ((x - 6.5) / 2.5) ** 2));
  const write = (path, mean) => {
    const rows = Array.from(angles, (x, i) => [x, random.poisson(mean[i])]);
    const text = rows.map(([x, y]) => `${x.toFixed(3)} ${y} ${Math.sqrt(Math.max(1, y)).toFixed(3)}`);
    writeFileSync(path, `${text.join('\n')}\n`);
  };
  for (const [name, structure] of Object.entries(structures))
    writeFileSync(join(folder, `${name}.cif`), cifOf(name, structure));
  const standard = Float64Array.from(ground);
  add(standard, angles, linesOf('LaB6'), instrumental, 0.6);
  write(join(folder, 'LaB6.xye'), standard);
  write(
    join(folder, 'empty-cell.xye'),
    empty.map((value) => 4 * value),
  );
  mkdirSync(join(folder, 'patterns'));
  const lines = Object.fromEntries(Object.keys(masses).map((name) => [name, linesOf(name)]));
  const shares = Array.from({ length: frames }, (_, f) => 0.15 + (0.6 * f) / (frames - 1));
  for (const [frame, share] of shares.entries()) {
    const mean = ground.map((value, i) => value + empty[i]);
    for (const [name, weight, widths] of [
      ['LiFePO4', 0.9 * (1 - share), ofSample],
      ['FePO4', 0.9 * share, ofSample],
      ['Al', 0.1, instrumental],
    ])
      add(mean, angles, lines[name], widths, 8 * weight);
    write(join(folder, 'patterns', `p_${frame + 1}.xye`), mean);
  }
  writeLog(join(folder, 'cycling.mpt'), 300 * frames);
  return [
    {
      table: 'results/results.csv',
      column: 'FePO4_weight_fraction',
      values: shares.map((share) => 0.9 * share),
      within: 0.03,
    },
  ];
}
