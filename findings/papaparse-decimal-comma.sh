#!/usr/bin/env bash
# papaparse: rows of numbers with decimal commas, separated by semicolons or tabs and without a header line, are split at the decimal commas.
#
# Guess before running: the delimiter is guessed to be the semicolon (or the tab), since it stands between the numbers in every row.
# Seen: with a header line the guess is right. Without one it is the comma: "1,5;3,70" gives "1", "5;3" and "70"; `errors` is empty,
# and with dynamicTyping the first and last pieces are even numbers. Naming the delimiter mends it.
# Met where diffractometers and cyclers of European locales export bare columns.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund papaparse@5.7.1
cat > read.mjs <<'MJS'
import { readFileSync } from 'node:fs';
import Papa from 'papaparse';

console.log('node', process.version, 'papaparse', JSON.parse(readFileSync('node_modules/papaparse/package.json', 'utf8')).version);
const rows = (separator) => [10, 11, 12, 13].map((angle) => `${angle},25${separator}1034,5`).join('\n');
const read = (text, options) => {
  const { data, errors, meta } = Papa.parse(text, { dynamicTyping: true, ...options });
  return { first: JSON.stringify(data.at(-1)), delimiter: JSON.stringify(meta.delimiter), errors: errors.length };
};
const seen = {
  'header, semicolons': read(`angle;counts\n${rows(';')}`),
  'no header, semicolons': read(rows(';')),
  'no header, tabs': read(rows('\t')),
  'no header, semicolons, told': read(rows(';'), { delimiter: ';' }),
};
for (const [name, { first, delimiter, errors }] of Object.entries(seen)) console.log(`${name}: delimiter ${delimiter}, last row ${first}, ${errors} errors`);
const is = (name, delimiter, first) => seen[name].delimiter === delimiter && seen[name].first === first && seen[name].errors === 0;
process.exitCode =
  is('header, semicolons', '";"', '["13,25","1034,5"]') &&
  is('no header, semicolons', '","', '[13,"25;1034",5]') &&
  is('no header, tabs', '","', '[13,"25\\t1034",5]') &&
  is('no header, semicolons, told', '";"', '["13,25","1034,5"]')
    ? 0
    : 1;
MJS
node read.mjs
