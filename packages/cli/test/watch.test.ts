import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import type { WrittenExperiment } from '@operando/fixtures';
import { run } from '../src/index.js';
import { watchedPlaces } from '../src/watched-places.js';
import { operando } from './command.js';

const scans = 60;
let folder = '';
let experiment: WrittenExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-watch-'));
  experiment = writeXasExperiment(join(folder, 'in'), { frames: scans, points: 120, seed: 5 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A message of a live page, as far as it is looked at here. */
interface Told {
  readonly status: { readonly line: string; readonly notes: readonly string[] };
  readonly isEnded?: boolean;
  readonly page?: { readonly data: { readonly results: readonly { readonly text: string }[] } };
}

/** Begins a watch. */
function startWatch(...args: string[]) {
  let [out, error] = ['', ''];
  let end: ((code: number) => void) | undefined;
  const ended = run(['watch', ...args], {
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    interactive: false,
    onEnd(listener) {
      end = listener;
      return () => (end = undefined);
    },
  });
  return {
    ended,
    stop: () => end?.(130),
    out: () => out,
    error: () => error,
    async address() {
      while (!out.includes('\n')) await sleep(5);
      return out.split('\n', 1)[0]!;
    },
  };
}

/** Reads what a live page is told, until something was told. */
async function until(address: string, is: (told: Told) => boolean): Promise<Told> {
  const { body } = await fetch(`${address}events`);
  let text = '';
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      const told = data === undefined ? undefined : (JSON.parse(data) as Told);
      if (told !== undefined && is(told)) return told;
    }
  }
  throw new Error('nothing more was told');
}

const shows =
  (spectra: number) =>
  ({ page }: Told): boolean =>
    page?.data.results[0]?.text.startsWith(`${spectra} spectra`) === true;

