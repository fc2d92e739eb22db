// Writes the table of statuses into docs/trust.md, from the sentences beside their list.
//   node scripts/status-table.mjs [--check]
import { readFileSync } from 'node:fs';
import { statusNames } from '../packages/core/dist/index.js';
import { expectCheckOnly, writeTables } from './document.mjs';

expectCheckOnly('status-table');

const source = readFileSync(new URL('../packages/core/src/result/status.ts', import.meta.url), 'utf8');
const [comment] = /\/\*\*[\s\S]*?\*\//.exec(source) ?? [''];
const text = comment.replaceAll(/\s*\n \* {1,3}(?!- `)/g, ' ');
const meanings = new Map(Array.from(text.matchAll(/- `([^`]+)`: ([^\n]*)/g), ([, name, meaning]) => [name, meaning]));
const rows = statusNames.map((name) => {
  const meaning = meanings
    .get(name)
    ?.replace(/\s*\*\/$/, '')
    .trim();
  if (meaning === undefined) throw new Error(`packages/core/src/result/status.ts does not say what ${name} means`);
  return `| \`${name}\` | ${meaning} |`;
});
writeTables('status-table', 'trust.md', [['| status | meaning |', '|---|---|', ...rows]]);
