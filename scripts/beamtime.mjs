// A beamtime: one process writes scans into a folder, some in pieces, one broken, one aborted, two out of order; another watches it, and
// its page is open in Chromium. Says how long it takes from a whole file to the page that shows it, what the watch needs of memory, and
// whether its results are those of one run on the same files, byte by byte.
//   node scripts/beamtime.mjs [--scans 2000] [--before 0] [--rate 20] [--points 500] [--no-page] [--keep]
// Of the scans, so many are there before the watch begins.
// Needs a build. Ends with 1 where a byte differs, or a scan that was whole was not shown.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../packages/numerics/dist/index.js';

const command = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scans: { type: 'string', default: '2000' },
    before: { type: 'string', default: '0' },
    rate: { type: 'string', default: '20' },
    points: { type: 'string', default: '500' },
    'no-page': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const [scans, before] = [Number(given.scans), Number(given.before)];
const [rate, points] = [Number(given.rate), Number(given.points)];
/** The scan at a share of those that are to come. */
const scanAt = (share) => Math.round(before + share * (scans - before));
const broken = scanAt(0.3);
const aborted = scanAt(0.5);
/** Scans that come after the two that follow them. */
const late = [scanAt(0.4), scanAt(0.7)];
const isInPieces = (scan) => scan % 40 === 7;

