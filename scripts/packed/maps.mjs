// Whether the maps of an installed package lead to sources that came with it, so that an editor's "go to definition" and a debugger arrive.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What is wrong with the maps of a package.
 *
 * @param folder Where it is installed.
 * @returns A sentence for each map whose source is not there, and one where modules or declarations have none.
 */
export function danglingMaps(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.includes('node_modules'),
  );
  const maps = paths.filter((path) => path.endsWith('.map'));
  const broken = maps.flatMap((path) => {
    const { sources, sourceRoot = '' } = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    const missing = sources.filter((source) => !existsSync(join(folder, dirname(path), sourceRoot, source)));
    return missing.length === 0 ? [] : [`${path} leads to ${missing.join(', ')}, which did not come along`];
  });
  const kept = new Set(maps);
  const bare = paths.filter((path) => path.endsWith('.d.ts') && path.startsWith('dist') && !kept.has(`${path}.map`));
  return bare.length === 0 ? broken : [...broken, `${bare.length} declarations have no map, ${bare[0]} first`];
}
