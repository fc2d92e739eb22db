// Makes the command of packages/cli one program out of its modules and theirs: of a command that ends in a second, a quarter
// went into finding and compiling nine hundred files one by one. What is compiled code, a font or found by its place stays outside.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('../packages/cli/dist', import.meta.url));
const folder = join(dist, 'command');
const threadProgram = fileURLToPath(new URL('../packages/threads/dist/worker.js', import.meta.url));

/** Of each foreign package that a module comes from: its folder. */
function foreignPackages(modules) {
  const folders = modules.flatMap((module) => {
    const [, path] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module) ?? [];
    return path === undefined || path.startsWith('\0') ? [] : [path];
  });
  return [...new Set(folders)].toSorted((a, b) => a.localeCompare(b));
}

/** The licence that a package asks to be passed on with it. */
function licenceOf(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md', 'LICENSE-MIT.txt']
    .map((candidate) => join(path, candidate))
    .find(existsSync);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(file, 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  // The program of a thread is found by its place beside that of the command.
  input: { operando: join(dist, 'main.js'), worker: threadProgram },
  platform: 'node',
  external: [/^@resvg\//, /^@expo-google-fonts\//, /^h5wasm/, /^mdb-reader/],
  onLog(level, log) {
    if (level === 'warn') throw new Error(`the command cannot be bundled: ${log.message}`);
  },
});
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
const foreign = foreignPackages(output.flatMap((chunk) => chunk.moduleIds ?? []));
const rule = `\n${'-'.repeat(80)}\n\n`;
writeFileSync(join(folder, 'LICENCES.txt'), foreign.map(licenceOf).join(rule));
