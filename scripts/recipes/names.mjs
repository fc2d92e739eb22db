// Whether what documents call names of this project are such: exports, fields, options, flags, columns of logs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batteryDataNames } from '../../packages/core/dist/index.js';
import { entryPoints } from '../entry-points.mjs';
import { documentText, repository } from '../markdown.mjs';

/** Words that the packages' declarations have: what is exported, fields of results, options of functions, choices. */
function declaredWords() {
  const words = new Set();
  const seen = new Set();
  const read = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    for (const [word] of text.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/[A-Za-z_]\w*/g)) words.add(word);
    for (const [, file] of text.matchAll(/from '(\.[^']*)\.js'/g)) read(join(path, '..', `${file}.d.ts`));
  };
  for (const { compiled } of entryPoints()) read(join(repository, compiled.replace(/\.js$/, '.d.ts')));
  return words;
}

/** Functions that packages export, by running their entries. */
async function exportedFunctions() {
  const names = new Set();
  for (const { compiled, condition } of entryPoints()) {
    if (condition !== 'default') continue;
    const module = await import(join(repository, compiled));
    for (const [name, value] of Object.entries(module)) if (typeof value === 'function') names.add(name);
  }
  return names;
}

/** Paths of the options of each technique, from the table that its schema makes. */
function optionPaths() {
  const paths = new Map();
  let technique = '';
  for (const line of documentText('docs/options.md').split('\n')) {
    const [, heading] = /^## (\S+)$/.exec(line) ?? [];
    if (heading !== undefined) paths.set((technique = heading), new Set());
    const [, path] = /^\| `([^`]+)` \|/.exec(line) ?? [];
    if (path !== undefined) paths.get(technique).add(path);
  }
  return paths;
}

/**
 * Checks the second column of the tables of a document, whose backquoted words are names of this project. Flags and options are
 * those of the commands that the text between heading and table names.
 *
 * @param helpOf What a command says of itself, by its name.
 * @returns How many names there are, and a sentence for each that does not exist.
 */
export async function checkNames(path, helpOf) {
  const functions = await exportedFunctions();
  const words = declaredWords();
  const options = optionPaths();
  const wrong = [];
  let commands = [];
  let names = 0;
  const exists = (name) => {
    if (name.startsWith('operando ')) return helpOf(name.split(' ')[1]) !== undefined;
    if (name.startsWith('--'))
      return commands.some((command) => new RegExp(`(^|[\\s,])${name}(?![a-z0-9-])`, 'm').test(helpOf(command) ?? ''));
    if (name.endsWith('()')) return functions.has(name.slice(0, -2));
    if (commands.some((command) => options.get(command)?.has(name))) return true;
    return words.has(name) || batteryDataNames.includes(name);
  };
  for (const [index, line] of documentText(path).split('\n').entries()) {
    if (line.startsWith('## ')) commands = [];
    if (!line.startsWith('|')) {
      for (const [, command] of line.matchAll(/`operando ([a-z]+)`/g)) commands.push(command);
      if (/`--ec`/.test(line)) commands.push('xas');
      continue;
    }
    const here = line.split(/(?<!\\)\|/)[2] ?? '';
    for (const [, name] of here.matchAll(/`([^`]+)`/g)) {
      names++;
      if (!exists(name)) wrong.push(`${path}:${index + 1}: there is no ${name}`);
    }
  }
  return { names, wrong };
}
