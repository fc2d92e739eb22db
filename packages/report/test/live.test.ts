import { EventEmitter } from 'node:events';
import { request } from 'node:http';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openLivePage } from '../src/index.js';
import type { LivePage } from '../src/index.js';
import { createEventStreams } from '../src/live/event-streams.js';
import { chromiumPath, startChromium } from './chromium.js';
import { frames, hostileTitle, smallResult } from './small-result.js';

const status = { line: 'x: 3 files', notes: [] };

/** Status and headers of an answer to a request that browsers would not make. */
function asked(
  address: string,
  { method = 'GET', ...headers }: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | undefined; readonly policy: string | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () =>
        resolve({ code: response.statusCode, policy: response.headers['content-security-policy']?.toString(), text }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server of a live page', () => {
  let page: LivePage;
  beforeAll(async () => {
    page = await openLivePage({ title: hostileTitle });
  });
  afterAll(() => page.close());

  it('listens on this machine alone, at an address that nobody can guess', async () => {
    const { hostname, pathname } = new URL(page.address);
    expect(hostname).toBe('127.0.0.1');
    expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
    const other = await openLivePage();
    expect(new URL(other.address).pathname).not.toBe(pathname);
    await other.close();
  });

  it('answers its own page, and no other host, origin, path or method', async () => {
    const { address } = page;
    const { origin, host, port, pathname } = new URL(address);
    const good = await asked(address);
    expect(good).toMatchObject({ code: 200, policy: "frame-ancestors 'none'" });
    expect(good.text).toContain("connect-src 'self'");
    expect(good.text).not.toContain('<script>alert');
    expect(await asked(address, { origin, 'sec-fetch-site': 'same-origin' })).toMatchObject({ code: 200 });
    expect(await asked(address, { method: 'HEAD' })).toMatchObject({ code: 200, text: '' });
    // Another token, whatever this one ends with.
    const wrong = `${pathname.slice(0, -2)}${pathname.at(-2) === 'x' ? 'y' : 'x'}`;
    const refused: [number, string, Record<string, string>][] = [
      [403, address, { host: 'evil.example' }],
      [403, address, { host: `evil.example:${port}` }],
      [403, address, { host: '127.0.0.1:1' }],
      [403, address, { origin: 'http://evil.example' }],
      [403, address, { origin: 'null' }],
      [403, `${address}events`, { origin: `https://${host}` }],
      [403, `${address}events`, { 'sec-fetch-site': 'cross-site' }],
      [405, address, { method: 'POST' }],
      [405, address, { method: 'OPTIONS' }],
      [404, `${origin}/`, {}],
      [404, `${origin}/events`, {}],
      [404, `${origin}${pathname.slice(0, -1)}`, {}],
      [404, `${origin}${wrong}/events`, {}],
      [404, `${address}../../etc/passwd`, {}],
      [404, `${address}%2e%2e/package.json`, {}],
      [404, `${address}events/`, {}],
    ];
    for (const [code, url, headers] of refused)
      expect([url, headers, (await asked(url, headers)).code]).toEqual([url, headers, code]);
  });

  it('tells who comes later what was told last, and nothing that was told before', async () => {
    page.show(smallResult(), status);
    page.tell({ line: 'x: 4 files', notes: ['a note'] });
    const read = async (headers: Record<string, string>): Promise<string> => {
      const abort = new AbortController();
      const { body } = await fetch(`${page.address}events`, { headers, signal: abort.signal });
      let text = '';
      for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
        text += piece;
        if (/^id: 2$[^]*\n\n/m.test(text) || headers['last-event-id'] === '2') break;
      }
      abort.abort();
      return text;
    };
    const all = await read({});
    expect(all.match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2']);
    expect(all).toContain('"notes":["a note"]');
    expect((await read({ 'last-event-id': '1' })).match(/^id: \d+$/gm)).toEqual(['id: 2']);
    expect((await read({ 'last-event-id': '2' })).match(/^id: \d+$/gm)).toBeNull();
  });

  it('refuses a port that is taken, and what is none', async () => {
    await expect(openLivePage({ port: 65_536 })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(openLivePage({ port: 0.5 })).rejects.toMatchObject({ code: 'invalid-argument' });
    const port = Number(new URL(page.address).port);
    await expect(openLivePage({ port })).rejects.toMatchObject({ code: 'file-access', where: { parameter: 'port' } });
  });
});

describe('streams of a live page', () => {
  it('keep nothing but the newest for a reader who takes none', () => {
    const written: string[] = [];
    const events = new EventEmitter();
    let isFull = false;
    const response = Object.assign(events, {
      writeHead: () => response,
      write: (text: string) => written.push(text) > 0 && !isFull,
      end: () => response,
    });
    const streams = createEventStreams();
    streams.open(response as unknown as ServerResponse, undefined);
    const page = { data: { title: '', results: [], colours: { even: '', diverging: '' } }, blobs: [] };
    const ids = (): (string | undefined)[] => written.map((text) => /^id: (\d+)/.exec(text)?.[1]);
    isFull = true;
    for (let id = 1; id <= 9; id++) streams.send({ id, at: 0, status, page });
    streams.send({ id: 10, at: 0, status });
    expect(ids()).toEqual([undefined, '1']);
    isFull = false;
    events.emit('drain');
    expect(ids()).toEqual([undefined, '1', '9', '10']);
    expect(streams.count).toBe(1);
    events.emit('close');
    expect(streams.count).toBe(0);
  });
});

const why = chromiumPath === undefined ? ' (skipped: no Chromium here; give OPERANDO_CHROMIUM)' : '';

describe.skipIf(chromiumPath === undefined)(`a live page in a browser${why}`, () => {
  const told: string[] = [];
  const askedOf: string[] = [];
  let browser: Browser;
  let live: LivePage;
  let page: Page;
  const open = async (): Promise<Page> => {
    const opened = await page.context().newPage();
    await opened.goto(live.address);
    return opened;
  };
  const shown = (of: Page, spectra: string): Promise<unknown> =>
    of.waitForFunction((words) => document.querySelector('.summary')?.textContent.includes(words) === true, spectra);
  const resultOf = (text: string) => ({ ...smallResult(), text });

  beforeAll(async () => {
    browser = await startChromium();
    live = await openLivePage();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => told.push(message.text()));
    page.on('pageerror', (error) => told.push(String(error)));
    page.on('request', (sent) => askedOf.push(sent.url()));
    await page.goto(live.address);
  });
  afterAll(async () => {
    await browser.close();
    await live.close();
  });

  it('waits, then shows the newest frame of what comes', async () => {
    expect(await page.textContent('.live')).toContain('Waiting');
    live.show(resultOf('3 spectra'), { line: '3 <b>files</b>', notes: ['Left out: <script>alert(1)</script>.xdi'] });
    await shown(page, '3 spectra');
    expect(await page.textContent('.frame figcaption')).toContain(`frame ${frames - 1}`);
    expect(await page.textContent('.live')).toContain('3 <b>files</b>');
    expect(await page.textContent('.live .notes')).toContain('<script>alert(1)</script>');
    expect(await page.$$eval('.live b, .live script', (all) => all.length)).toBe(0);
  });

  it('keeps what was chosen when it is drawn anew', async () => {
    await page.selectOption('.controls select', 'frame');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.click('text=What was done');
    live.show(resultOf('4 spectra'), status);
    await shown(page, '4 spectra');
    expect(await page.textContent('.frame figcaption')).toContain('frame 1');
    expect(await page.inputValue('.controls select')).toBe('frame');
    await page.waitForSelector('.record');
    expect(await page.$$eval('main', (all) => all.length)).toBe(1);
    // Keys are heard once, however often it was drawn.
    await page.keyboard.press('ArrowRight');
    expect(await page.textContent('.frame figcaption')).toContain('frame 2');
    await page.keyboard.press('End');
  });

  it('is told to other tabs by the one that has the stream', async () => {
    const second = await open();
    await shown(second, '4 spectra');
    live.show(resultOf('5 spectra'), status);
    await shown(second, '5 spectra');
    const third = await open();
    await shown(third, '5 spectra');
    await third.close();
    await page.bringToFront();
    await shown(page, '5 spectra');
    expect(await second.textContent('.live')).toContain('3 files');
    await second.close();
  });

  it('can be held, and says when nothing more comes', async () => {
    await page.check('text=Hold');
    live.show(resultOf('6 spectra'), { line: 'six', notes: [] });
    await page.waitForFunction(() => document.querySelector('.live')?.textContent.includes('six') === true);
    expect(await page.textContent('.summary')).toContain('5 spectra');
    await page.uncheck('text=Hold');
    await shown(page, '6 spectra');
    await live.close({ line: 'all is written', notes: [] });
    await page.waitForFunction(() => document.querySelector('.live')?.textContent.includes('ended') === true);
    expect(told).toEqual([]);
    expect(askedOf.filter((url) => !url.startsWith('data:') && !url.startsWith(live.address))).toEqual([]);
  });
});
