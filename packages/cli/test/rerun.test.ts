import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '@operando/core';
import { readResult } from '@operando/workflow';
import { operandoCoarse as operando, rowsOf } from './command.js';
import { experimentIds, writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';
import { packedText, pageData } from './page-data.js';

let folder = '';
let experiments: Record<string, Experiment> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-rerun-'));
  experiments = writeExperiments(join(folder, 'in'), { isTiny: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function documentOf(output: string): ResultDocument & { times?: unknown } {
  return JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as ResultDocument;
}

/** A document without when it was computed. */
function timeless(output: string): unknown {
  const { times, ...rest } = documentOf(output);
  expect(times).toMatchObject({
    started: expect.stringMatching(/^\d{4}-/) as string,
    seconds: expect.any(Number) as number,
  });
  return rest;
}

describe('operando rerun', () => {
  it.each(experimentIds)('gives the bytes of %s again', async (id) => {
    const { args } = experiments[id]!;
    const outputs = [...experiments[id]!.outputs, 'report.html'];
    const first = join(folder, `${id}-first`);
    const again = join(folder, `${id}-again`);
    const ran = await operando(id, ...args, '--report', '-o', first);
    expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
    const rerun = await operando('rerun', join(first, 'results.json'), '-o', again);
    expect([rerun.code, rerun.error]).toEqual([0, ran.error]);
    for (const output of [first, again]) expect(readdirSync(output).toSorted()).toEqual(outputs.toSorted());
    for (const name of outputs.filter((each) => each !== 'results.json')) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(first, name))), name).toBe(true);
    }
    expect(timeless(again)).toEqual(timeless(first));
    expect(Object.keys(documentOf(again))).toEqual(Object.keys(documentOf(first)));
  });

  it('takes an option that was changed in the file as it stands there', async () => {
    const first = join(folder, 'xas-first');
    const document = documentOf(first);
    const changed = join(folder, 'changed.json');
    const options = { ...document.provenance.options, pre2: -40, norm1: 60 };
    writeFileSync(changed, JSON.stringify({ ...document, provenance: { ...document.provenance, options } }));
    const output = join(folder, 'xas-changed');
    expect((await operando('rerun', changed, '-o', output)).code).toBe(0);
    const step = (at: string): string => rowsOf(join(at, 'results.csv'))[0]!['edge_step']!;
    expect(step(output)).not.toBe(step(first));
    const misspelt = { ...document.provenance.options, norm: 60 };
    writeFileSync(changed, JSON.stringify({ ...document, provenance: { ...document.provenance, options: misspelt } }));
    const refused = await operando('rerun', changed, '-o', join(folder, 'never'));
    expect([refused.code, refused.error]).toEqual([2, expect.stringContaining('Did you mean norm1?') as string]);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('finds inputs that were moved, and refuses those that changed unless told', async () => {
    const spectra = experiments['xas']!.args[0]!;
    const moved = join(folder, 'moved');
    cpSync(dirname(spectra), moved, { recursive: true });
    const output = join(folder, 'short');
    const source = join(folder, 'short-in');
    cpSync(spectra, source, { recursive: true });
    expect((await operando('xas', source, '-o', output)).code).toBe(0);
    rmSync(source, { recursive: true });
    const gone = await operando('rerun', join(output, 'results.json'), '-o', join(folder, 'gone'));
    expect([gone.code, gone.error]).toEqual([
      2,
      expect.stringMatching(/scan_1\.xdi.*no longer there.*--inputs/) as string,
    ]);
    const inputs = join(moved, 'scans');
    const found = existsSync(inputs) ? inputs : join(moved, spectra.slice(dirname(spectra).length + 1));
    const there = await operando('rerun', join(output, 'results.json'), '-o', join(folder, 'there'), '--inputs', found);
    expect(there.code).toBe(0);
    expect(readFileSync(join(folder, 'there', 'results.csv'), 'utf8')).toBe(
      readFileSync(join(output, 'results.csv'), 'utf8'),
    );
    appendFileSync(join(found, 'scan_2.xdi'), '\n');
    const changed = ['rerun', join(output, 'results.json'), '-o', join(folder, 'changed-in'), '--inputs', found];
    const refused = await operando(...changed);
    expect([refused.code, refused.error]).toEqual([
      2,
      expect.stringMatching(/scan_2\.xdi changed.*--accept-changed/) as string,
    ]);
    const accepted = await operando(...changed, '--accept-changed');
    expect([accepted.code, accepted.error]).toEqual([0, expect.stringContaining('input-changed') as string]);
  });

  it.each([
    ['text that is no JSON', 'frame,file\n', /no JSON/],
    ['JSON of something else', '{"a": 1}', /no result of operando/],
    [
      'a result of a later form',
      '{"format": "operando-result", "formatVersion": 99, "program": {"version": "9"}, "technique": "xas", "tables": [], "provenance": {"options": {}, "inputs": []}}',
      /form 99/,
    ],
    [
      'a technique that is not known',
      '{"format": "operando-result", "formatVersion": 1, "program": {"version": "1"}, "technique": "magic", "tables": [], "provenance": {"options": {}, "inputs": []}}',
      /Known are xas/,
    ],
  ])('refuses %s', async (_, text, message) => {
    const path = join(folder, 'odd.json');
    writeFileSync(path, text);
    const ran = await operando('rerun', path, '-o', join(folder, 'odd'));
    expect([ran.code, ran.error]).toEqual([2, expect.stringMatching(message) as string]);
  });
});

describe('report.html', () => {
  const pageOf = (id: string): string => readFileSync(join(folder, `${id}-first`, 'report.html'), 'utf8');

  it.each([
    ['xas', 'spectra', 6],
    ['xrd', 'patterns', 5],
    ['rietveld', 'patterns', 2],
    ['edxrd', 'profiles', 3],
    ['ndp', 'profiles', 2],
    ['eels', 'profiles-0', 2],
  ])('of %s has its %s, and the voltage of the cycler', (id, name, frames) => {
    const [view] = pageData(pageOf(id)).results[0]!.views;
    expect(view!.name).toBe(name);
    expect(view!.map!.values.length).toBe(frames * view!.map!.points);
    expect(view!.traces.map((trace) => trace.name)).toEqual(['voltage']);
    if (name !== 'patterns') return;
    expect(view!.map!.values.form).toBe('u16');
    const fitted = view!.curves.filter(({ kind }) => kind === 'fit').map(({ frame }) => frame);
    expect(new Set(fitted).size).toBe(frames);
  });

  it('of a single reflectivity has curves, and the profile with its band', () => {
    const [curves, profile] = pageData(pageOf('nr')).results[0]!.views;
    expect(curves!.rowNames).toEqual(['frame_0.txt']);
    expect(curves!.curves.map(({ kind }) => kind)).toEqual(['data', 'fit', 'residual']);
    expect(profile!.curves.map(({ kind }) => kind)).toEqual(['band', 'fit']);
  });

  it('is taken away by results without it', async () => {
    const output = join(folder, 'edxrd-again');
    const { code } = await operando('edxrd', ...experiments['edxrd']!.args, '-o', output, '--force');
    expect([code, existsSync(join(output, 'report.html'))]).toEqual([0, false]);
  });
});

describe('operando report', () => {
  const at = (...names: string[]): string => join(folder, ...names);

  it('makes one page of several results, with their figures', async () => {
    const paths = [at('xas-first'), at('nr-first', 'results.json')];
    const { code, out } = await operando('report', ...paths, '-o', at('several.html'), '--title', 'Cell <7>');
    expect([code, out]).toEqual([0, expect.stringContaining('2 results; written to') as string]);
    const html = readFileSync(at('several.html'), 'utf8');
    const { title, results } = pageData(html);
    expect(title).toBe('Cell <7>');
    expect(results.map(({ label }) => label)).toEqual(['xas: xas-first', 'nr: nr-first']);
    expect(results[0]!.tables[0]).toMatchObject({ name: 'results', length: 6 });
    expect(results[0]!.views).toEqual([]);
    const [figure] = results[0]!.figures;
    expect(packedText(html, figure!.svg.blob)).toBe(readFileSync(at('xas-first', 'figure.svg'), 'utf8'));
  });

  it('refuses to overwrite, and what is no result', async () => {
    const error = async (...args: string[]): Promise<[number, string]> => {
      const ran = await operando('report', ...args, '-o', at('several.html'));
      return [ran.code, ran.error];
    };
    expect(await error(at('xas-first'))).toEqual([2, expect.stringContaining('several.html')]);
    expect(await error(at('nowhere'), '--force')).toEqual([2, expect.stringContaining('cannot be read')]);
    writeFileSync(at('odd.json'), '{"format": "other"}');
    expect(await error(at('odd.json'), '--force')).toEqual([2, expect.stringContaining('is no result of operando')]);
  });

  it('refuses a folder, and the results themselves, in place of a page', async () => {
    const error = async (output: string): Promise<[number, string]> => {
      const ran = await operando('report', at('xas-first'), '-o', output, '--force');
      return [ran.code, ran.error];
    };
    const before = readFileSync(at('xas-first', 'results.json'), 'utf8');
    expect(await error(at('xas-first'))).toEqual([
      2,
      expect.stringContaining(`Give the page a name: -o ${at('xas-first', 'report.html')}`),
    ]);
    expect(await error(`${at('nowhere')}/`)).toEqual([2, expect.stringContaining('it is a folder')]);
    expect(await error(at('xas-first', 'results.json'))).toEqual([2, expect.stringContaining('take the place')]);
    expect(readFileSync(at('xas-first', 'results.json'), 'utf8')).toBe(before);
  });

  it('says which figures are gone, and reads none from elsewhere', async () => {
    const figures = [
      { name: '../xas-first/figure', title: 'Elsewhere' },
      { name: 'gone', title: 'Gone' },
    ];
    writeFileSync(at('moved.json'), JSON.stringify({ ...documentOf(at('xas-first')), figures }));
    const { figures: found, warnings } = await readResult(at('moved.json'));
    expect(found).toEqual([]);
    expect(warnings.filter(({ code }) => code === 'figure-left-out').map(({ message }) => message)).toEqual([
      'The figure ../xas-first/figure does not stand beside its results, and is not shown.',
      'The figure gone does not stand beside its results, and is not shown.',
    ]);
  });
});
