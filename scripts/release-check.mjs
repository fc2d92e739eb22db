// What would be released, without releasing it: manifests that are as they should be, versions and changelogs as changesets make them (in a
// clone that is thrown away), and a publication of every package as a dry run. `npm run release:check`.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf } from './entry-points.mjs';
import { packageFolders, repository } from './markdown.mjs';
import { packPackages, run } from './packed/pack.mjs';

const problems = [];
const licence = readFileSync(join(repository, 'LICENSE'), 'utf8');
for (const folder of packageFolders) {
  const path = join(repository, 'packages', folder);
  const manifest = manifestOf(folder);
  const demand = (holds, what) => {
    if (!holds) problems.push(`packages/${folder}/package.json: ${what}`);
  };
  demand(manifest.license === 'MIT', 'the licence is MIT');
  demand(
    existsSync(join(path, 'LICENSE')) && readFileSync(join(path, 'LICENSE'), 'utf8') === licence,
    'LICENSE is that of the house',
  );
  demand(existsSync(join(path, 'README.md')), 'a README.md is missing');
  demand(manifest.type === 'module', 'type is module');
  // Or the list of files that have some.
  demand(manifest.sideEffects === false || Array.isArray(manifest.sideEffects), 'sideEffects is stated');
  demand(manifest.engines?.node === '>=20', 'engines.node is >=20');
  demand(manifest.publishConfig?.access === 'public', 'publishConfig.access is public');
  demand(manifest.repository?.directory === `packages/${folder}`, 'repository.directory is its folder');
  demand(typeof manifest.description === 'string' && manifest.keywords?.length > 0, 'description and keywords');
  for (const file of ['dist', 'README.md', 'LICENSE']) demand(manifest.files?.includes(file), `files holds ${file}`);
}

const folder = mkdtempSync(join(tmpdir(), 'operando-release-'));
try {
  const clone = join(folder, 'clone');
  run('git', ['clone', '--quiet', '--shared', repository, clone], folder);
  symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'));
  run(process.execPath, [join(repository, 'node_modules', '@changesets', 'cli', 'bin.js'), 'version'], clone);
  const versions = new Set();
  for (const name of packageFolders) {
    const { version, private: isPrivate } = JSON.parse(
      readFileSync(join(clone, 'packages', name, 'package.json'), 'utf8'),
    );
    if (isPrivate) continue;
    versions.add(version);
    const changelog = join(clone, 'packages', name, 'CHANGELOG.md');
    const lines = existsSync(changelog) ? readFileSync(changelog, 'utf8').split('\n') : [];
    if (!lines.includes(`## ${version}`))
      problems.push(`packages/${name}: its changelog would say nothing of ${version}`);
    console.log(
      `${manifestOf(name).name} ${manifestOf(name).version} -> ${version}, changelog of ${lines.length} lines`,
    );
  }
  if (versions.size !== 1) problems.push(`packages would get different versions: ${[...versions].join(', ')}`);
  const left = readdirSync(join(clone, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (left.length > 0) problems.push(`changesets would be left over: ${left.join(', ')}`);

  for (const { manifest, tarball } of packPackages(join(folder, 'tarballs'))) {
    try {
      run('npm', ['publish', tarball, '--dry-run', '--access', 'public', '--ignore-scripts'], folder);
    } catch (error) {
      problems.push(`npm publish --dry-run of ${manifest.name}: ${error.stderr}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(`${packageFolders.length} packages, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
