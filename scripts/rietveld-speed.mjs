// Processor time of a frame of a series, each refined from the one before it, against that of GSAS-II (README of the reference
// data): CuCr2O4 at 11-BM (10 799 points, 2 phases, 23 and 25 parameters) and the simulated synchrotron series (2500 points, 3
// phases, 23 parameters). Of several rounds the quickest counts: others use the machine too. Needs a build and the reference data.
//   OPERANDO_REFERENCE_DATA=... node scripts/rietveld-speed.mjs [rounds] [root of another build]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const rounds = Number(process.argv[2] ?? 5);
const root = resolve(process.argv[3] ?? join(import.meta.dirname, '..'));
const reference = process.env['OPERANDO_REFERENCE_DATA'];
if (reference === undefined) throw new Error('Set OPERANDO_REFERENCE_DATA to the folder of reference data.');
const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist', 'index.js')).href);
const { parseCif } = await load('crystal');
const { createRefiner, createSeriesWalk, structurePhase } = await load('xrd-rietveld');
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

function readFxye(path) {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const rows = lines
    .slice(lines.findIndex((line) => line.startsWith('BANK')) + 1)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, , sigma]) => sigma > 0);
  return { twoTheta: rows.map(([x]) => x / 100), intensity: rows.map(([, y]) => y), sigma: rows.map(([, , s]) => s) };
}

const structureOf = (path) => parseCif(readFileSync(path, 'utf8'), { file: path });

/** CuCr2O4 on heating. */
function measured() {
  const folder = join(reference, 'xrd', 'data', 'insitu_CuCr2O4_11BM');
  const answer = join(reference, 'rietveld', 'refinements', 'cucr2o4-11bm-sequence.json');
  const { frames } = JSON.parse(readFileSync(answer, 'utf8'));
  const patterns = frames.map(({ frame }) => readFxye(join(folder, `${/OH_\d\d/.exec(frame)[0]}.fxye`)));
  const uvw = (value) => value * 8 * Math.LN2 * 1e-4;
  const instrument = {
    radiation: 'x-ray',
    lines: [{ wavelength: 0.413263 }],
    geometry: 'debye-scherrer',
    radius: 1000,
    displacement: -0.0105,
    u: uvw(1.163),
    v: uvw(-0.126),
    w: uvw(0.063),
    sampleHeight: 0.001,
  };
  const phase = (name, shape) => ({
    ...structurePhase(structureOf(join(folder, `${name}.cif`)), { name, instrument, maximumTwoTheta: 40, size: 1000 }),
    ...shape,
  });
  const phases = [
    phase('CuCr2O4', { strain: 1500, strainAxis: [0, 1, 0], strainAlong: 800 }),
    phase('CuO', { strain: 6000 }),
  ];
  const base = { phases, instrument, range: [4.5, 40], background: { terms: 12 } };
  const { twoTheta } = patterns[0];
  return [
    { phases: { CuCr2O4: ['cell', 'strain'], CuO: ['cell'] } },
    { instrument: ['displacement'], phases: { CuCr2O4: ['cell', 'strain'], CuO: ['cell', 'strain'] } },
  ].map((refine) => ({
    name: 'CuCr2O4, 11-BM',
    twoTheta,
    patterns,
    options: { ...base, refine },
    theirs: [3000, 3000],
  }));
}

/** Frames 40 to 63 of the simulated series: all three phases are there. */
function simulated() {
  const path = (ending) => join(reference, 'rietveld', 'series', `lfp-synchrotron-seed1${ending}`);
  const parse = (ending) => JSON.parse(readFileSync(path(ending), 'utf8'));
  const { setup } = parse('.json');
  const { frames } = parse('.truth.json');
  const { start, step, n } = setup.grid;
  const bytes = gunzipSync(readFileSync(path('.f32.gz')));
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const [u, v, w] = setup.caglioti;
  const { radiation, geometry, lines, radius, lorentz: z, axial: sampleHeight } = setup;
  const instrument = { radiation, geometry, lines, radius, u, v, w, z, sampleHeight };
  const phases = frames[40].phases.map(({ name, cell, size, strain, marchDollase }) => {
    const [a, b, c, alpha, beta, gamma] = cell;
    const structure = structureOf(join(reference, 'rietveld', 'cif', `${name}.cif`));
    const phase = structurePhase(structure, { name, instrument, maximumTwoTheta: 22.6, size, strain });
    const orientation = marchDollase && { orientation: { axis: marchDollase.axis, ratio: marchDollase.r } };
    return Object.assign(phase, { cell: { a, b, c, alpha, beta, gamma } }, orientation);
  });
  const shape = ['cell', 'size', 'strain'];
  const refine = {
    instrument: ['displacement'],
    phases: { LiFePO4: shape, FePO4: shape, Al: ['cell', 'orientation'] },
  };
  const options = { phases, instrument, refine, background: { terms: 5, humps: [{ center: 6.1, fwhm: 2.6 }] } };
  const patterns = Array.from({ length: 24 }, (_, t) => ({ intensity: data.subarray((40 + t) * n, (41 + t) * n) }));
  const twoTheta = Float64Array.from({ length: n }, (_, i) => start + i * step);
  return { name: 'simulated, synchrotron', twoTheta, patterns, options, theirs: [1010, 1800] };
}

for (const { name, twoTheta, patterns, options, theirs } of [simulated(), ...measured()]) {
  let best = Infinity;
  let cycles = 0;
  let size = 0;
  let points = 0;
  for (let round = 0; round < rounds; round++) {
    const refiner = createRefiner(twoTheta, options);
    const walk = createSeriesWalk(refiner);
    // The first is found from afar, once a series.
    walk.push(patterns[0]);
    const began = processorTime();
    for (const pattern of patterns.slice(1)) walk.push(pattern);
    best = Math.min(best, (processorTime() - began) / (patterns.length - 1));
    cycles = walk.rows.slice(1).reduce((sum, row) => sum + row.cycles, 0) / (patterns.length - 1);
    size = refiner.names.length;
    points = refiner.used.length;
  }
  const [least, most] = theirs.map((their) => (their / best).toFixed(0));
  console.log(
    `${name}: ${points} points, ${options.phases.length} phases, ${size} parameters: ${best.toFixed(1)} ms a frame, ${cycles.toFixed(1)} cycles; GSAS-II ${theirs.join(' to ')} ms: ${least} to ${most} times`,
  );
}
