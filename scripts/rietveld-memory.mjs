// Peak memory and processor time of `operando rietveld` on series of text patterns of 5000 points, two phases, each run a process of its
// own: both should grow in proportion to patterns, and memory by their results only. Needs `npm run build`; writes to a folder for a while.
//   node scripts/rietveld-memory.mjs [patterns, 500 1000 2000]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../fixtures/dist/index.js';

const counts = process.argv.slice(2).map(Number);
const command = join(import.meta.dirname, '..', 'packages', 'cli', 'dist', 'command', 'operando.js');
const wavelength = 1.5406;
const degree = Math.PI / 180;
const twoTheta = Float64Array.from({ length: 5000 }, (_, i) => 30 + 0.012 * i);
/** Lines of a face-centred cell: h^2 + k^2 + l^2 and heights. */
const lines = [
  [3, 1],
  [4, 0.47],
  [8, 0.25],
  [11, 0.26],
];

const cif = (name, a) => `data_${name}
_cell_length_a ${a}
_cell_length_b ${a}
_cell_length_c ${a}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_U_iso_or_equiv
${name} ${name} 0 0 0 0.01
`;

const random = seededRandom(1);
function pattern(share) {
  const mean = new Float64Array(twoTheta.length).fill(100);
  for (const [a, height] of [
    [4.05 * (1 + 2e-3 * share), 1500],
    [3.61 * (1 - 1e-3 * share), 2500 * (1 - 0.5 * share)],
  ]) {
    for (const [square, part] of lines) {
      const place = (2 / degree) * Math.asin((wavelength * Math.sqrt(square)) / (2 * a));
      for (let i = 0; i < mean.length; i++)
        mean[i] += height * part * Math.exp(-4 * Math.LN2 * ((twoTheta[i] - place) / 0.15) ** 2);
    }
  }
  return Array.from(mean, (y, i) => `${twoTheta[i].toFixed(3)} ${random.poisson(y)}`).join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'operando-memory-'));
try {
  for (const [name, a] of Object.entries({ Al: 4.05, Cu: 3.61 }))
    writeFileSync(join(folder, `${name}.cif`), cif(name, a));
  writeFileSync(
    join(folder, 'phases.yml'),
    'phases:\n  - {cif: Al.cif, refine: [cell]}\n  - {cif: Cu.cif, refine: [cell]}\nwavelength: 1.5406\ninstrument: {w: 0.0225, radius: 200}\nbackground: {terms: 3}\n',
  );
  const most = 64;
  const texts = Array.from({ length: most }, (_, k) => pattern(k / most));
  console.log('| patterns | peak memory, MB | processor time, s | ms a pattern |\n|---|---|---|---|');
  for (const count of counts.length > 0 ? counts : [500, 1000, 2000]) {
    const patterns = join(folder, `patterns-${count}`);
    mkdirSync(patterns);
    for (let t = 0; t < count; t++) {
      const text = texts[Math.floor((t * most) / count)];
      writeFileSync(join(patterns, `p_${String(t).padStart(5, '0')}.xy`), `${text}\n`);
    }
    // The process tells its own peak, in kB, when it ends.
    const tell =
      "process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write(`\\nPEAK ${maxRSS} ${userCPUTime + systemCPUTime}\\n`); });";
    const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
    const args = ['--import', preload, command, 'rietveld', join(folder, 'phases.yml'), patterns];
    const { stderr, status } = spawnSync(process.execPath, [...args, '-o', join(folder, `results-${count}`)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const told = /PEAK (\d+) (\d+)/.exec(stderr);
    if (status !== 0 || told === null) throw new Error(`operando ended with ${status}:\n${stderr.slice(-2000)}`);
    const [memory, time] = [Number(told[1]) / 1024, Number(told[2]) / 1e6];
    console.log(`| ${count} | ${memory.toFixed(0)} | ${time.toFixed(1)} | ${((1000 * time) / count).toFixed(1)} |`);
    rmSync(patterns, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true });
}
