// What has to be passed on with code of others that goes into a bundle.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of each foreign package that a module comes from: its folder. */
export function foreignPackages(modules) {
  const folders = modules.flatMap((module) => {
    const [, path] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module) ?? [];
    return path === undefined || path.startsWith('\0') ? [] : [path];
  });
  return [...new Set(folders)].toSorted((a, b) => a.localeCompare(b));
}

/** The licence that a package asks to be passed on with it. */
export function licenceOf(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md', 'LICENSE-MIT.txt']
    .map((candidate) => join(path, candidate))
    .find(existsSync);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(file, 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}
