// Writes the version that changesets have given to the packages to where else it stands: what the command and results say, and the
// citation with its date. Run by `npm run version-packages`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './markdown.mjs';

const { version } = JSON.parse(readFileSync(join(repository, 'packages', 'cli', 'package.json'), 'utf8'));

/** Replaces the one place of a file that matches. */
function replaceIn(file, pattern, text) {
  const path = join(repository, file);
  const before = readFileSync(path, 'utf8');
  if (!pattern.test(before)) throw new Error(`${file}: nothing in it looks like ${String(pattern)}`);
  writeFileSync(path, before.replace(pattern, text));
}

for (const file of ['packages/cli/src/version.ts', 'packages/workflow/src/version.ts'])
  replaceIn(file, /export const version = '[^']*';/, `export const version = '${version}';`);
const today = new Date().toISOString().slice(0, 10);
replaceIn(
  'CITATION.cff',
  /^(?:version: .*\n)?(?:date-released: .*\n)?(?=license:)/m,
  `version: ${version}\ndate-released: '${today}'\n`,
);
