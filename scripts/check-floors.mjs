// The floor rule: a package imports only from floors below it, and no
// technique imports another. Reads both package.json and the sources.
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Floor of each package. Those of one floor may not import each other: core and numerics on floor 0, the techniques on
 * floor 3, files, figures and threads on floor 4, techniques as values and their page on floor 5.
 */
const floors = {
  core: 0,
  numerics: 0,
  tables: 1,
  lattice: 1,
  'peak-fit': 2,
  crystal: 2,
  'xas-normalize': 3,
  'xrd-peak-track': 3,
  'xrd-rietveld': 3,
  'edxrd-depth-profile': 3,
  'ndp-depth': 3,
  'nr-sld-fit': 3,
  'photoelectron-fit': 3,
  'small-angle-fit': 3,
  'energy-loss-map': 3,
  'attenuation-image': 3,
  'tomogram-measure': 3,
  multimodal: 3,
  'beamline-io': 4,
  plot: 4,
  threads: 4,
  workflow: 5,
  report: 5,
  cli: 6,
};

const packages = join(root, 'packages');
const failures = [];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

function check(from, to, where) {
  if (to === from) return;
  if (!(to in floors)) failures.push(`${where}: imports @operando/${to}, which is on no floor`);
  else if (floors[to] >= floors[from]) {
    failures.push(`${where}: ${from} (floor ${floors[from]}) imports ${to} (floor ${floors[to]})`);
  }
}

let files = 0;
for (const name of readdirSync(packages)) {
  if (!existsSync(join(packages, name, 'package.json'))) continue;
  if (!(name in floors)) {
    failures.push(`packages/${name}: on no floor; add it to scripts/check-floors.mjs`);
    continue;
  }
  const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (dependency.startsWith('@operando/')) check(name, dependency.slice(10), `packages/${name}/package.json`);
  }
  for (const path of sources(join(packages, name, 'src'))) {
    files++;
    const text = readFileSync(path, 'utf8');
    for (const match of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      const target = match[1];
      const where = path.slice(root.length);
      if (target.startsWith('@operando/')) check(name, target.slice(10).split('/')[0], where);
      else if (target === 'operando') failures.push(`${where}: imports the command`);
      else if (/^(\.\.\/)+packages\//.test(target) || target.includes('/src/')) {
        failures.push(`${where}: reaches into another package by path (${target})`);
      }
    }
  }
}

if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exit(1);
}
console.log(`floor rule holds in ${files} source files`);
