// Writes docs/codes.md: what the codes of errors and warnings mean, and which packages raise them. Needs a build.
// Ends with 1 when a code is declared and never raised, or raised and not declared.
//   node scripts/codes-table.mjs [--check]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCodes, warningCodes } from '../packages/core/dist/index.js';
import { expectCheckOnly, writeDocument } from './document.mjs';

expectCheckOnly('codes-table');

const root = fileURLToPath(new URL('../', import.meta.url));

/** From an opening bracket to its partner; strings may hold brackets, too, but only in pairs where it matters here. */
function bracketed(text, from) {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth++;
    else if (')]}'.includes(text[i]) && --depth === 0) return text.slice(from, i + 1);
  }
  return text.slice(from);
}
const words = (text) => Array.from(text.matchAll(/'([a-z][a-z0-9-]*)'/g), ([, word]) => word);

/** Codes of warnings in a file: where one is given a code, and where something of the type of a code is asked for. */
function warningsOf(text) {
  const type = '(?:Any)?WarningCode';
  const found = Array.from(text.matchAll(/\bcode: '([^']*)'/g), ([, code]) => code);
  // A function with a parameter of the type: what it is called with.
  for (const [, name] of text.matchAll(
    new RegExp(`(?:const|function) (\\w+)(?: = )?\\([^()]*\\bcode: ${type}\\b`, 'g'),
  ))
    for (const call of text.matchAll(new RegExp(`\\b${name}\\(`, 'g')))
      found.push(...words(bracketed(text, call.index + call[0].length - 1)));
  // A constant whose type has it: what it is made of.
  for (const list of text.matchAll(new RegExp(`const \\w+: [^=;]*\\b${type}\\b[^=;]*= `, 'g')))
    found.push(...words(bracketed(text, list.index + list[0].length)));
  return found;
}

/** Packages that give each warning; codes of errors that are named in a file that makes errors. */
const packages = new Map(Object.keys(warningCodes).map((code) => [code, new Set()]));
const errors = new Set();
const undeclared = [];
for (const name of readdirSync(join(root, 'packages')).toSorted()) {
  const source = join(root, 'packages', name, 'src');
  const files = existsSync(source) ? readdirSync(source, { recursive: true, encoding: 'utf8' }) : [];
  for (const file of files.filter((each) => each.endsWith('.ts') && !(name === 'core' && each.startsWith('codes')))) {
    const text = readFileSync(join(source, file), 'utf8');
    for (const code of warningsOf(text)) packages.get(code)?.add(name);
    for (const [, code] of text.matchAll(/\bcode: '([^']*)'/g))
      if (!(code in warningCodes || code in errorCodes)) undeclared.push(`${code} (${join(name, 'src', file)})`);
    if (/\bOperandoError\b/.test(text)) for (const word of words(text)) errors.add(word);
  }
}
const unraised = [
  ...Object.keys(errorCodes).filter((code) => !errors.has(code)),
  ...[...packages].filter(([, names]) => names.size === 0).map(([code]) => code),
];

/** Rows of a table, by code. */
const rows = (codes, more = () => []) =>
  Object.entries(codes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, meaning]) => `| ${[`\`${code}\``, meaning.replaceAll('|', '\\|'), ...more(code)].join(' | ')} |`)
    .join('\n');
const text = `# Codes

Made by \`node scripts/codes-table.mjs\` from the lists in \`packages/core/src/codes\` (\`errorCodes\` and \`warningCodes\` of \`@operando/core\`). Programs compare codes, people read messages: a message names the place and, where there is one, the cure; its words may change, its code does not.

## Errors

An \`OperandoError\` carries one of these ${Object.keys(errorCodes).length} codes: nothing was computed.

| code | what it means, and what can be done |
|---|---|
${rows(errorCodes)}

## Warnings

Warnings are part of results and never printed by the libraries: something was computed, and this should be known of it. There are ${Object.keys(warningCodes).length} codes of their own; an error that befell a part of the data only, such as one frame of a series, becomes a warning with the code of the error. Formats that users register give their warnings codes that begin with \`x-\`, as do files whose warnings another version wrote.

| code | what it means, and what can be done | given by |
|---|---|---|
${rows(warningCodes, (code) => [[...packages.get(code)].join(', ')])}
`;
writeDocument('codes-table', 'codes.md', text);
for (const code of undeclared) console.log(`codes-table: raised and not declared: ${code}`);
for (const code of unraised) console.log(`codes-table: declared and never raised: ${code}`);
if (undeclared.length + unraised.length > 0) process.exitCode = 1;