/** A scan of nickel as XDI, in transmission. */
function scanText(scan, random) {
  const start = new Date(Date.UTC(2026, 4, 1, 8) + (1000 * scan) / rate).toISOString();
  const edge = 8344 + 1.5 * Math.sin(scan / 300);
  const lines = [
    '# XDI/1.0 operando/beamtime',
    '# Element.symbol: Ni',
    '# Element.edge: K',
    `# Scan.start_time: ${start}`,
    '# Column.1: energy eV',
    '# Column.2: i0',
    '# Column.3: itrans',
    '# ---',
    '# energy i0 itrans',
  ];
  for (let i = 0; i < points; i++) {
    const x = 8250 + (600 * i) / points;
    const above = Math.max(0, x - edge);
    const step = 1 / (1 + Math.exp((edge - x) / 1.2));
    const white = 0.5 * Math.exp(-(((x - edge - 6) / 4) ** 2));
    const mu = 0.4 - 1e-4 * (x - 8250) + step * (1 + white + 0.08 * Math.sin(above / 15) * Math.exp(-above / 120));
    lines.push(`${x.toFixed(2)} 100000 ${(1e5 * Math.exp(-mu - 0.002 * random.normal())).toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}

const nameOf = (scan) => `scan_${String(scan + 1).padStart(6, '0')}.xdi`;

/** Writes scans at the rate; of each that is good it says when it was whole. */
async function writeScans(folder) {
  const random = seededRandom(4);
  const waiting = [];
  const began = performance.now();
  const whole = (scan) => process.stdout.write(`${scan} ${Date.now()}\n`);
  const write = async (scan) => {
    const path = join(folder, nameOf(scan));
    const text = scan === broken ? 'power failure\n' : scanText(scan, random);
    const end = scan === aborted ? Math.round(0.6 * text.length) : text.length;
    const lines = text.slice(0, end).lastIndexOf('\n') + 1;
    if (isInPieces(scan)) {
      for (let piece = 0; piece < 3; piece++) {
        if (piece > 0) await sleep(100);
        await appendFile(path, text.slice(Math.round((piece * lines) / 3), Math.round(((piece + 1) * lines) / 3)));
      }
    } else {
      // As many programs do: beside its place first, so that nobody ever sees a part of it.
      const beside = join(folder, `.${nameOf(scan)}`);
      await writeFile(beside, text.slice(0, lines));
      await rename(beside, path);
    }
    if (scan !== broken && scan !== aborted) whole(scan);
  };
  const order = Array.from({ length: scans - before }, (_, i) => before + i);
  for (const scan of late) order.splice(scan - before + 2, 0, ...order.splice(scan - before, 1));
  for (const [turn, scan] of order.entries()) {
    const ahead = (1000 * turn) / rate - (performance.now() - began);
    if (ahead > 0) await sleep(ahead);
    waiting.push(write(scan));
  }
  await Promise.all(waiting);
}

/** The page in Chromium: when it showed how many spectra. */
async function openPage(address) {
  const require = createRequire(new URL('../packages/report/package.json', import.meta.url));
  const { chromium } = require('playwright-core');
  const executablePath = [process.env['OPERANDO_CHROMIUM'], '/usr/bin/chromium'].find(
    (path) => path && existsSync(path),
  );
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const told = [];
  page.on('console', (message) => told.push(message.text()));
  page.on('pageerror', (error) => told.push(String(error)));
  await page.addInitScript(() => {
    globalThis.shows = [];
    new MutationObserver(() => {
      const spectra = Number(/^\d+/.exec(document.querySelector('.summary')?.textContent ?? '')?.[0]);
      globalThis.shows.push([Date.now(), spectra]);
    }).observe(document, { subtree: true, attributeFilter: ['data-shown'] });
  });
  await page.goto(address);
  return { browser, page, told, shows: () => page.evaluate(() => globalThis.shows) };
}

/** Until a page shows something. */
async function shownFirst(page) {
  while (page === undefined ? false : (await page.shows()).length === 0) await sleep(100);
}

const residentOf = (pid) => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'operando-beamtime-'));
  const data = join(folder, 'scans');
  mkdirSync(data);
  const random = seededRandom(3);
  for (let scan = 0; scan < before; scan++) await writeFile(join(data, nameOf(scan)), scanText(scan, random));
  const live = join(folder, 'live');
  const watch = spawn(process.execPath, [command, 'watch', 'xas', data, '-o', live, '--report', '--threads', '1']);
  let [out, errors] = ['', ''];
  watch.stdout.on('data', (text) => (out += text));
  watch.stderr.on('data', (text) => (errors += text));
  while (!out.includes('\n')) await sleep(20);
  const page = given['no-page'] ? undefined : await openPage(out.split('\n', 1)[0]);
  if (before > 0) await shownFirst(page);
  const writer = spawn(process.execPath, [fileURLToPath(import.meta.url), 'write', data, ...process.argv.slice(2)]);
  let written = '';
  writer.stdout.on('data', (text) => (written += text));
  writer.stderr.on('data', (text) => process.stderr.write(text));
  const memory = [];
  const sampling = setInterval(() => memory.push([written.split('\n').length - 1, residentOf(watch.pid)]), 500);
  await once(writer, 'exit');
  await sleep(page === undefined ? 3000 : 4000);
  clearInterval(sampling);
  const shows = (await page?.shows()) ?? [];
  await page?.browser.close();
  const ended = once(watch, 'exit');
  watch.kill('SIGINT');
  const [code] = await ended;
  if (code !== 0) throw new Error(`the watch ended with ${code}: ${errors}`);

  // From the moment a scan was whole to the first page with all that were whole then.
  const times = written
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[1]));
  const latencies = times.map((at, i) => {
    const shown = shows.find(([time, spectra]) => time >= at && spectra >= before + i + 1);
    return shown === undefined ? Infinity : (shown[0] - at) / 1000;
  });
  const last = latencies.slice(Math.floor(0.9 * latencies.length));
  if (page !== undefined) {
    console.log(
      `${shows.length} pages were drawn; the console said ${page.told.length === 0 ? 'nothing' : page.told.join(' | ')}`,
    );
    for (const [words, values] of Object.entries({ all: latencies, 'the last tenth': last })) {
      const [median, high, most] = [0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(2));
      console.log(`from a whole file to the page, s, ${words}: median ${median}, 95 % ${high}, most ${most}`);
    }
  }
  for (const share of [0.05, 0.1, 0.25, 0.5, 0.75, 1]) {
    const near = memory
      .filter(([files]) => files <= Math.round(share * times.length))
      .slice(-6)
      .map(([, size]) => size);
    console.log(`memory of the watch at ${Math.round(share * times.length)} scans: ${Math.max(...near).toFixed(0)} MB`);
  }

  const batch = join(folder, 'batch');
  const run = spawn(process.execPath, [command, 'xas', data, '-o', batch, '--report', '--skip-bad']);
  await once(run, 'exit');
  const odd = readdirSync(batch).filter((name) => {
    const text = (place) => readFileSync(join(place, name), 'latin1').replace(/"times":\s*\{[^}]*\}/, '');
    return !existsSync(join(live, name)) || text(batch) !== text(live);
  });
  const spectra = /^\d+/.exec(out.split('\n')[1] ?? '')?.[0];
  console.log(
    `${spectra} spectra in the end; ${odd.length === 0 ? 'every file is that of one run on the same scans, to the byte' : `these differ: ${odd.join(', ')}`}`,
  );
  console.log(errors.trim());
  if (given.keep) console.log(folder);
  else rmSync(folder, { recursive: true, force: true });
  const isShown = page === undefined || latencies.every(Number.isFinite);
  process.exitCode = odd.length === 0 && isShown ? 0 : 1;
}

if (positionals[0] === 'write') await writeScans(positionals[1]);
else await main();
