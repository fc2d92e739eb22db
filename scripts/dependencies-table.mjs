// Writes docs/dependencies.md: what is installed with the packages that is not ours, and by which licence.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDocument } from './document.mjs';
import { manifestOf } from './entry-points.mjs';
import { packageFolders, repository } from './markdown.mjs';

const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folder of a package, as the one in `from` finds it. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) throw new Error(`${name} is not installed where ${from} could find it`);
  }
}

const found = new Map();
function visit(folder, owner) {
  const manifest = read(folder);
  const known = found.get(folder);
  if (known !== undefined) {
    known.owners.add(owner);
    return;
  }
  found.set(folder, { manifest, owners: new Set([owner]) });
  // What only some platforms have is left to the package that names it.
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (manifest.optionalDependencies?.[name] === undefined) visit(folderOf(name, folder), owner);
}
for (const name of packageFolders) {
  const folder = join(repository, 'packages', name);
  const manifest = manifestOf(name);
  for (const needed of Object.keys(manifest.dependencies ?? {}))
    if (needed !== 'operando' && !needed.startsWith('@operando/')) visit(folderOf(needed, folder), manifest.name);
}

const licenceOf = ({ license, licenses }) =>
  typeof license === 'string'
    ? license
    : (license?.type ?? licenses?.map(({ type }) => type).join(' or ') ?? 'not stated');
const rows = Array.from(found.values(), ({ manifest, owners }) => ({
  name: manifest.name,
  version: manifest.version,
  licence: licenceOf(manifest),
  owners: [...owners].toSorted((a, b) => (a < b ? -1 : 1)).join(', '),
})).toSorted((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));
// By their first words. That of h5wasm was read: terms of NIST, and those of HDF5, which are like BSD's.
const permissive = /^\(?(MIT|ISC|BSD|0BSD|Apache-2\.0|Zlib|OFL-1\.1|MPL-2\.0|BlueOak|CC0|Unlicense|Python-2\.0)/i;
for (const { name, licence } of rows) {
  if (permissive.test(licence) || name === 'h5wasm') continue;
  console.error(`${name}: the licence "${licence}" has to be read before it is passed on; then name it here`);
  process.exitCode = 1;
}

writeDocument(
  'dependencies-table',
  'dependencies.md',
  `# What comes with it

Made by \`node scripts/dependencies-table.mjs\`: all that npm installs beside the packages themselves, in the versions of the lock file, with the licence that each states. What goes into the bundled command and into report pages has its licence texts there (\`LICENCES.txt\`, a comment of the page).

| package | version | licence | needed by |
|---|---|---|---|
${rows.map(({ name, version, licence, owners }) => `| ${name} | ${version} | ${licence} | ${owners} |`).join('\n')}
`,
);
