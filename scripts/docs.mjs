// Writes everything in docs/ that is made by a script; with --check it only looks whether all is up to date.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expectCheckOnly } from './document.mjs';

expectCheckOnly('docs');

for (const script of [
  'codes-table',
  'status-table',
  'options-table',
  'formats-table',
  'agreement',
  'certified',
  'stopping-table',
  'dependencies-table',
]) {
  const path = fileURLToPath(new URL(`${script}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
