import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { operandoCoarse as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';

let folder = '';
const ids = ['xas', 'xrd', 'edxrd', 'ndp', 'nr'] as const;
let experiments: Record<(typeof ids)[number], Experiment>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-nothing-'));
  experiments = writeExperiments(join(folder, 'in'), { of: ids });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: readonly string[]): string => join(folder, ...names);

/** Texts of a figure that was written, by their role. */
function textsOf(output: string, figure: string, role: string): string[] {
  const svg = readFileSync(join(output, `${figure}.svg`), 'utf8');
  return [...svg.matchAll(new RegExp(`<text class="${role}"[^>]*>([^<]*)</text>`, 'g'))].map(([, text]) => text!);
}

/** Run a command that shall write everything, and say nothing of NaN. */
async function written(output: string, ...args: string[]): Promise<Ran> {
  const ran = await operando(...args, '-o', output);
  expect([ran.code, ran.error.includes('defect')], ran.error).toEqual([0, false]);
  expect(ran.out).not.toMatch(/NaN|null|undefined|\b1 (spectra|patterns|profiles|frames|positions|curves)\b/);
  expect(readdirSync(output)).toEqual(
    expect.arrayContaining(['figure.png', 'figure.svg', 'results.csv', 'results.json']),
  );
  return ran;
}

describe('ranges beside the data', () => {
  // Curves far right of what was shown, or shown nowhere, ended the process with a panic of the renderer.
  it.each([
    ['xas', '8330:8331', []],
    ['xas', '9250:9251', []],
    ['xas', '20000:20010', ['no data in this range']],
    ['xrd', '15:16', []],
    ['xrd', '22:26', ['no data in this range']],
  ] as const)('%s of %s is drawn', async (id, range, words) => {
    const output = at(`range-${id}-${range.replace(':', '-')}`);
    await written(output, id, ...experiments[id].args, '--range', range);
    expect(textsOf(output, 'figure', 'empty')).toEqual(words);
    expect(textsOf(output, 'figure', 'legend')).toEqual([]);
  });
});

describe('the least width', () => {
  it.each(ids)('of %s is drawn', async (id) => {
    const ran = await written(at(`narrow-${id}`), id, ...experiments[id].args, '--width', '60');
    expect(ran.out).toContain('written to');
  });
});

describe('where nothing is found', () => {
  it('xas gives the table with failed edges, and the map without them', async () => {
    const output = at('xas-none');
    const ran = await written(output, 'xas', experiments.xas.args[0]!, '--e0', '9000');
    expect(ran.out).toContain('8 spectra of 300 points');
    expect(ran.out).toContain('no edge was found');
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows.map((row) => [row['edge_half_step_eV'], row['edge_half_step_status']])).toEqual(
      Array.from({ length: 8 }, () => ['nan', 'failed']),
    );
    expect(textsOf(output, 'figure', 'empty')).toEqual(['no values']);
    expect(textsOf(output, 'figure', 'legend')).toEqual([]);
    // The whole axis is shown, from 8145 eV to 9345 eV.
    expect(textsOf(output, 'figure', 'tick')).toEqual(expect.arrayContaining(['8200', '9200']));
    const document = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as { headline: unknown };
    expect(document.headline).toMatchObject({ spectra: 8, edgeHalfStep: null });
  });

  it.each(['normalized', 'derivative'])('xas of flat spectra fails frame by frame (map %s)', async (map) => {
    mkdirSync(at('flat'), { recursive: true });
    const rows = Array.from({ length: 300 }, (_, i) => `${8200 + 2 * i} 0.5`).join('\n');
    [0, 1, 2].forEach((k) => writeFileSync(at('flat', `s_${k}.txt`), `# energy mu\n${rows}\n`));
    const output = at(`flat-${map}`);
    const ran = await written(output, 'xas', at('flat'), '--time-step', '100', '--map', map);
    expect(ran.out).toContain('3 could not be normalized\nno edge was found');
    expect(rowsOf(join(output, 'results.csv')).map((row) => row['e0_status'])).toEqual(['failed', 'failed', 'failed']);
    expect(textsOf(output, 'figure', 'empty')).toEqual(['no values', 'no values']);
  });

  it('xrd of noise has no track and a map', async () => {
    mkdirSync(at('noise'));
    const random = seededRandom(3);
    [0, 1].forEach((k) => {
      const rows = Array.from({ length: 500 }, (_, i) => `${10 + 0.02 * i} ${100 + 10 * random.normal()} 10`);
      writeFileSync(at('noise', `p_${k}.xye`), `${rows.join('\n')}\n`);
    });
    const output = at('xrd-none');
    const ran = await written(output, 'xrd', at('noise'), '--time-step', '100');
    expect(ran.out).toContain('2 patterns of 500 points, 0 tracks\n');
    expect(rowsOf(join(output, 'tracks.csv'))).toEqual([]);
    expect(textsOf(output, 'figure', 'empty')).toEqual([]);
  });

  it('edxrd without a measured slice says so in words and draws empty frames', async () => {
    const [model, scans, , cycler] = experiments.edxrd.args as [string, string, string, string];
    cpSync(scans, at('dark'), { recursive: true });
    for (const name of readdirSync(at('dark'))) {
      const [head = '', data = ''] = readFileSync(at('dark', name), 'utf8').split('DATA:\n');
      writeFileSync(at('dark', name), `${head}DATA:\n${data.replace(/\d+/g, '0')}`);
    }
    const output = at('edxrd-none');
    const ran = await written(output, 'edxrd', model, at('dark'), '--ec', cycler);
    expect(ran.out).toContain(
      'nothing could be fitted\nfirst charge: no slice was measured at both its begin and its end\n',
    );
    expect(textsOf(output, 'figure', 'empty')).toEqual(['no values']);
    expect(textsOf(output, 'states', 'empty')).toEqual(['no values']);
    const document = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as {
      headline: { stages: { missingSlices: number; perElectron: number | null }[] };
    };
    // Three of the four slices hold active material.
    expect(document.headline.stages[0]).toMatchObject({ missingSlices: 3, perElectron: null });
  });

  it('ndp with a layer that cannot be seen leaves the charge balance out and says why', async () => {
    const { args, model } = experiments.ndp;
    // Above 2200 keV only tritons from the upper layers are counted.
    const hidden = at('in', 'ndp', 'hidden.yml');
    writeFileSync(
      hidden,
      readFileSync(model!, 'utf8')
        .replace('threshold: 300', 'threshold: 2200')
        .replace('layer: anode', 'layer: cathode'),
    );
    const output = at('ndp-none');
    const ran = await written(output, 'ndp', hidden, ...args.slice(1));
    expect(ran.error).toMatch(/too-few-points: No charge balance of cathode: 0 frames have both/);
    expect(readdirSync(output)).not.toContain('charge-balance.svg');
    expect(rowsOf(join(output, 'results.csv')).map((row) => row['cathode_status'])).toEqual(
      Array.from({ length: 6 }, () => 'not-visible'),
    );
  });

  it('nr of curves that are all below zero draws the fit', async () => {
    const noise = readFileSync(experiments.nr.args[1]!, 'utf8')
      .split('\n')
      .map((line) => (line.startsWith('#') || line === '' ? line : line.replace(/^(\S+) \S+/, '$1 -1e-6')));
    writeFileSync(at('below.txt'), noise.join('\n'));
    const output = at('nr-none');
    const ran = await written(output, 'nr', experiments.nr.model!, at('below.txt'));
    expect(ran.out).toMatch(/^1 curve, 90 points: misfit/);
    expect(textsOf(output, 'figure', 'empty')).toEqual([]);
  });
});

