// Counts what becomes of damaged and changed copies of the samples of every format, and writes docs/fuzz.md.
//   node scripts/fuzz.mjs [--only <regular expression of formats>] [--mutations 20000] [--draws 200] [--seed 1] [--jobs 1] [--write]
// Every damaged file must be refused by an error of ours or give a whole table, within 2 s and 1 GiB; every change of a text must
// change what is read as it must, or be told, or be refused. Needs a build and OPERANDO_REFERENCE_DATA. With --write the rows of the
// formats that were tried replace those in docs/fuzz.md. Ends with 1 when something failed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { formats } from '../packages/beamline-io/dist/index.js';
import { writeDocument } from './document.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    mutations: { type: 'string', default: '20000' },
    draws: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
if (!existsSync(`${process.env['OPERANDO_REFERENCE_DATA'] ?? ''}/formats/samples`)) {
  console.log('fuzz: skipped, OPERANDO_REFERENCE_DATA is not set');
  process.exit(0);
}
execFileSync(
  process.execPath,
  [at('node_modules/typescript/bin/tsc'), '-p', at('packages/beamline-io/test/fuzz.tsconfig.json')],
  {
    stdio: 'inherit',
  },
);

/** Milliseconds for one file, and until a worker that is silent for so long is stopped. */
const slowest = 2000;
const patience = 60_000;
/** Bytes that all workers may hold beyond what they began with. */
const mostMemory = 2 ** 30 * Number(given.jobs);
const before = process.memoryUsage.rss();

/** What a worker finds for a format; `stopped` where it did not come to its end. */
function fuzz(id) {
  const place = new SharedArrayBuffer(8);
  const seen = new Int32Array(place);
  const worker = new Worker(at('packages/beamline-io/test/dist/fuzz-worker.js'), {
    workerData: {
      format: id,
      mutations: Number(given.mutations),
      draws: Number(given.draws),
      seed: Number(given.seed),
      slowest,
      at: place,
    },
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return new Promise((resolve) => {
    let last = { sample: -1, seed: -1, since: performance.now() };
    const stopped = (why) => {
      clearInterval(watch);
      resolve({ stopped: `${why} at sample ${seen[0] + 1}, seed ${seen[1]}` });
      return worker.terminate();
    };
    const watch = setInterval(() => {
      const [sample, seed] = seen;
      const isMutating = seed !== last.seed || sample !== last.sample;
      if (isMutating) last = { sample, seed, since: performance.now() };
      else if (seed > 0 && seen[1] >= 0 && performance.now() - last.since > patience) void stopped('no end');
      if (process.memoryUsage.rss() - before > mostMemory) void stopped('too much memory');
    }, 500);
    worker.on('error', (error) => {
      void stopped(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too much memory' : error.stack);
    });
    worker.on('message', (found) => {
      clearInterval(watch);
      resolve(found);
    });
  });
}

const cell = (text) => text.replaceAll('|', '\\|');
const titles = new Map(formats.map(({ id, title }) => [id, cell(title)]));
const rowOf = (cells) => `| ${cells.join(' | ')} |`;
const damagedHead = rowOf(['format', 'samples', 'damaged copies', 'refused', 'read', 'wrong']);
const changedHead = rowOf(['format', 'samples', 'changes', 'refused', 'told', 'followed', 'silent', 'explained']);

/** Rows of the two tables; none for what was not tried. */
function damagedRow(id, { samples, counts, stopped }) {
  if (stopped !== undefined) return rowOf([titles.get(id), '', '', '', '', stopped]);
  const { refused, read, wrong } = counts;
  const all = read + refused + wrong;
  return all === 0 ? undefined : rowOf([titles.get(id), samples, all, refused, read, wrong]);
}
function changedRow(id, { samples, changes, silent, explained, stopped }) {
  if (stopped !== undefined || changes.changes === 0) return undefined;
  const reasons = Object.entries(explained).map(([reason, count]) => `${count}: ${cell(reason)}`);
  const { changes: all, refused, told, followed } = changes;
  return rowOf([titles.get(id), samples, all, refused, told, followed, silent.length, reasons.join('; ')]);
}

/** The rows of a table as it stands, by format. */
function rowsBelow(lines, head) {
  const from = lines.indexOf(head);
  if (from < 0) return new Map();
  const below = lines.slice(from + 2);
  const rows = below.slice(
    0,
    below.findIndex((line) => !line.startsWith('|')),
  );
  return new Map(rows.map((line) => [line.slice(2).split(/(?<!\\) \|/)[0], line]));
}

/** Puts what was found into the page; what was not tried stays. */
function write() {
  const page = at('docs/fuzz.md');
  const lines = existsSync(page) ? readFileSync(page, 'utf8').split('\n') : [];
  const table = (head, row) => {
    const rows = rowsBelow(lines, head);
    for (const [id, result] of found) {
      const line = row(id, result);
      if (line !== undefined) rows.set(titles.get(id), line);
    }
    const known = [...rows].filter(([title]) => [...titles.values()].includes(title)).map(([, line]) => line);
    return [head, head.replaceAll(/[^|]+/g, '---'), ...known.toSorted((a, b) => a.localeCompare(b))].join('\n');
  };
  writeDocument(
    'fuzz',
    'fuzz.md',
    `# Damaged and changed files

Made by \`npm run fuzz -- --write\` out of samples of every format, made by hand and measured, always from the same seed.

## Damaged

Bits, bytes and whole 32-bit numbers changed; parts and lines lost, doubled and exchanged; ends cut off; up to three of these at once. Each copy must be *refused* by an error with a code, or be *read* as a table whose columns have one length, within 2 s and 1 GiB. Anything else is *wrong*. One copy in five is read once more with its format unknown.

${table(damagedHead, damagedRow)}

## Changed

Texts that are valid, of which one thing is another: a digit of a row, a decimal mark, a separator, a unit of the labels, the order of two columns (with their labels), a number that overflows, a blank cell, a blank line or words between rows, the end cut off, the whole twice. Each must be *refused*, be *told* by a warning that the file itself does not give, or be *followed*: a digit changes numbers of its row and of no other, a separator or a blank line changes nothing, a unit changes the quantity, exchanged columns come back under their own labels. What is none of these is *silent*, or *explained*.

${table(changedHead, changedRow)}
`,
  );
}

const chosen = formats.map(({ id }) => id).filter((id) => new RegExp(given.only).test(id));
const found = new Map();
const waiting = [...chosen];
async function job() {
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const start = performance.now();
    const result = await fuzz(id);
    found.set(id, result);
    if (given.write) write();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (result.stopped !== undefined) console.log(`STOPPED ${id} (${seconds} s): ${result.stopped}`);
    else {
      const { counts, changes, silent, wrong, explained } = result;
      console.log(
        `${id} (${seconds} s): ${JSON.stringify({ damaged: counts, changed: { ...changes, silent: silent.length, explained } })}`,
      );
      for (const each of [...wrong.slice(0, 20), ...silent.slice(0, 200)]) console.log(`    ${each}`);
    }
  }
}
await Promise.all(Array.from({ length: Number(given.jobs) }, job));

const isFailed = ({ stopped, wrong, silent }) => stopped !== undefined || wrong.length > 0 || silent.length > 0;
const failed = [...found].flatMap(([id, result]) => (isFailed(result) ? [id] : []));
console.log(
  failed.length === 0 ? 'all held' : `${failed.length} of ${found.size} formats failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
