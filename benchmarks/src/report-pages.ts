import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { createTable } from '@operando/core';
import type { Result } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { reportPage } from '@operando/report';

/**
 * Size of report pages and the time to open them, beside a page that holds the same counts and draws nothing but a map and a curve:
 * `npm run pages -- [229x1649 2000x2000 10000x1000]`. Until the map and the curve of a frame are seen, and until the columns are drawn
 * too; medians of eleven, taken by turns, in brackets those of the processor.
 */
const turns = 11;
const sizes = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['229x1649', '2000x2000', '10000x1000'];

/** Diffractograms of Poisson counts: peaks that move on a ground that falls. */
function diffractograms(frames: number, points: number): Uint16Array {
  const random = seededRandom(7);
  const peaks = Array.from({ length: 12 }, (_, k) => ({ at: (k + 0.5) / 12, height: 100 + 300 * random.uniform() }));
  return Uint16Array.from({ length: frames * points }, (_, i) => {
    const [frame, point] = [Math.floor(i / points), i % points];
    const x = point / points;
    let mean = 60 + 60 * Math.exp(-4 * x);
    for (const { at, height } of peaks) {
      const place = at + (0.01 * frame) / frames;
      if (Math.abs(x - place) < 0.02) mean += height * Math.exp(-(((x - place) / 0.004) ** 2));
    }
    return random.poisson(mean);
  });
}

function resultOf(values: Uint16Array, frames: number, points: number): Result {
  const start = Float64Array.from({ length: frames }, (_, frame) => 30 * frame);
  const column = (name: string, unit: string, of: (frame: number) => number) => ({
    name,
    unit,
    values: Float64Array.from(start, (_, frame) => of(frame)),
  });
  return {
    technique: 'x-pages',
    headline: {},
    text: `${frames} patterns of ${points} points`,
    tables: [
      createTable({
        name: 'results',
        index: { rows: 'frame', columns: [column('frame', '1', (frame) => frame)] },
        columns: [
          column('voltage', 'V', (frame) => 3.6 + 0.5 * Math.sin(frame / 50)),
          ...['center', 'fwhm', 'area'].map((name, k) =>
            Object.assign(
              column(name, 'deg', (frame) => k + Math.sin(frame / 30 + k)),
              { stderr: new Float64Array(frames).fill(0.01) },
            ),
          ),
        ],
      }),
    ],
    figures: [],
    views: [
      {
        name: 'patterns',
        title: 'Patterns',
        x: { name: '2θ', unit: 'deg' },
        y: { name: 'Intensity', unit: 'counts' },
        time: { start, duration: start.map(() => 30) },
        map: { x: Float64Array.from({ length: points }, (_, i) => 5 + 0.02 * i), values },
      },
    ],
    details: {},
    warnings: [],
    provenance: { technique: 'x-pages', versions: {}, options: {}, inputs: [], seeds: {}, steps: [] },
  };
}

/** All that a page must do at least: unpack, pool, colour, draw a map and a curve. */
const plainScript = (frames: number, points: number): string => `(async () => {
  const text = document.getElementById('data').textContent;
  const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const n = bytes.length / 2, values = new Uint16Array(n);
  for (let i = 0; i < n; i++) values[i] = bytes[i] | (bytes[n + i] << 8);
  const colours = new Uint32Array(65536);
  for (let i = 0; i < 65536; i++) colours[i] = 0xff000000 | (Math.min(255, i) << 8) | Math.min(255, i >> 1);
  const canvas = document.querySelector('canvas'), context = canvas.getContext('2d'), width = 700, height = 380;
  const pixels = new Uint32Array(width * height), largest = new Uint16Array(width * height);
  for (let f = 0; f < ${frames}; f++) for (let p = 0; p < ${points}; p++) {
    const at = ((p * height / ${points}) | 0) * width + ((f * width / ${frames}) | 0), v = values[f * ${points} + p];
    if (v > largest[at]) largest[at] = v;
  }
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[largest[i]];
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  new uPlot({ width: 500, height: 300, scales: { x: { time: false } }, series: [{}, { stroke: 'blue' }] },
    [Array.from({ length: ${points} }, (_, i) => i), Array.from(values.subarray(0, ${points}))], document.body);
  document.documentElement.dataset.state = 'drawn';
  requestAnimationFrame(() => setTimeout(() => performance.mark('first')));
})();`;

