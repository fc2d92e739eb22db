// Makes the command of packages/cli one program out of its modules and theirs: of a command that ends in a second, a quarter
// went into finding and compiling nine hundred files one by one. What is compiled code, a font or found by its place stays outside.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { foreignPackages, licenceOf } from './licences.mjs';

const dist = fileURLToPath(new URL('../packages/cli/dist', import.meta.url));
const folder = join(dist, 'command');
const threadProgram = fileURLToPath(new URL('../packages/threads/dist/worker.js', import.meta.url));

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
