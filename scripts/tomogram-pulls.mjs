/**
 * How honest the errors of `operando tomography` are: the phantom of the reference data with new noise, again and again.
 * `OPERANDO_REFERENCE_DATA=... node scripts/tomogram-pulls.mjs 30`: for each volume the mean over the draws beside the
 * truth, scatter over standard error, and the root mean square of (value - truth) / standard error.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../packages/numerics/dist/index.js';
import { measureTomograms, slabsOf, tomogramDefaults } from '../packages/tomogram-measure/dist/index.js';

const draws = Number(process.argv[2] ?? 30);
const reference = join(process.env['OPERANDO_REFERENCE_DATA'] ?? '', 'further', 'tomography');
const parameters = JSON.parse(readFileSync(join(reference, 'parameters.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'tomogram-pulls-'));
try {
  // The generator rounds to bytes: what is even over a material would be off by the same everywhere, were it rounded without noise.
  writeFileSync(join(folder, 'clean.json'), JSON.stringify({ ...parameters, noise: 0 }));
  const generator = readFileSync(join(reference, 'phantom.mjs'), 'utf8')
    .replace('const g8 = new Uint8Array(lab.length)', 'const g8 = new Float32Array(lab.length)')
    .replace('v < 0 ? 0 : v > 255 ? 255 : Math.round(v)', 'v');
  if (!generator.includes('g8 = new Float32Array') || !generator.includes('g8[i] = v;')) {
    throw new Error('the generator is another one: its volumes cannot be had before they are rounded');
  }
  writeFileSync(join(folder, 'phantom.mjs'), generator);
  const made = spawnSync(process.execPath, [join(folder, 'phantom.mjs'), join(folder, 'clean.json'), folder]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  const { frames } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const [depth, height, width] = parameters.shape;
  const clean = frames.map((_, t) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `grey_t${t}.u8`));
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  });
  const { grey } = parameters;
  const found = new Map();
  const add = (name, { value, stderr }, truth) =>
    found.set(name, [...(found.get(name) ?? []), { value, stderr, truth }]);
  for (let draw = 0; draw < draws; draw++) {
    const random = seededRandom(1000 + draw);
    const noisy = (volume) =>
      Uint8Array.from(volume, (value) =>
        Math.max(0, Math.min(255, Math.round(value + parameters.noise * random.normal()))),
      );
    const course = await measureTomograms(
      clean.map((volume) => slabsOf(noisy(volume), { depth, height, width })),
      {
        ...tomogramDefaults,
        registered: true,
        references: { zero: grey.li, one: grey.sse },
        voidGrey: grey.void,
        voidError: 0,
        particles: { grey: grey.nmc, stderr: 0 },
      },
    );
    const before = frames[0].volume_voxels;
    frames.forEach(({ volume_voxels: truth, contact_area_px2: contact }, t) => {
      const filled = truth.li + truth.void - before.li - before.void;
      const share = (grey.sse - grey.li) / (grey.sse - grey.void);
      add(`void ${t}`, course.interface.frames[t].volume, truth.void);
      add(`crack ${t}`, course.cracks[t].emptyEquivalent, truth.crack + share * filled);
      add(`contact ${t}`, course.contact[t].area, contact);
      add(`particles ${t}`, course.particles[t].volume, truth.nmc);
    });
  }
  for (const [name, all] of found) {
    const mean = (of) => all.reduce((sum, each) => sum + of(each), 0) / all.length;
    const [value, stderr] = [mean((each) => each.value), mean((each) => each.stderr)];
    if (!(stderr > 0)) continue;
    const scatter = Math.sqrt(mean((each) => (each.value - value) ** 2) * (all.length / (all.length - 1)));
    const pull = Math.sqrt(mean((each) => ((each.value - each.truth) / each.stderr) ** 2));
    console.log(
      `${name.padEnd(12)} ${value.toFixed(1)} +- ${stderr.toFixed(1)}, truth ${all[0].truth.toFixed(1)}; scatter / error ${(scatter / stderr).toFixed(2)}, pull ${pull.toFixed(2)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
