import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Ends a script with how it is called where it is given anything but `--check`: nothing is written, and no error but for help. */
export function expectCheckOnly(script) {
  const other = process.argv.slice(2).find((argument) => argument !== '--check');
  if (other === undefined) return;
  const isHelp = other === '--help' || other === '-h';
  const usage = `node scripts/${script}.mjs [--check]: writes documents, or with --check says whether they are up to date`;
  if (isHelp) console.log(usage);
  else console.error(`${script}: ${other} is no option.\n${usage}`);
  process.exit(isHelp ? 0 : 2);
}

/** Writes a document of docs/; with `--check` it says whether the document is that already, and ends with 1 if not. */
export function writeDocument(script, name, text) {
  const target = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (existsSync(target) && readFileSync(target, 'utf8') === text) {
    console.log(`${script}: docs/${name} is up to date`);
  } else {
    console.log(`${script}: docs/${name} is out of date; run node scripts/${script}.mjs`);
    process.exitCode = 1;
  }
}

/**
 * Puts tables into a document that has more than tables: each in the place of the one with its head. Prints them, too.
 *
 * @param tables Each as its lines, the head first.
 */
export function writeTables(script, name, tables) {
  const lines = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8').split('\n');
  for (const table of tables) {
    if (!process.argv.includes('--check')) console.log(`${table.join('\n')}\n`);
    const from = lines.indexOf(table[0]);
    if (from < 0) throw new Error(`docs/${name} has no table with the head ${table[0]}`);
    let to = from;
    while (lines[to]?.startsWith('|')) to++;
    lines.splice(from, to - from, ...table);
  }
  writeDocument(script, name, lines.join('\n'));
}
