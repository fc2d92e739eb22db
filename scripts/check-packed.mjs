// Packs every package as it would be published, installs the tarballs into an
// empty project, and imports every entry of every exports map from there.
// Also runs publint and attw on each tarball, and the packed command.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pnpm = ['-y', 'pnpm@12.21.0'];
const folder = mkdtempSync(join(tmpdir(), 'operando-packed-'));
const windows = process.platform === 'win32';
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows });

function fail(message, error) {
  console.error(message);
  if (error) console.error(error.stdout ?? '', error.stderr ?? error.message);
  process.exitCode = 1;
}

try {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const manifests = [];
  for (const name of readdirSync(join(root, 'packages'))) {
    const path = join(root, 'packages', name);
    if (!existsSync(join(path, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    run('npx', [...pnpm, 'pack', '--pack-destination', tarballs], path);
    const file = readdirSync(tarballs).find(
      (tarball) =>
        tarball === String(manifest.name).replace('@', '').replace('/', '-') + '-' + manifest.version + '.tgz',
    );
    manifests.push({ manifest, tarball: join(tarballs, file) });
  }
  for (const { manifest, tarball } of manifests) {
    const tools = {
      publint: [tarball, '--strict'],
      attw: [tarball, '--profile', 'esm-only', '--no-color'],
    };
    for (const [tool, args] of Object.entries(tools)) {
      try {
        run(join(root, 'node_modules', '.bin', tool), args, root);
      } catch (error) {
        fail(`${tool} complains of ${String(manifest.name)}`, error);
      }
    }
  }

  const project = join(folder, 'project');
  mkdirSync(project);
  const local = Object.fromEntries(manifests.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies: local, overrides: local }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], project);

  let entries = 0;
  for (const { manifest } of manifests) {
    for (const entry of Object.keys(manifest.exports)) {
      if (entry === './package.json') continue;
      const specifier = manifest.name + entry.slice(1);
      const script =
        'const m = await import(' +
        JSON.stringify(specifier) +
        '); ' +
        "if (Object.keys(m).length === 0) throw new Error('exports nothing');";
      try {
        run(process.execPath, ['--input-type=module', '-e', script], project);
        entries++;
      } catch (error) {
        fail(`${specifier} does not import from its tarball`, error);
      }
    }
    for (const command of Object.keys(manifest.bin ?? {})) {
      try {
        run('npx', ['--no-install', command, '--version'], project);
      } catch (error) {
        fail(`the packed ${command} command does not run`, error);
      }
    }
  }
  // Threads find their program in the installed package.
  const onThreads = `
    const { fitPeakStackOnThreads } = await import('@operando/threads');
    const x = Float64Array.from({ length: 30 }, (_, i) => i);
    const stack = Float64Array.from({ length: 90 }, (_, k) => 5 + 100 * Math.exp(-((((k % 30) - 14) / 3) ** 2)));
    const options = { peaks: [{ profile: 'gaussian', center: 13 }], background: { chebyshev: 0 } };
    const { peaks } = await fitPeakStackOnThreads(x, stack, options, { threads: 2, chain: 1 });
    if (peaks[0].center.values.some((center) => !(Math.abs(center - 14) < 1e-3))) throw new Error('the fits are wrong');`;
  try {
    run(process.execPath, ['--input-type=module', '-e', onThreads], project);
  } catch (error) {
    fail('threads do not work from the tarballs', error);
  }
  if (!process.exitCode) console.log(`${manifests.length} tarballs pass publint and attw; ${entries} entries import`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