describe('a single frame', () => {
  const dots = (output: string, name = 'figure'): number =>
    readFileSync(join(output, `${name}.svg`), 'utf8').match(/class="line lone"/g)?.length ?? 0;

  it('of xas is a dot on the map and in its panel', async () => {
    const [spectra] = experiments.xas.args;
    const output = at('xas-one');
    const ran = await written(output, 'xas', join(spectra!, 'scan_1.xdi'));
    expect(ran.out).toContain('1 spectrum of 300 points');
    expect(dots(output)).toBe(1);
    expect(readFileSync(join(output, 'figure.svg'), 'utf8').match(/class="overlay lone"/g)).toHaveLength(1);
  });

  it('of ndp has a profile, and no charge balance', async () => {
    const { args } = experiments.ndp;
    const [model, spectra, ...cycler] = args;
    const output = at('ndp-one');
    const ran = await written(output, 'ndp', model!, join(spectra!, 'frame_0001.spe'), ...cycler);
    expect(ran.error).toMatch(/No charge balance of anode: 1 frame has both lithium and charge/);
    expect(ran.out).toContain('1 profile of 91 depth bins');
    expect(dots(output)).toBe(1);
  });

  it('of nr has dots, with units on the axes', async () => {
    const output = at('nr-one');
    const { model, args } = experiments.nr;
    const ran = await written(output, 'nr', model!, args[1]!, '--series', '--time-step', '60');
    expect(ran.out).toContain('1 frame, 1 converged');
    expect(dots(output)).toBe(2);
    expect(textsOf(output, 'figure', 'title')).toEqual(expect.arrayContaining(['cu (Å)', 'sei (Å)']));
  });

  it('of edxrd has dots, also where every other frame of a series is missing', async () => {
    const output = at('edxrd-gaps');
    const { args } = experiments.edxrd;
    const ran = await written(output, 'edxrd', ...args);
    expect(ran.out).toContain('5 frames of 4 positions');
    const statuses = rowsOf(join(output, 'results.csv')).map((row) => row['gradient_status']);
    expect(statuses).toEqual(['converged', 'not-visible', 'converged', 'not-visible', 'converged']);
    expect(dots(output)).toBe(3);
    // The states that were measured are named, those that were not are not.
    expect(textsOf(output, 'states', 'legend')).toEqual(['0.00 h', '0.07 h', '0.15 h']);
  });

  it('of edxrd at a single position is drawn', async () => {
    const { model, args } = experiments.edxrd;
    const single = at('in', 'edxrd', 'single.yml');
    writeFileSync(
      single,
      readFileSync(model!, 'utf8')
        .replace('count: 4', 'count: 1')
        .replace(/activeAmount: \[[^\]]*\]/, 'activeAmount: 14')
        .replace(/^stages.*$/m, ''),
    );
    const files = readdirSync(args[1]!)
      .filter((name) => name.endsWith('_002.mca'))
      .map((name) => join(args[1]!, name));
    const ran = await written(at('edxrd-single'), 'edxrd', single, ...files);
    expect(ran.out).toContain('5 frames of 1 position,');
  });
});