function plainPage(values: Uint16Array, frames: number, points: number): string {
  const bytes = new Uint8Array(2 * values.length);
  values.forEach((value, i) => {
    bytes[i] = value & 255;
    bytes[values.length + i] = value >> 8;
  });
  const folder = dirname(createRequire(import.meta.url).resolve('uplot'));
  const uplot = readFileSync(join(folder, 'uPlot.iife.min.js'), 'utf8');
  const data = deflateRawSync(bytes, { level: 6 }).toString('base64');
  return `<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"><canvas width="700" height="380"></canvas><script type="text/plain" id="data">${data}</script><script>${uplot}</script><script>${plainScript(frames, points)}</script>`;
}

/** What opening a page took, milliseconds. */
interface Opening {
  /** From the begin of loading to the first frame on the screen with the map and a curve. */
  readonly first: number;
  /** To that after everything was drawn. */
  readonly all: number;
  /** Of the page's own thread, which a busy machine does not change. */
  readonly processor: number;
}

async function opening(browser: Browser, path: string): Promise<Opening> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`file://${path}`, { waitUntil: 'commit' });
  const walls = await page.evaluate(
    () =>
      new Promise<{ first: number; all: number }>((resolve) => {
        const look = (): void => {
          const [mark] = performance.getEntriesByName('first');
          if (document.documentElement.dataset['state'] === 'drawn' && mark !== undefined)
            requestAnimationFrame(() => setTimeout(() => resolve({ first: mark.startTime, all: performance.now() })));
          else setTimeout(look, 1);
        };
        look();
      }),
  );
  const { metrics } = await tools.send('Performance.getMetrics');
  await page.close();
  return { ...walls, processor: 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (executablePath === undefined) throw new Error('there is no Chromium here.');
const folder = mkdtempSync(join(tmpdir(), 'operando-pages-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
console.log(
  '| frames x points | page | written in | first seen | all drawn | plain page | first seen | ratio | ratio of all |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const size of sizes) {
  const [frames = 1, points = 1] = size.split('x').map(Number);
  const values = diffractograms(frames, points);
  const began = performance.now();
  const html = reportPage(resultOf(values, frames, points));
  const written = performance.now() - began;
  const plain = plainPage(values, frames, points);
  writeFileSync(join(folder, 'page.html'), html);
  writeFileSync(join(folder, 'plain.html'), plain);
  const times: { readonly own: Opening[]; readonly plain: Opening[] } = { own: [], plain: [] };
  for (let turn = 0; turn < turns; turn++) {
    times.own.push(await opening(browser, join(folder, 'page.html')));
    times.plain.push(await opening(browser, join(folder, 'plain.html')));
  }
  const megabytes = (text: string): string => `${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`;
  const middle = (all: readonly Opening[], what: keyof Opening): number => median(all.map((each) => each[what]));
  const told = (all: readonly Opening[], what: 'first' | 'all'): string => `${middle(all, what).toFixed(0)} ms`;
  const ratio = (what: 'first' | 'all' | 'processor'): number =>
    middle(times.own, what) / middle(times.plain, what === 'processor' ? what : 'first');
  const row = [
    size,
    megabytes(html),
    `${written.toFixed(0)} ms`,
    told(times.own, 'first'),
    `${told(times.own, 'all')} (${middle(times.own, 'processor').toFixed(0)})`,
    megabytes(plain),
    `${told(times.plain, 'first')} (${middle(times.plain, 'processor').toFixed(0)})`,
    ratio('first').toFixed(2),
    `${ratio('all').toFixed(2)} (${ratio('processor').toFixed(2)})`,
  ];
  console.log(`| ${row.join(' | ')} |`);
}
await browser.close();
rmSync(folder, { recursive: true, force: true });
