// A newcomer's walk: from an empty folder and packed tarballs to the first result, in a terminal, in a strict program and in a page.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { writeTables } from '../document.mjs';
import { repository } from '../markdown.mjs';

const frames = 120;
const posix = process.platform !== 'win32';

/** Seconds of the wall and of the processor that a command takes. Throws with what it printed where it fails. */
function timed(command, cwd) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(posix ? `${command} && times` : command, {
    cwd,
    encoding: 'utf8',
    shell: true,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stdout}\n${stderr}`);
  const wall = (performance.now() - begin) / 1000;
  const own = stdout.trim().split('\n').at(-1);
  const seconds = Array.from(
    own.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
  );
  return { wall, processor: posix ? seconds.reduce((a, b) => a + b, 0) : Number.NaN, stdout };
}

/** The program of a newcomer: names and types of several packages, by strict TypeScript. */
const program = `import { readdirSync } from 'node:fs';
import { OperandoError } from '@operando/core';
import { readSeries } from '@operando/beamline-io/node';
import { normalize } from '@operando/xas-normalize';
import type { NormalizeOptions } from '@operando/xas-normalize';

const options: NormalizeOptions = { positions: ['half-step'] };
try {
  const spectra = await readSeries(readdirSync('XAS').map((name) => \`XAS/\${name}\`));
  const { norm } = normalize(spectra, options);
  console.log(norm.channels['edge_half_step']?.values.at(-1));
} catch (error) {
  if (error instanceof OperandoError) console.error(error.code, error.message);
  throw error;
}
`;

const page = `import { readSeriesFrom } from '@operando/beamline-io';
import { blobSource } from '@operando/core';
import { normalize } from '@operando/xas-normalize';

const names = await (await fetch('files.json')).json();
const files = await Promise.all(
  names.map(async (name) => ({ name, bytes: blobSource(await (await fetch('XAS/' + name)).blob()) })),
);
const { norm } = normalize(await readSeriesFrom(files), { positions: ['half-step'] });
globalThis.found = Array.from(norm.channels.edge_half_step.values);
document.body.textContent = 'Edge of the last spectrum: ' + globalThis.found.at(-1).toFixed(2) + ' eV';
`;

/** Serves a folder to this machine. */
async function serve(folder) {
  const types = { html: 'text/html', js: 'text/javascript', json: 'application/json' };
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (!path.startsWith(folder) || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[path.split('.').at(-1)] ?? 'application/octet-stream' });
    return response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** What the page finds in Chromium; `undefined` where there is none. */
async function inBrowser(project) {
  const executablePath = [
    process.env.OPERANDO_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) return undefined;
  const { chromium } = createRequire(join(repository, 'packages', 'report', 'package.json'))('playwright-core');
  const { address, close } = await serve(project);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const tab = await browser.newPage();
    const errors = [];
    tab.on('pageerror', ({ message }) => errors.push(message));
    await tab.goto(`${address}/index.html`);
    await tab
      .waitForFunction(() => globalThis.found !== undefined, undefined, { timeout: 120_000 })
      .catch((error) => {
        throw new Error(`the page finds nothing: ${errors.join('; ') || error.message}`);
      });
    return await tab.evaluate(() => globalThis.found);
  } finally {
    await browser.close();
    close();
  }
}

/**
 * Walks on from an installation.
 *
 * @param project A folder in which all packages are installed and nothing else is.
 * @param installing Seconds that the installation took.
 * @returns Steps with their seconds, and sentences about what went wrong.
 */
export async function walk(project, installing) {
  const { writeXasExperiment } = await import(pathToFileURL(join(repository, 'fixtures', 'dist', 'index.js')).href);
  const steps = [];
  const wrong = [];
  const step = (what, { wall, processor = Number.NaN }) => steps.push({ what, wall, processor });
  step('`npm install`', { wall: installing });

  const demo = timed('npx --no-install operando demo', project);
  step('`npx operando demo`: a measurement made, analysed, with its page', demo);
  if (
    !/follows it to \d+ meV/.test(demo.stdout) ||
    !existsSync(join(project, 'operando-demo', 'results', 'report.html'))
  )
    wrong.push(`the demo says\n${demo.stdout}`);

  // Not the newcomer's work: the measurement.
  const { truth, spectra, cycler } = writeXasExperiment(project, { frames, points: 600, seed: 1 });
  const names = readdirSync(spectra).toSorted(new Intl.Collator('en', { numeric: true }).compare);
  mkdirSync(join(project, 'XAS'));
  for (const name of names) writeFileSync(join(project, 'XAS', name), readFileSync(join(spectra, name)));
  writeFileSync(join(project, 'cycler_C06.mpt'), readFileSync(cycler));

  step(
    `first result: \`npx operando xas XAS/* --ec cycler_C06.mpt -o results --report\` (${frames} spectra)`,
    timed('npx --no-install operando xas XAS/* --ec cycler_C06.mpt -o results --report', project),
  );
  const [head, ...rows] = readFileSync(join(project, 'results', 'results.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const edges = rows.map((row) => Number(row[head.indexOf('edge_half_step_eV')]));
  const worst = Math.max(
    ...edges.map((edge, frame) => Math.abs(edge - edges[0] - truth.shift[frame] + truth.shift[0])),
  );
  if (!(edges.length === frames && worst < 0.1))
    wrong.push(`the edges of ${edges.length} spectra are off by up to ${worst} eV`);

  writeFileSync(join(project, 'program.ts'), program);
  const flags = '--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --target es2023 --types node';
  const types = `--typeRoots ${JSON.stringify(join(repository, 'node_modules', '@types'))}`;
  const compiler = JSON.stringify(join(repository, 'node_modules', 'typescript', 'bin', 'tsc'));
  const node = JSON.stringify(process.execPath);
  timed(
    `${node} ${compiler} program.ts --noEmit ${flags} ${types} --module preserve --moduleResolution bundler`,
    project,
  );
  step(
    'a program in strict TypeScript compiles',
    timed(`${node} ${compiler} program.ts ${flags} ${types} --module nodenext`, project),
  );
  const ran = timed('node program.js', project);
  step('and runs', ran);
  if (Math.abs(Number(ran.stdout.split('\n')[0]) - edges.at(-1)) > 1e-6)
    wrong.push(`the program finds ${ran.stdout}, the command ${edges.at(-1)}`);

  writeFileSync(join(project, 'page.js'), page);
  writeFileSync(join(project, 'files.json'), JSON.stringify(names));
  writeFileSync(
    join(project, 'index.html'),
    '<!doctype html><title>Edges</title><body><script type="module" src="bundle/page.js"></script>',
  );
  const bundling = performance.now();
  const bundle = await rolldown({
    input: 'page.js',
    cwd: project,
    platform: 'browser',
    external: [/^node:/],
    logLevel: 'silent',
  });
  await bundle.write({ dir: join(project, 'bundle'), format: 'esm', minify: true });
  await bundle.close();
  step('a page is bundled', { wall: (performance.now() - bundling) / 1000 });
  const opening = performance.now();
  const found = await inBrowser(project);
  if (found === undefined) console.log('no Chromium here: the page was not opened');
  else {
    step('and finds the same in Chromium', { wall: (performance.now() - opening) / 1000 });
    const off = Math.max(...found.map((edge, frame) => Math.abs(edge - edges[frame])));
    if (!(found.length === frames && off < 1e-6))
      wrong.push(`the page finds other edges than the command, off by ${off} eV`);
  }
  return { steps, wrong, load: loadavg()[0] };
}

/** Prints the steps of a walk; with `write` puts them into `docs/first-steps.md`. */
export function tellWalk({ steps, load }, write) {
  const number = (seconds) => (Number.isFinite(seconds) ? seconds.toFixed(1) : '');
  const rows = steps.map(({ what, wall, processor }) => `| ${what} | ${number(wall)} | ${number(processor)} |`);
  const total = steps.reduce((sum, { wall }) => sum + wall, 0);
  const all = `| all, with ${load.toFixed(0)} processes at work on ${availableParallelism()} cores | ${number(total)} | |`;
  const table = ['| step | s | s of the processor |', '|---|---:|---:|', ...rows, all];
  if (write) writeTables('packed', 'first-steps.md', [table]);
  else console.log(table.join('\n'));
}
