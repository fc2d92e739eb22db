// Writes docs/formats.md: what each sample file of the reference data is read as, or why it is refused, and what
// becomes of each broken file. Needs a build and OPERANDO_REFERENCE_DATA.
//   node scripts/formats-table.mjs [--check]
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formats } from '../packages/beamline-io/dist/index.js';
import { readFile, readReflectivityFiles, readSeries } from '../packages/beamline-io/dist/node.js';
import { expectCheckOnly, writeDocument } from './document.mjs';

expectCheckOnly('formats-table');

const reference = process.env['OPERANDO_REFERENCE_DATA'];
if (reference === undefined || !existsSync(join(reference, 'formats', 'samples'))) {
  console.log('formats-table: skipped, OPERANDO_REFERENCE_DATA is not set');
  process.exit(0);
}
const samples = join(reference, 'formats', 'samples');
const bad = join(reference, 'formats', 'bad-inputs');

const titles = new Map([
  ...formats.map(({ id, title }) => [id, title]),
  // What an Excel workbook is, its own table says.
  ['arbin-xlsx', 'Arbin .xlsx'],
  ['electrochemistry-xlsx', 'cycler .xlsx'],
]);
const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
/** An error without the machine's own path, and without its cure. */
const reason = (error, folder) =>
  cell(
    error.message
      .replaceAll(`${folder}/`, '')
      .replace(/^[^:]*?(, line \d+[^:]*)?: /, (whole, line) => (line === undefined ? '' : `${line.slice(2)}: `))
      .replace(` ${error.cure}`, ''),
  );

const read = new Map();
const refused = [];
let count = 0;
for (const kind of readdirSync(samples)
  .filter((name) => !name.endsWith('.csv'))
  .toSorted()) {
  for (const name of readdirSync(join(samples, kind)).toSorted()) {
    count++;
    const path = join(samples, kind, name);
    try {
      const result = await readFile(path);
      const format = result.kind === 'spectrum' ? result.table.format : result.table.metadata.format;
      const entry = read.get(format) ?? [];
      entry.push(name);
      read.set(format, entry);
    } catch (error) {
      if (error.name !== 'OperandoError') throw error;
      refused.push([`${kind}/${name}`, error.code, reason(error, join(samples, kind))]);
    }
  }
}

const broken = [];
for (const name of readdirSync(bad)
  .filter((each) => each !== 'MANIFEST.csv')
  .toSorted()) {
  const path = join(bad, name);
  const absorption = name.endsWith('.xdi');
  try {
    const reflectivity = name.startsWith('refl-') || name.endsWith('.ort');
    const warnings = reflectivity
      ? (await readReflectivityFiles([path])).flatMap((curve) => curve.warnings)
      : absorption
        ? (await readSeries([path])).provenance.flatMap((step) => step.warnings ?? [])
        : await (async () => (await readFile(path)).table.warnings)();
    const said = warnings.filter(({ code }) => code !== 'time-unknown');
    broken.push([
      name,
      'read',
      said.length === 0
        ? 'without a word, as it should be'
        : said.map(({ message }) => cell(message.replace(`${basename(path)}: `, ''))).join(' '),
    ]);
  } catch (error) {
    if (error.name !== 'OperandoError') throw error;
    broken.push([name, error.code, cell(error.message.replaceAll(`${bad}/`, '').replace(/^[^,:]+[,:] ?/, ''))]);
  }
}

const total = [...read.values()].reduce((sum, names) => sum + names.length, 0);
const text = `# Formats

Made by \`node scripts/formats-table.mjs\` out of ${count} sample files: ${total} are read, ${refused.length} refused. What is read has the rows, columns, first and last values that the samples' manifest gives (tests of \`@operando/beamline-io\`).

## Read

| format | samples | files |
|---|---|---|
${[...read]
  .toSorted(([a], [b]) => (titles.get(a) ?? a).localeCompare(titles.get(b) ?? b))
  .map(
    ([format, names]) =>
      `| ${cell(titles.get(format) ?? format)} | ${names.length} | ${names.map((name) => `\`${name}\``).join(', ')} |`,
  )
  .join('\n')}

Read without a sample of their own: ${formats
  .filter(({ id }) => !read.has(id) && !['excel-log', 'battery-data-format'].includes(id))
  .map(({ title }) => title)
  .join(', ')}, Excel workbooks of other cyclers, CSV of the Battery Data Format.

## Refused

| file | code | why |
|---|---|---|
${refused.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## Broken files

Each was made to mislead a reader. "read" means with the warnings shown.

| file | outcome | what is said |
|---|---|---|
${broken.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
writeDocument('formats-table', 'formats.md', text);
