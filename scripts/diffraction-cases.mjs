// Runs `operando xrd` on a folder of diffraction cases (made by hand, beside the reference data) and says of each what was wanted and
// what came: axes of q and d, headers with a wavelength, patterns that are no counts, gaps, tables of several scans, a hump.
//   node scripts/diffraction-cases.mjs <folder of the cases>
// Ends with 1 when one does not give what is wanted.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [cases] = process.argv.slice(2);
if (cases === undefined) throw new Error('say where the cases are: node scripts/diffraction-cases.mjs <folder>');
const command = fileURLToPath(new URL('../packages/cli/dist/command/operando.js', import.meta.url));
const output = mkdtempSync(join(tmpdir(), 'operando-cases-'));
process.on('exit', () => rmSync(output, { recursive: true, force: true }));

/** Rows of a table by its columns. */
function readTable(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, k) => [names[k], cell])));
}

let runs = 0;
function run(name, flags) {
  const to = join(output, String(runs++));
  const { status, stdout } = spawnSync(
    process.execPath,
    [command, 'xrd', join(cases, name), ...flags, '-o', to, '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  const said = JSON.parse(stdout);
  if (status !== 0) return { code: said.error.code, message: said.error.message, warnings: [], rows: [] };
  return { ...said, rows: readTable(join(to, 'results.csv')) };
}

// The simulation of the small folders: places on their own axis, heights of pseudo-Voigts of share 0.5 and width 0.12.
const frames = 8;
const truth = [
  { at: (frame) => 18.7 - 0.02 * frame, height: 800 },
  { at: () => 22, height: 300 },
  { at: () => 28, height: 400 },
];
const unitArea = 0.12 * (Math.PI / 4 + Math.sqrt(Math.PI / Math.LN2) / 4);

/** Places (converted) and areas of three tracks in standard errors: root of the mean square, which is 1. */
function pulls({ rows }, { convert = (x) => x, scale = 1, width = () => 1 }) {
  const order = truth
    .map(({ at }, k) => ({ k, place: convert(at(0)) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ k }) => k);
  const tracks = [0, 1, 2].toSorted(
    (a, b) => Number(rows[0][`track${a}_center_deg`]) - Number(rows[0][`track${b}_center_deg`]),
  );
  const [places, areas] = [[], []];
  rows.forEach((row, frame) =>
    tracks.forEach((track, k) => {
      const { at, height } = truth[order[k]];
      const of = (column) => Number(row[`track${track}_${column}`]);
      places.push((of('center_deg') - convert(at(frame))) / of('center_deg_stderr'));
      areas.push((of('area') - scale * width(at(frame)) * unitArea * height) / of('area_stderr'));
    }),
  );
  const root = (values) => Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
  return { places: root(places), areas: root(areas) };
}

/** 24 numbers that scatter as their errors say: the root of their mean square is within 0.6 to 1.45 but once in a thousand times. */
const isHonest = (value) => value > 0.55 && value < 1.45;
const degrees = 180 / Math.PI;
const ofQ = (wavelength) => (q) => 2 * degrees * Math.asin((0.1 * q * wavelength) / (4 * Math.PI));
// The grid of the folder of d is a tenth of the others.
const ofD = (wavelength) => (x) => 2 * degrees * Math.asin(wavelength / (0.2 * x));

let failed = 0;
function expectCase(name, flags, { codes = [], refused, truths = {}, also = () => true }) {
  const ran = run(name, flags);
  const told = ran.warnings.map(({ code }) => code);
  const label = [name, ...flags].join(' ').padEnd(36);
  let good = false;
  let seen;
  if (refused !== undefined || ran.code !== undefined) {
    good = ran.code === refused;
    seen = `refused: ${ran.code}: ${ran.message}`;
  } else {
    const missing = codes.filter((code) => !told.includes(code));
    const { places, areas } = ran.tracks === 3 && truths ? pulls(ran, truths) : { places: NaN, areas: NaN };
    good = missing.length === 0 && also(ran) && (truths === null || isHonest(places));
    if (truths) good &&= isHonest(areas);
    seen = `${ran.tracks} tracks, pulls ${places.toFixed(2)} ${areas.toFixed(2)}, told: ${told.join(' ')}`;
    if (missing.length > 0) seen += `; not told: ${missing.join(' ')}`;
  }
  if (!good) failed++;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${label} ${seen}`);
}

const numeric = (convert) => (x) => convert(x + 5e-5) / 1e-4 - convert(x - 5e-5) / 1e-4;
const stretched = (convert) => ({ convert, width: (x) => Math.abs(numeric(convert)(x)) });
expectCase('pyfai_q', [], { codes: ['axis-converted'], truths: stretched(ofQ(0.4132)) });
expectCase('chi_q', [], { refused: 'unit-mismatch' });
expectCase('chi_q', ['--wavelength', '0.4132'], { codes: ['axis-converted'], truths: stretched(ofQ(0.4132)) });
expectCase('dsp', [], { refused: 'unit-mismatch' });
expectCase('dsp', ['--wavelength', '0.4132'], { codes: ['axis-converted'], truths: stretched(ofD(0.4132)) });
expectCase('wl_header', [], {});
expectCase('wl_header', ['--wavelength', '1.5406'], { codes: ['wavelength-differs'] });
expectCase('mon', [], { codes: ['errors-from-scatter'], truths: { scale: 1e-5 } });
expectCase('arb', [], { codes: ['errors-from-scatter'], truths: { scale: 137.5 } });
expectCase('bgsub', [], { codes: ['errors-from-scatter'] });
expectCase('xye_sigma0', [], { codes: ['errors-left-out'] });
for (const name of ['masked_zero', 'gap_minus1', 'gap_nan'])
  expectCase(name, [], {
    codes: ['points-masked'],
    also: ({ warnings }) =>
      /192 points in 8 of 8 frames .*from 24\.02 to 24\.48/.test(
        warnings.find(({ code }) => code === 'points-masked')?.message ?? '',
      ),
  });
expectCase('wide', ['--columns-as-frames'], { also: ({ patterns }) => patterns === frames });
expectCase('hump', [], {
  truths: null,
  // Nothing as broad as the hump is followed, and nothing is held: peaks stand apart.
  also: ({ rows }) =>
    rows.every((row) =>
      Object.entries(row).every(
        ([name, cell]) =>
          (!name.endsWith('fwhm_deg') || !(Number(cell) > 0.5)) && !(name.endsWith('_status') && cell === 'held'),
      ),
    ),
});
if (failed > 0) console.log(`${failed} do not give what is wanted`);
process.exitCode = failed > 0 ? 1 : 0;
