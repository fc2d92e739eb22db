import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** What a module and those below it import from elsewhere; types are gone when it runs. */
function packagesOf(entry: string): Set<string> {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const look = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8').replaceAll(/^(?:import|export) type [^;]+;/gm, '');
    for (const [, from, lazily] of text.matchAll(/(?:from|^import) '([^']+)'|\bimport\('([^']+)'\)/gm)) {
      const name = from ?? lazily!;
      if (name.startsWith('.')) look(resolve(dirname(path), name.replace(/\.js$/, '.ts')));
      else packages.add(name);
    }
  };
  look(resolve(src, entry));
  return packages;
}

describe('the part for everywhere', () => {
  it('imports nothing of Node, so that browsers can load it', () => {
    const packages = [...packagesOf('index.ts')].toSorted();
    expect(
      packages.filter((name) => name.startsWith('node:') || name === 'h5wasm/node' || name === 'tinyglobby'),
    ).toEqual([]);
    expect(packages).toContain('h5wasm');
    // As this test would see it.
    expect([...packagesOf('node.ts')]).toContain('node:fs');
  });
});