describe('operando watch', () => {
  it('follows scans as they come, and ends with what one run on them gives, to the byte', async () => {
    const [data, live, batch] = ['scans', 'live', 'batch'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(data);
    const names = readdirSync(experiment.spectra).toSorted(
      (a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]),
    );
    const [broken, aborted, late] = [names[19]!, names[29]!, names[24]!];
    const textOf = (name: string): string => readFileSync(join(experiment.spectra, name), 'utf8');
    const give = (name: string): void => copyFileSync(join(experiment.spectra, name), join(data, name));
    const watch = startWatch('xas', data, '--ec', experiment.cycler, '-o', live, '--report', '--settle', '0.05');
    const address = await watch.address();
    names.slice(0, 10).forEach(give);
    await until(address, shows(10));
    // In pieces, and one that is none.
    const pieces = textOf(names[10]!).match(/[^]{1,3000}/g)!;
    for (const piece of pieces) appendFileSync(join(data, names[10]!), piece);
    writeFileSync(join(data, broken), 'power failure\n');
    await until(address, shows(11));
    // One that ends too soon, one that comes after those that follow it.
    writeFileSync(join(data, aborted), textOf(aborted).slice(0, 3000).replace(/\n.*$/, '\n'));
    for (const name of names.slice(11, 40)) if (name !== broken && name !== aborted && name !== late) give(name);
    await until(address, shows(37));
    give(late);
    const { status } = await until(address, shows(38));
    expect(status.line).toMatch(/^xas: 40 files.*, 1 left out/);
    expect(watch.error()).toMatch(new RegExp(`^Left out: .*${broken}`, 'm'));
    names.slice(40).forEach(give);
    await until(address, shows(scans - 2));
    expect(readdirSync(live)).toContain('watch.json');
    watch.stop();
    const { exitCode } = await watch.ended;
    expect([exitCode, watch.out().split('\n')[1]]).toEqual([0, expect.stringContaining('58 spectra') as string]);
    await expect(fetch(address)).rejects.toThrow('fetch failed');

    await operando('xas', data, '--ec', experiment.cycler, '-o', batch, '--report', '--skip-bad', '--last-row', 'drop');
    const contents = (place: string): Map<string, string> =>
      new Map(
        readdirSync(place)
          .filter((name) => name !== 'watch.json')
          .map((name) => [name, readFileSync(join(place, name), 'latin1').replace(/"times":\s*\{[^}]*\}/, '')]),
      );
    expect([...contents(live).keys()]).toEqual([...contents(batch).keys()]);
    expect(contents(live)).toEqual(contents(batch));
    expect(contents(live).has('report.html')).toBe(true);
    expect(contents(live).get('results.json')).toContain('file-skipped');
  });

  it('goes on where it stood with the same options, and with no others', async () => {
    const [data, live] = ['scans', 'live'].map((name) => join(folder, name)) as [string, string];
    const other = await startWatch('xas', data, '--ec', experiment.cycler, '-o', live, '--report', '--e0', '8345')
      .ended;
    expect(other).toMatchObject({ exitCode: 2, error: { code: 'file-exists' } });
    rmSync(
      join(
        data,
        readdirSync(data).find((name) => name.endsWith('_20.xdi'))!,
      ),
    );
    const same = ['xas', data, '--ec', experiment.cycler, '-o', live, '--report'];
    const again = startWatch(...same, '--until-idle', '0.3');
    expect(await again.ended).toMatchObject({ exitCode: 0 });
    const { looks } = JSON.parse(readFileSync(join(live, 'watch.json'), 'utf8')) as { looks: number };
    expect(looks).toBeGreaterThan(2);
    expect(readFileSync(join(live, 'results.json'), 'utf8')).not.toContain('file-skipped');
  });

  it('leaves out a file that stops the technique, and goes on with the others', async () => {
    const data = join(folder, 'patterns');
    mkdirSync(data);
    for (let frame = 0; frame < 5; frame++) {
      const from = frame === 3 ? 12 : 10;
      const lines = Array.from({ length: 300 }, (_, i) => {
        const x = from + 0.02 * i;
        return `${x.toFixed(2)} ${Math.round(100 + 4000 * Math.exp(-(((x - 13) / 0.1) ** 2)))}`;
      });
      writeFileSync(join(data, `p_${frame}.xy`), `${lines.join('\n')}\n`);
    }
    const output = join(folder, 'xrd');
    const { ended, error } = startWatch('xrd', data, '--time-step', '60', '-o', output, '--until-idle', '0.3');
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect(error()).toContain('p_3.xy');
    const { warnings, tables } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as {
      warnings: readonly { code: string; where?: object }[];
      tables: readonly { index: readonly { values: readonly number[] }[] }[];
    };
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'file-skipped' }));
    expect(tables[0]!.index[0]!.values).toHaveLength(4);
  });

  it('leaves out an impedance spectrum of which only the first points are there', async () => {
    const data = join(folder, 'peis');
    mkdirSync(data);
    for (let frame = 0; frame < 4; frame++) {
      // R0 = 10 ohm, then 50 ohm beside 10 uF.
      const rows = Array.from({ length: frame === 3 ? 2 : 40 }, (_, i) => {
        const [frequency, reduced] = [10 ** (5 - i / 8), (2 * Math.PI * 10 ** (5 - i / 8) * 50 * 1e-5) ** 2];
        return `${frequency},${10 + 50 / (1 + reduced)},${(-50 * Math.sqrt(reduced)) / (1 + reduced)}`;
      });
      writeFileSync(join(data, `peis_${frame}.csv`), `frequency_Hz,re_ohm,im_ohm\n${rows.join('\n')}\n`);
    }
    const output = join(folder, 'eis');
    const args = ['eis', data, '--time-step', '60', '--circuit', 'R-p(R,C)', '-o', output, '--until-idle', '0.3'];
    const { ended, error } = startWatch(...args);
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect(error()).toMatch(/1 spectrum of 4 .*peis_3\.csv \(2 points\)/);
    expect(readFileSync(join(output, 'results.csv'), 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('says what cannot be', async () => {
    const data = join(folder, 'none');
    mkdirSync(data);
    expect(await startWatch('xas', data, '-o', data).ended).toMatchObject({
      exitCode: 2,
      error: { code: 'invalid-argument' },
    });
    const empty = await startWatch('xas', data, '-o', join(folder, 'nothing'), '--until-idle', '0.1').ended;
    expect(empty).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining('no file of data ever came') as string },
    });
    const never = await startWatch('xas', data, '-o', join(folder, 'nothing'), '--settle', '-1').ended;
    expect(never).toMatchObject({ exitCode: 2, error: { where: { parameter: 'settle' } } });
    const help = await operando('watch', 'xas', '--help');
    expect(help.out).toContain('--until-idle');
    expect((await operando('watch', '--help')).out).toContain('Control-C ends it');
  });

  it('watches the folders that patterns begin in', () => {
    expect(watchedPlaces(['scans', 'a/run_*.xdi', '*.dat', 'scan.h5', 'a/*/x'])).toEqual([
      'scans',
      'a',
      '.',
      'scan.h5',
    ]);
  });
});
