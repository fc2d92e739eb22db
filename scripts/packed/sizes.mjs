// How much a package weighs: installed, and in a page.
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { repository } from '../markdown.mjs';
import { writeTables } from '../document.mjs';

const page = join(repository, 'docs', 'sizes.md');
const headOfInstall = '| what is installed | MB | packages |';
const headOfPages = '| package | kB at once | kB with all that is loaded on demand |';

/** Bytes of all files in a folder. */
export const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true }).reduce((sum, path) => {
    const entry = lstatSync(join(folder, path));
    return entry.isFile() ? sum + entry.size : sum;
  }, 0);

/** Folders of packages in a `node_modules`, those inside of others too. */
export const packagesIn = (folder) =>
  readdirSync(folder, { recursive: true }).filter(
    (path) =>
      /(^|node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path) && !/\/(dist|lib|src|test)\//.test(path),
  ).length;

/**
 * Bytes that a page loads for all exports of a module, minified and compressed by gzip.
 *
 * @param project Where the module can be imported from.
 * @returns What is loaded at once, and with all that is loaded when it is first used.
 */
export async function bytesInPage(project, specifier) {
  const bundle = await rolldown({
    input: 'page',
    cwd: project,
    platform: 'browser',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? join(project, 'page.js') : undefined),
        load: (id) =>
          id === join(project, 'page.js')
            ? `import * as all from '${specifier}';\nglobalThis.all = all;\nglobalThis.use = (name) => all[name];`
            : undefined,
      },
    ],
    // Modules of Node are reached only where there is Node.
    external: [/^node:/, 'fs', 'path', 'crypto', 'module', 'worker_threads'],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true, comments: false });
  await bundle.close();
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const weigh = ({ code }) => gzipSync(code, { level: 9 }).length;
  const reached = new Set();
  const reach = (name) => {
    if (reached.has(name) || !chunks.has(name)) return;
    reached.add(name);
    chunks.get(name).imports.forEach(reach);
  };
  reach(output.find(({ isEntry }) => isEntry).fileName);
  const sum = (names) => names.reduce((bytes, name) => bytes + weigh(chunks.get(name)), 0);
  return { atOnce: sum([...reached]), all: sum([...chunks.keys()]) };
}

/** Rows of the tables that stand in `docs/sizes.md`, by their first cell. */
function committedRows() {
  if (!existsSync(page)) return new Map();
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(rows.map(([name, ...cells]) => [name, cells.map(Number)]));
}

/**
 * Compares sizes with those of `docs/sizes.md`, or writes them there.
 *
 * @returns Sentences about what has grown by more than 15 % and is not in the document yet.
 */
export function compareSizes(installs, pages, write) {
  const rows = [
    ...installs.map(({ name, bytes, packages }) => [name, (bytes / 1e6).toFixed(1), String(packages)]),
    ...pages.map(({ name, atOnce, all }) => [name, (atOnce / 1e3).toFixed(1), (all / 1e3).toFixed(1)]),
  ];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  if (write) {
    const table = (head, cells) => [head, '|---|---:|---:|', ...cells.map(line)];
    writeTables('packed', 'sizes.md', [
      table(headOfInstall, rows.slice(0, installs.length)),
      table(headOfPages, rows.slice(installs.length)),
    ]);
    return [];
  }
  const before = committedRows();
  return rows.flatMap(([name, ...cells]) => {
    const known = before.get(name);
    if (known === undefined) return [`docs/sizes.md does not have ${name}: npm run packed -- --write`];
    const grown = cells.findIndex(
      (cell, column) => Number(cell) > 1.15 * known[column] && Number(cell) > known[column] + 0.5,
    );
    return grown < 0
      ? []
      : [
          `${name} has grown by more than 15 %: ${known[grown]} to ${cells[grown]} (docs/sizes.md, column ${grown + 2}); if that is meant, npm run packed -- --write`,
        ];
  });
}
