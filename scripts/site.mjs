// Builds the site into docs/site/dist. What it is built with has a lock file of its own in docs/site/, which is installed the first time and when it
// has changed. Arguments go on to docs/site/build.mjs (--reference only checks docstrings).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const site = fileURLToPath(new URL('../docs/site', import.meta.url));
const lock = join(site, 'package-lock.json');
const installed = join(site, 'node_modules', 'installed-lock.json');
const run = (command, args, cwd) => {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== readFileSync(lock, 'utf8')) {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];
  run('npm', ['ci', ...quiet], site);
  cpSync(lock, installed);
}
run(process.execPath, [join(site, 'build.mjs'), ...process.argv.slice(2)], site);
