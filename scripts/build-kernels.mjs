// Compiles the kernels of packages/numerics/kernels (AssemblyScript) to WebAssembly and writes each as a module with its bytes
// in base64 and the types of what it exports. What is up to date stays as it is. What several kernels import is in `shared/`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const numerics = fileURLToPath(new URL('../packages/numerics', import.meta.url));
const sources = join(numerics, 'kernels');
const target = join(numerics, 'src', 'kernels', 'generated');
/** Browsers compile up to so many bytes without waiting. */
const mostBytes = 4096;
/** Of memory, what each kernel has for its constants; and pages of 64 kB in all, as `kernel-space.ts` has them. */
const constants = 4096;
const pages = 512;

const shared = join(sources, 'shared');
const common = [
  readFileSync(fileURLToPath(import.meta.url)),
  ...(existsSync(shared)
    ? readdirSync(shared)
        .toSorted()
        .map((file) => readFileSync(join(shared, file)))
    : []),
];
const { version } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../node_modules/assemblyscript/package.json', import.meta.url)), 'utf8'),
);

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`-${name}`);

/** The exported functions of a source as TypeScript sees them. */
function signatures(source) {
  const typed = (type) => (type === 'void' ? 'void' : 'number');
  const found = [...source.matchAll(/(\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?export function (\w+)\(([^)]*)\): (\w+) \{/g)];
  return found.map(([, comment = '', name, parameters, result]) => {
    const names = [...parameters.matchAll(/(\w+): \w+/g)].map(([, parameter]) => `${parameter}: number`);
    return `${comment.replace(/^/gm, '  ').trimEnd()}\n  ${name}(${names.join(', ')}): ${typed(result)};`;
  });
}

/** Compile one source; `memoryBase` is where its constants go. */
async function compile(name, memoryBase) {
  const asc = await import('assemblyscript/asc');
  const options = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const memory = ['--importMemory', '--initialMemory', String(pages), '--maximumMemory', String(pages)];
  const place = ['--memoryBase', String(memoryBase), '--use', 'abort=', '--outFile', 'out.wasm', '--baseDir', sources];
  let bytes;
  let told = '';
  const { error } = await asc.main([`${name}.ts`, ...options, ...memory, ...place], {
    stderr: {
      write: (chunk) => {
        told += String(chunk);
      },
    },
    writeFile: (file, contents) => {
      if (file.endsWith('.wasm')) bytes = contents;
    },
  });
  if (error !== null || bytes === undefined) throw new Error(`the kernel ${name} does not compile:\n${told}`);
  if (bytes.length > mostBytes) {
    throw new Error(`the kernel ${name} has ${bytes.length} bytes, of ${mostBytes} at most: take it apart.`);
  }
  const space = new WebAssembly.Memory({ initial: pages, maximum: pages });
  // oxlint-disable-next-line no-new
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: space } });
  const used = new Uint8Array(space.buffer);
  const outside = used.findIndex((byte, i) => byte !== 0 && (i < memoryBase || i >= memoryBase + constants));
  if (outside >= 0) throw new Error(`the kernel ${name} has more than ${constants} bytes of constants.`);
  return Buffer.from(bytes).toString('base64');
}

const names = readdirSync(sources)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .toSorted();
mkdirSync(target, { recursive: true });
for (const file of readdirSync(target)) if (!names.includes(file.slice(0, -3))) rmSync(join(target, file));
for (const [index, name] of names.entries()) {
  const source = readFileSync(join(sources, `${name}.ts`), 'utf8');
  const hash = createHash('sha256');
  for (const part of [...common, version, `${index}`, source]) hash.update(part);
  const stamp = hash.digest('hex');
  const path = join(target, `${name}.ts`);
  if (existsSync(path) && readFileSync(path, 'utf8').startsWith(`// ${stamp}`)) continue;
  const base64 = await compile(name, constants * (index + 1));
  const lines = [
    `// ${stamp}`,
    `// Made by scripts/build-kernels.mjs of kernels/${name}.ts.`,
    `import type { KernelModule } from '../kernel-module.js';`,
    '',
    `/** What the kernel ${name} exports; addresses are in bytes. */`,
    `export interface ${pascal(name)} {`,
    ...signatures(source),
    '}',
    '',
    `/** The kernel ${name}. */`,
    `export const ${camel(name)}Module: KernelModule<${pascal(name)}> = {`,
    `  name: '${name}',`,
    `  exports: [${[...source.matchAll(/^export function (\w+)/gm)].map(([, word]) => `'${word}'`).join(', ')}],`,
    `  base64: '${base64}',`,
    '};',
    '',
  ];
  writeFileSync(path, lines.join('\n'));
}
