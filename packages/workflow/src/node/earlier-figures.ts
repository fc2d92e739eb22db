import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands for a name or a number in the name of a figure: `peak-NAME`, `hump-K`. */
const placeholder = /[A-Z]+/;

/** Files of figures whose names hold what was found; undefined where a name holds nothing of that. */
function patternOf(name: string): RegExp | undefined {
  if (!placeholder.test(name)) return undefined;
  const parts = name.split(placeholder).map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`^(${parts.join('[\\w.-]+')})\\.(?:svg|png)$`);
}

/** Which of some names of figures results.json states: it may be long, and is read in pieces. */
async function statedIn(file: string, names: ReadonlySet<string>): Promise<Set<string>> {
  const stated = new Set<string>();
  const longest = Math.max(...Array.from(names, (name) => name.length)) + 32;
  let rest = '';
  try {
    for await (const piece of createReadStream(file, 'utf8')) {
      const text = rest + String(piece);
      for (const [, name] of text.matchAll(/"name":\s*"([\w.-]+)"/g)) if (names.has(name!)) stated.add(name!);
      rest = text.slice(-longest);
    }
  } catch {
    // No result stands there: nothing is known to be of one.
    return new Set();
  }
  return stated;
}

/**
 * Files of figures that an earlier set of results has and a new one does not: of figures whose names hold what was found, those
 * that results.json of the folder states. Files of others stay.
 *
 * @param figures Names of the figures of a technique, with capitals for what is found.
 * @param written Files of the new set.
 */
export async function earlierFigures(
  folder: string,
  figures: readonly string[],
  written: ReadonlySet<string>,
): Promise<string[]> {
  const patterns = figures.flatMap((name) => patternOf(name) ?? []);
  if (patterns.length === 0) return [];
  const files = await readdir(folder).catch((): string[] => []);
  const found = files.flatMap((file) => {
    const name = written.has(file) ? undefined : patterns.map((each) => each.exec(file)?.[1]).find(Boolean);
    return name === undefined ? [] : [{ file, name }];
  });
  if (found.length === 0) return [];
  const stated = await statedIn(join(folder, 'results.json'), new Set(found.map(({ name }) => name)));
  return found.filter(({ name }) => stated.has(name)).map(({ file }) => file);
}
