// The modules that packages offer to be imported.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, repository } from './markdown.mjs';

/** The `package.json` of a package, by the name of its folder. */
export const manifestOf = (folder) =>
  JSON.parse(readFileSync(join(repository, 'packages', folder, 'package.json'), 'utf8'));

/**
 * Every module that can be imported from a package, those of browsers and of Node each.
 *
 * @returns Of each the folder of its package, what stands behind `import`, whether it needs Node, its source and its compiled file, both
 *   from the folder of the repository.
 */
export function entryPoints() {
  return packageFolders.flatMap((folder) => {
    const { name, exports } = manifestOf(folder);
    return Object.entries(exports).flatMap(([path, entry]) => {
      if (typeof entry === 'string') return [];
      const conditions = entry.types === undefined ? Object.entries(entry) : [['default', entry]];
      return conditions.map(([condition, { types, default: compiled }]) => {
        const file = compiled.replace('./', '');
        return {
          folder,
          specifier: `${name}${path.slice(1)}`,
          condition,
          source: `packages/${folder}/${types.replace('./dist/', 'src/').replace('.d.ts', '.ts')}`,
          compiled: `packages/${folder}/${file}`,
        };
      });
    });
  });
}
