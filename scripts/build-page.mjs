// Bundles what runs in the browser on a report page (packages/report/page, TypeScript, with uPlot and d3) into one script, and writes it
// with its styles as a module of strings. What is up to date stays as it is.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { foreignPackages, licenceOf } from './licences.mjs';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const report = join(packages, 'report');
const target = join(report, 'src', 'generated');
const uplot = dirname(dirname(createRequire(join(report, 'package.json')).resolve('uplot')));

const bundle = await rolldown({
  input: join(report, 'page', 'main.ts'),
  platform: 'browser',
  // From their sources, so that nothing has to be compiled before.
  resolve: {
    alias: {
      '@operando/core': join(packages, 'core', 'src', 'index.ts'),
      '@operando/plot': join(packages, 'plot', 'src', 'index.ts'),
    },
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
  treeshake: { moduleSideEffects: (id) => id.includes(join('report', 'page')) },
  onLog(level, log) {
    if (level === 'warn') throw new Error(`the page cannot be bundled: ${log.message}`);
  },
});
const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
await bundle.close();
const [{ code }] = output;
if (output.length !== 1 || /<\/(script|style)|<!--/i.test(code))
  throw new Error('the page is no single script that HTML can hold.');

const licences = foreignPackages(output[0].moduleIds).map(licenceOf).join('\n');
if (/\*\/|<\/script/i.test(licences)) throw new Error('a licence cannot stand in a comment of the page.');
const script = `/* With:\n\n${licences}*/\n${code.trim()}\n`;
const style = `${readFileSync(join(uplot, 'dist', 'uPlot.min.css'), 'utf8').trim()}\n${readFileSync(join(report, 'page', 'style.css'), 'utf8')}`;
const text = [
  '// Made by scripts/build-page.mjs of packages/report/page.',
  '/** All that runs on a page. */',
  `export const pageScript: string = ${JSON.stringify(script)};`,
  '/** How a page looks. */',
  `export const pageStyle: string = ${JSON.stringify(style)};`,
  '',
].join('\n');
const hash = (content) => createHash('sha256').update(content).digest('hex');
mkdirSync(target, { recursive: true });
const file = join(target, 'page.ts');
if (!existsSync(file) || hash(readFileSync(file)) !== hash(text)) writeFileSync(file, text);
