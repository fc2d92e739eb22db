// Packages as they would be published, and projects that install them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf } from '../entry-points.mjs';
import { packageFolders, repository } from '../markdown.mjs';

const pnpm = ['-y', 'pnpm@12.21.0'];
const windows = process.platform === 'win32';

/** Runs a command in a folder. @returns What it printed; throws where it fails. */
export const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows });

/**
 * Packs every package into a folder.
 *
 * @returns Of each its `package.json` and the path of its tarball.
 */
export function packPackages(folder) {
  mkdirSync(folder, { recursive: true });
  return packageFolders.map((name) => {
    const manifest = manifestOf(name);
    run('npx', [...pnpm, 'pack', '--pack-destination', folder], join(repository, 'packages', name));
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    return { manifest, tarball: join(folder, file) };
  });
}

/** Makes a folder a project that depends on packed packages and installs them, as npm does. */
export function installPacked(project, packed) {
  mkdirSync(project, { recursive: true });
  const local = Object.fromEntries(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies: local, overrides: local }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], project);
}
