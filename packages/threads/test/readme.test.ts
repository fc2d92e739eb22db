import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as threads from '../src/index.js';

it('the README names functions that there are', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const named = [...readme.matchAll(/`(\w+)\([^`]*threads[^`]*\)`/g)].map(([, name]) => name!);
  expect(named).toEqual(expect.arrayContaining(['mapFrames', 'mapTasks', 'normalizeFrames', 'fitSeriesOnThreads']));
  expect(named.filter((name) => !Object.hasOwn(threads, name))).toEqual([]);
});
