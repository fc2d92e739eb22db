import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createTable, formatResultCsv } from '@operando/core';
import type { ResultView, ViewCurve } from '@operando/core';
import { reportPage } from '../src/index.js';
import { chromiumPath, startChromium } from './chromium.js';
import { counts, frames, hostileFile, hostileTitle, points, smallResult } from './small-result.js';

const why = chromiumPath === undefined ? ' (skipped: no Chromium here; give OPERANDO_CHROMIUM)' : '';

describe.skipIf(chromiumPath === undefined)(`a page in a browser${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'operando-page-'));
  const told: string[] = [];
  const asked: string[] = [];
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const open = async (html: string, name: string): Promise<Page> => {
    writeFileSync(join(folder, name), html);
    const opened = await context.newPage();
    opened.on('console', (message) => told.push(message.text()));
    opened.on('pageerror', (error) => told.push(String(error)));
    opened.on('dialog', (dialog) => {
      told.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    opened.on('request', (request) => asked.push(request.url()));
    await opened.goto(`file://${join(folder, name)}`);
    await opened.waitForSelector('html[data-state]');
    await opened.waitForSelector('.figures img');
    return opened;
  };

  beforeAll(async () => {
    browser = await startChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    page = await open(reportPage(smallResult()), 'page.html');
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const caption = (): Promise<string | null> => page.textContent('.frame figcaption');
  /** Where a chart is: the map first, then columns. */
  const boxOf = async (selector: string): Promise<{ x: number; y: number; width: number; height: number }> => {
    const box = await page.locator(selector).first().boundingBox();
    return box!;
  };
  /** Move over the cell of a frame and a point in the map. */
  const pointAt = async (frame: number, point: number): Promise<void> => {
    const { x, y, width, height } = await boxOf('.map .u-over');
    await page.mouse.move(x + ((frame + 0.5) / frames) * width, y + (1 - (point + 0.5) / points) * height);
  };

  it('is drawn, and says nothing to the console', async () => {
    expect(await page.getAttribute('html', 'data-state')).toBe('drawn');
    expect(told).toEqual([]);
  });

  it('asks nothing of a network', () => {
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    expect(asked.filter((url) => url.startsWith('file:'))).toHaveLength(1);
  });

  it('shows names and texts as text, whatever they hold', async () => {
    await page.click('text=What was done');
    await page.waitForSelector('.record');
    await page.evaluate(() => scrollTo(0, 0));
    expect(await page.textContent('h1')).toBe(hostileTitle);
    expect(await page.title()).toBe(`${hostileTitle} · operando`);
    const text = (await page.textContent('main'))!;
    for (const words of [
      hostileFile,
      '<b>not bold</b>',
      '<em>tags</em> & "quotes"',
      '<u>of it</u>',
      '</script><script>alert(3)',
      '<!-- </script> -->',
      'ab'.repeat(32),
    ])
      expect(text).toContain(words);
    const odd = await page.$$eval(
      'main script, main b, main em, main u, main i, main img:not(.paper)',
      (all) => all.length,
    );
    expect(odd).toBe(0);
  });

  it('shows the frame and the value under the pointer', async () => {
    const values = counts();
    for (const [frame, point] of [
      [17, 30],
      [2, 5],
    ] as const) {
      await pointAt(frame, point);
      expect(await caption()).toContain(`frame ${frame}`);
      expect(await page.textContent('.map .place')).toContain(`: ${values[frame * points + point]} counts`);
      expect(await page.textContent('.frame-words')).toContain(frame === 2 ? hostileFile : `scan_${frame}.xdi`);
    }
    await pointAt(5, 7);
    expect(await page.textContent('.map .place')).toContain(': none');
    await page.mouse.move(2, 2);
    expect(await caption()).toContain('frame 0');
  });

  it('a click chooses a frame, keys go from it, and columns follow', async () => {
    await pointAt(8, 20);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.move(2, 2);
    expect(await caption()).toContain('frame 8');
    await page.keyboard.press('ArrowRight');
    expect(await caption()).toContain('frame 9');
    expect(await page.textContent('.values')).toContain('∞');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await caption()).toContain('frame 19');
    expect(await page.textContent('.values')).toContain('8359.123 ± 0.012 eV');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    expect(await caption()).toContain('frame 0');
    await page.keyboard.press('End');
    expect(await caption()).toContain(`frame ${frames - 1}`);
  });

  it('columns point back to the frame, against whatever they stand', async () => {
    const hover = async (share: number): Promise<void> => {
      const box = await boxOf('.columns-side .u-over');
      await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    };
    await hover(10.5 / frames);
    expect(await caption()).toContain('frame 10');
    await page.selectOption('.controls select', 'voltage');
    // The highest voltage is that of frame 12 alone.
    await hover(0.96);
    expect(await caption()).toContain('frame 12');
    await page.selectOption('.controls select', 'frame');
    await hover(10.5 / frames);
    expect(await caption()).toContain('frame 10');
  });

  it('curves with NaN and infinity are drawn', async () => {
    const drawn = await page.$$eval('.columns-side canvas', (all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        let blue = 0;
        for (let i = 0; i < data.length; i += 4)
          if (data[i] === 0 && data[i + 1] === 0x72 && data[i + 2] === 0xb2) blue++;
        return blue;
      }),
    );
    expect(drawn).toHaveLength(2);
    for (const blue of drawn) expect(blue).toBeGreaterThan(100);
  });

  it('tables are sorted by their heads, what is none last', async () => {
    const first = (): Promise<(string | null)[]> =>
      page.locator('.table').nth(1).locator('tbody tr td:first-child').allTextContents();
    const head = page.locator('.table').nth(1).locator('th button').nth(1);
    await head.click();
    expect(await first()).toEqual(['a', 'b', '=HYPERLINK("x")']);
    await head.click();
    expect(await first()).toEqual(['b', 'a', '=HYPERLINK("x")']);
  });

  it('saves tables and figures to the letter', async () => {
    const saved = async (button: ReturnType<Page['locator']>): Promise<string> => {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      return readFileSync(await download.path(), 'utf8');
    };
    const { tables, figures } = smallResult();
    expect(await saved(page.locator('.table button', { hasText: 'Save CSV' }).first())).toBe(
      formatResultCsv(tables[0]!),
    );
    expect(await saved(page.locator('.figures button', { hasText: 'SVG' }))).toBe(figures[0]!.svg);
    expect((await saved(page.locator('.map button', { hasText: 'PNG' }))).slice(1, 4)).toBe('PNG');
    // Drawn anew for print: of the frame with a fit its curves, its residuals, and its name.
    await page.keyboard.press('Home');
    const vector = await saved(page.locator('.frame button', { hasText: 'SVG' }));
    for (const words of ['Counts', 'Residual', 'frame 0', 'model']) expect(vector).toContain(words);
    expect(await saved(page.locator('.columns-side button', { hasText: 'SVG' }).last())).toContain('Edge');
  });

  it('light becomes dark, and nothing was said to the console in the end', async () => {
    const ground = (): Promise<string> => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const light = await ground();
    await page.click('.theme');
    expect(await ground()).not.toBe(light);
    expect(told).toEqual([]);
  });

  it('columns and maps without a single number, and named curves with a band, are drawn', async () => {
    const { views = [], tables, ...rest } = smallResult();
    const none = new Float64Array(frames).fill(Number.NaN);
    const [first] = tables;
    const empty = createTable({
      name: 'results',
      index: first!.index,
      columns: [
        { name: 'nothing', unit: 'eV', values: none, stderr: none },
        { name: 'endless', unit: 'eV', values: none.map(() => Infinity) },
        { name: 'one', unit: 'V', values: none.map((_, frame) => (frame === 3 ? 1 : Number.NaN)) },
      ],
    });
    const map = { x: Float64Array.of(1, 2, 3), values: new Float64Array(3 * frames).fill(Number.NaN) };
    const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 * (i + 1));
    const r = q.map((value) => value ** -4 * 1e-8);
    const named: ResultView = {
      name: 'curves',
      title: 'Reflectivity',
      x: { name: 'Q', unit: '1/angstrom' },
      y: { name: 'R', unit: '1' },
      scale: 'logarithm',
      rowNames: ['up', 'down'],
      curves: [0, 1].flatMap((frame): ViewCurve[] => [
        { frame, name: 'data', kind: 'data', x: q, values: r.map((value, i) => (i === 5 ? -value : value)), stderr: r },
        { frame, name: 'fit', kind: 'fit', x: q, values: r },
        { frame, name: 'band', kind: 'band', x: q, values: r, low: r.map((v) => 0.5 * v), high: r.map((v) => 2 * v) },
      ]),
    };
    const { tracks: _tracks, ranges: _ranges, curves: _curves, ...view } = views[0]!;
    for (const [name, result] of Object.entries({
      nan: { ...rest, tables: [empty], views: [{ ...view, map }] },
      curves: { ...rest, tables: [], views: [named] },
    })) {
      const other = await open(reportPage(result), `${name}.html`);
      expect([name, await other.getAttribute('html', 'data-state')]).toEqual([name, 'drawn']);
      expect(await other.locator('.u-over').count()).toBeGreaterThan(0);
      await other.close();
    }
    expect(told).toEqual([]);
  });

  it('a result without frames is a page too, and several are one', async () => {
    const { views: _views, ...bare } = smallResult();
    const other = await open(reportPage([bare, { ...bare, tables: [] }], { labels: ['one <1>', 'two'] }), 'two.html');
    expect(await other.getAttribute('html', 'data-state')).toBe('drawn');
    expect(await other.locator('h2.result').allTextContents()).toEqual(['one <1>', 'two']);
    expect(told).toEqual([]);
  });
});
