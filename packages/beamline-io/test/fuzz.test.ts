import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { exploration, exploredSeeds } from '@operando/fixtures';
import { read, readReflectivity, readScans, sniff } from '../src/index.js';
import { parseArbinRes, readFile } from '../src/node.js';
import { parseNewareCsv } from '../src/index.js';
import { formats } from '../src/formats.js';
import { damagedCopy, outcomeOf } from './damaged.js';
import { explanationOf } from './explained-changes.js';
import { fuzzSamples, samples } from './fuzz-samples.js';
import { mutate, mutateBinary } from './mutate.js';
import { isOfOneLine, silentChanges } from './silent-changes.js';

/** Damaged copies of each file: every fifth is read as if nothing were known of it. */
const copies = exploration.isExploring ? 12 : 5;
/** Draws of changes of each text. */
const draws = exploration.isExploring ? 8 : 3;
/** Milliseconds; only against parsers that never end, or whose time grows with the square of the length. */
const slowest = 60_000;

const readers = { read, readScans };

/** Reads a damaged copy; says what is wrong with the outcome, if anything. */
function wrongWith(damaged: Uint8Array, format: string | undefined): string | undefined {
  const start = performance.now();
  const outcome = outcomeOf(readers, damaged, format);
  const took = performance.now() - start;
  if (outcome.kind === 'wrong') return outcome.problem;
  return took > slowest ? `took ${took.toFixed(0)} ms` : undefined;
}

function fuzz(original: Uint8Array, format: string): string[] {
  const wrong: string[] = [];
  for (const seed of exploredSeeds(copies)) {
    const damaged = damagedCopy(original, seed);
    // By its format, so that its parser is always asked, and as if nothing were known of it.
    const problem = wrongWith(damaged, format) ?? (seed % 5 === 0 ? wrongWith(damaged, undefined) : undefined);
    if (problem !== undefined) wrong.push(`${seed}: ${problem}`);
  }
  return wrong;
}

const all = fuzzSamples(read);
const isFile = (id: string): boolean => formats.find((each) => each.id === id)?.kind === 'file';

describe('damaged files give an error of ours or a whole table', () => {
  it.each(all.filter(({ format }) => !isFile(format)).map(({ format, name, bytes }) => [format, name, bytes] as const))(
    '%s, %s',
    (format, _, bytes) => {
      expect(fuzz(bytes(), format)).toEqual([]);
    },
  );

  it.each(
    all
      .filter(({ name }) => name.startsWith('made by hand, '))
      .map(({ format, name, bytes }) => [format, name, bytes] as const),
  )('%s, %s, is found by its content', (format, _, bytes) => {
    expect(sniff(bytes()).format).toBe(format);
  });

  it.skipIf(samples === undefined)('every format is fuzzed (needs OPERANDO_REFERENCE_DATA)', () => {
    const fuzzed = new Set(all.map(({ format }) => format));
    expect([...fuzzed].filter((id) => !formats.some((format) => format.id === id))).toEqual([]);
    expect(formats.map(({ id }) => id).filter((id) => !fuzzed.has(id))).toEqual([]);
  });

  it('nested tables of Neware, and reflectivity', () => {
    const nested = new TextEncoder().encode(
      'Cycle ID,Cap_Chg(Ah)\n,Step ID,Step Name,Step Time\n,,Record ID,Time(h:min:s.ms),Voltage(V),Current(A)\n1,0.5\n,1,Rest,0:01:00\n,,1,0:00:00,3.0,0\n,,2,0:01:00,3.1,0\n',
    );
    const wrong: string[] = [];
    for (const seed of exploredSeeds(copies)) {
      for (const work of [
        () => parseNewareCsv(Buffer.from(mutate(nested, seed)).toString('latin1')),
        () =>
          readReflectivity(
            mutate(new TextEncoder().encode('[[[0.01,0.02],[1,0.5],[0.1,0.1],[0.001,0.001]],[[],[],[]]]'), seed),
          ),
      ]) {
        try {
          work();
        } catch (error) {
          if (!isOperandoError(error)) wrong.push(`${seed}: ${String(error)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-fuzz-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(samples === undefined)('files that other libraries open (needs OPERANDO_REFERENCE_DATA)', () => {
  it.each(['../software-made/pyfai_multiframe.h5', 'reflectivity/test.orb'])('HDF5: %s', async (name) => {
    const original = Uint8Array.from(readFileSync(`${samples}/${name}`));
    const wrong: string[] = [];
    let whole = 0;
    for (const seed of exploredSeeds(copies)) {
      // A name of its own: one written over would need another instance of the library.
      const path = join(folder, `damaged-${seed}.h5`);
      writeFileSync(path, mutateBinary(original, seed));
      try {
        await readFile(path, { seconds: 2 });
        whole++;
      } catch (error) {
        if (!isOperandoError(error)) wrong.push(`${seed}: ${String(error)}`);
      }
      rmSync(path);
    }
    expect(wrong).toEqual([]);
    expect(whole).toBeGreaterThan(0);
  });

  it('Access: Arbin .res', async () => {
    const original = Uint8Array.from(readFileSync(`${samples}/echem-arbin/arbin_example.res`));
    const wrong: string[] = [];
    for (const seed of exploredSeeds(copies)) {
      try {
        await parseArbinRes(mutateBinary(original, seed), { seconds: 2 });
      } catch (error) {
        if (!isOperandoError(error)) wrong.push(`${seed}: ${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

const texts = all.filter(({ format: id }) => formats.find((each) => each.id === id)?.kind === 'text');

describe('what is changed in a text changes what is read, or is told', () => {
  it.each(texts.map(({ format, name, bytes }) => [format, name, bytes] as const))('%s, %s', (format, _, bytes) => {
    const hasRows = !isOfOneLine(formats.find(({ id }) => id === format)!);
    const { silent } = silentChanges({ read, bytes: bytes(), format, seeds: exploredSeeds(draws), hasRows });
    expect(silent.filter((change) => explanationOf(format, change) === undefined)).toEqual([]);
  });
});

it('the page of damaged and changed files has every format, with nothing wrong and nothing silent', () => {
  const page = readFileSync(new URL('../../../docs/fuzz.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /^\| .* \| \d+ \|/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const [damaged, changed] = [rows.filter(({ length }) => length === 8), rows.filter(({ length }) => length === 10)];
  const titled = (kinds: readonly string[]): string[] =>
    formats.flatMap(({ kind, title }) => (kinds.includes(kind) ? [title.replaceAll('|', '\\|')] : [])).toSorted();
  expect(damaged.map(([, title = '']) => title).toSorted()).toEqual(titled(['text', 'bytes', 'file']));
  expect(changed.map(([, title = '']) => title).toSorted()).toEqual(titled(['text']));
  expect(damaged.filter((cells) => cells[6] !== '0').map(([, title]) => title)).toEqual([]);
  expect(changed.filter((cells) => cells[7] !== '0').map(([, title]) => title)).toEqual([]);
});
