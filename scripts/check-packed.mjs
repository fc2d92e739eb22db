// Packs every package as it would be published, installs the tarballs into an
// empty project, and imports every entry of every exports map from there.
// Also runs publint and attw on each tarball, and the packed command; looks whether maps lead to sources; walks as a
// newcomer would, and compares sizes with docs/sizes.md. With --write it puts times
// and sizes into docs/first-steps.md and docs/sizes.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository as root } from './markdown.mjs';
import { installPacked, packPackages, run } from './packed/pack.mjs';
import { danglingMaps } from './packed/maps.mjs';
import { bytesIn, bytesInPage, compareSizes, packagesIn } from './packed/sizes.mjs';
import { tellWalk, walk } from './packed/walk.mjs';

const folder = mkdtempSync(join(tmpdir(), 'operando-packed-'));
const write = process.argv.includes('--write');

function fail(message, error) {
  console.error(message);
  if (error) console.error(error.stdout ?? '', error.stderr ?? error.message);
  process.exitCode = 1;
}

try {
  const manifests = packPackages(join(folder, 'tarballs'));
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
  const installBegan = performance.now();
  installPacked(project, manifests);
  const installing = (performance.now() - installBegan) / 1000;
  const modules = join(project, 'node_modules');
  const installs = [{ name: '`operando`, the command', bytes: bytesIn(modules), packages: packagesIn(modules) }];

  for (const { manifest } of manifests)
    for (const sentence of danglingMaps(join(modules, manifest.name))) fail(`${manifest.name}: ${sentence}`);

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
  // The command needs every package: its installation is this one.
  const walked = await walk(project, installing);
  tellWalk(walked, write);
  for (const sentence of walked.wrong) fail(sentence);

  const pages = [];
  for (const { manifest } of manifests) {
    if (manifest.bin === undefined)
      pages.push({ name: `\`${manifest.name}\``, ...(await bytesInPage(project, manifest.name)) });
  }
  for (const sentence of compareSizes(installs, pages, write)) fail(sentence);
  if (!process.exitCode)
    console.log(
      `${manifests.length} tarballs pass publint and attw; ${entries} entries import; ${(installs[0].bytes / 1e6).toFixed(1)} MB for the command`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
