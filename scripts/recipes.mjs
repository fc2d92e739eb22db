// Tries what the documents tell people to type. Commands in blocks of `sh` run as they stand, on made-up measurements under the names that
// they use (scripts/recipes/data.mjs); blocks of `yaml` that name a file after the language are that file; blocks of `js` run, fragments of
// pages within what a page gives them (scripts/recipes/pages.mjs); of other fragments the syntax is checked. Of every command anywhere in
// the documents each flag must be one that it has, and of tables that say what is called what here each name must exist.
// `npm run recipes -- energy` tries the documents with that in their name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks, documents, documentText, repository } from './markdown.mjs';
import { recipeData } from './recipes/data.mjs';
import { checkNames } from './recipes/names.mjs';
import { pageAround } from './recipes/pages.mjs';
import { recipeTruth } from './recipes/truth.mjs';

const program = join(repository, 'packages', 'cli', 'dist', 'command', 'operando.js');
const only = process.argv.slice(2);
const chosen = documents().filter((path) => only.length === 0 || only.some((part) => path.includes(part)));

/** Documents whose commands do not run here, and where they are tried instead. */
const triedElsewhere = [
  ['docs/campaigns.md', 'shares a campaign out: packages/cli/test/slurm-task.test.ts'],
  ['packages/cli/README.md', 'a list of commands, whose flags are checked: packages/cli/test'],
];
const failures = [];
const fail = (place, what) => {
  failures.push(`${place}: ${what}`);
  console.error(`FAILED ${place}\n${what}\n`);
};

/** Commands `operando ...` of a document: in blocks and between backquotes, with the line each stands in. */
function commandsOf(text) {
  const found = [];
  for (const { language, line, text: code } of codeBlocks(text)) {
    if (language !== 'sh') continue;
    const joined = code.replaceAll(/\\\n\s*/g, ' ');
    for (const row of joined.split('\n'))
      if (/^(npx )?operando /.test(row)) found.push({ line, command: row.replace(/\s#\s.*$/, '') });
  }
  for (const match of text.matchAll(/`((?:npx )?operando [a-z][^`\n]*)`/g))
    found.push({ line: text.slice(0, match.index).split('\n').length, command: match[1] });
  return found.map(({ line, command }) => ({ line, words: command.replace(/^npx /, '').split(/\s+/).slice(1) }));
}

const helps = new Map();
/** What a command says of itself; `undefined` for one that does not exist. */
function helpOf(name) {
  if (!helps.has(name)) {
    const { status, stdout } = spawnSync(process.execPath, [program, name, '--help'], { encoding: 'utf8' });
    helps.set(name, status === 0 ? stdout : undefined);
  }
  return helps.get(name);
}

function checkFlags(path, text) {
  let commands = 0;
  for (const { line, words } of commandsOf(text)) {
    const names = words
      .slice(0, words.findIndex((word) => word.startsWith('-')) >>> 0)
      .filter((word) => /^[a-z]+$/.test(word));
    // `watch xas` has the flags of both.
    const known = names[0] === 'watch' && names[1] !== undefined ? names.slice(0, 2) : names.slice(0, 1);
    const help = known.map(helpOf);
    commands++;
    if (help.length === 0 || help.includes(undefined)) {
      fail(`${path}:${line}`, `operando has no command "${known.join(' ')}"`);
      continue;
    }
    for (const flag of words.flatMap((word) => /^--?[a-z][a-z0-9-]*/.exec(word)?.[0] ?? []))
      if (!help.some((one) => new RegExp(`(^|[\\s,])${flag}(?![a-z0-9-])`, 'm').test(one)))
        fail(`${path}:${line}`, `operando ${known.join(' ')} has no ${flag}`);
  }
  return commands;
}

/** A folder with the commands that documents call. */
function commandFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'operando-commands-'));
  const write = (name, line) => writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  // A watch ends when it is told to, here once nothing more comes.
  write('operando', `[ "$1" = watch ] && set -- "$@" --until-idle 1\nexec "${process.execPath}" "${program}" "$@"`);
  write('npx', 'exec "$@"');
  // The command is there already.
  write('npm', '[ "$*" = "install operando" ]');
  return folder;
}

/** Runs the first program of a document where the packages' names resolve. */
function runProgram(text, folder) {
  const cache = join(repository, 'packages', 'cli', '.readme');
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, 'recipe-'));
  try {
    writeFileSync(join(own, 'recipe.mjs'), text);
    return spawnSync(process.execPath, [join(own, 'recipe.mjs')], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** Documents with tables of what is called what here. */
const tablesOfNames = ['docs/coming-from.md'];
let checkedNames = 0;
for (const path of tablesOfNames.filter((one) => chosen.includes(one))) {
  const { names, wrong } = await checkNames(path, helpOf);
  checkedNames += names;
  for (const sentence of wrong) fail(path, sentence);
}

const commandsAt = commandFolder();
let [ran, programs, fragments, flagged] = [0, 0, 0, 0];
for (const path of chosen) {
  const text = documentText(path);
  flagged += checkFlags(path, text);
  const blocks = codeBlocks(text);
  const isCommand = ({ language, text: code }) => language === 'sh' && /^(npx )?operando /m.test(code);
  const make = recipeData[path];
  const elsewhere = triedElsewhere.some(([document]) => document === path);
  if (make === undefined && !elsewhere && blocks.some(isCommand))
    fail(path, 'has commands, and scripts/recipes/data.mjs makes nothing that they could read');
  const isReadme = path.startsWith('packages/');
  const folder = mkdtempSync(join(tmpdir(), 'operando-recipe-'));
  try {
    for (const { note, text: code } of blocks)
      if (/^[\w.-]+\.ya?ml$/.test(note)) writeFileSync(join(folder, note), code);
    const truth = make?.(folder);
    let first = true;
    for (const block of blocks) {
      const place = `${path}:${block.line}`;
      if (isCommand(block) && make !== undefined) {
        const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', block.text], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, PATH: `${commandsAt}:${process.env.PATH}` },
        });
        if (status !== 0) fail(place, `${block.text}${stdout}${stderr}`);
        ran++;
      } else if (block.language === 'js' && block.note !== 'fragment') {
        // The first one of a package, and what needs measured data, run in npm test.
        const inTests = (isReadme && first) || /OPERANDO_REFERENCE_DATA/.test(block.text);
        first = false;
        if (inTests) continue;
        const { status, stderr } = runProgram(block.text, folder);
        if (status !== 0) fail(place, stderr);
        programs++;
      } else if (block.language === 'js' && pageAround(block.text) !== undefined) {
        const { status, stderr } = runProgram(pageAround(block.text), folder);
        if (status !== 0) fail(place, stderr);
        programs++;
      } else if (block.language === 'js') {
        const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
          input: block.text,
          encoding: 'utf8',
        });
        if (status !== 0) fail(place, stderr);
        fragments++;
      } else if (block.language === 'ts') {
        fail(place, 'is not compiled by anything: make it js, a fragment where it does not run by itself');
      }
    }
    if (truth !== undefined) for (const problem of recipeTruth(folder, truth)) fail(path, problem);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
rmSync(commandsAt, { recursive: true, force: true });
console.log(
  `${chosen.length} documents: flags of ${flagged} commands, ${checkedNames} names, ${ran} blocks of commands run, ${programs} programs run, syntax of ${fragments} fragments; ${failures.length} failed`,
);
if (failures.length > 0) process.exitCode = 1;
