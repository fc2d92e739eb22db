// What stands in the markdown files of the repository: which there are, their headings, links and blocks of code.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const repository = fileURLToPath(new URL('..', import.meta.url));

/** Names of the packages' folders. */
export const packageFolders = readdirSync(join(repository, 'packages')).filter((name) =>
  existsSync(join(repository, 'packages', name, 'package.json')),
);

/** Paths of all documents that people read, from the folder of the repository. */
export function documents() {
  const inFolder = (folder) =>
    readdirSync(join(repository, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => posix.join(folder, name));
  return [
    ...inFolder('.'),
    ...inFolder('docs'),
    ...inFolder('findings'),
    ...packageFolders.map((name) => `packages/${name}/README.md`),
  ];
}

/** The text of a document, with `\n` as the end of each line. */
export const documentText = (path) => readFileSync(join(repository, path), 'utf8').replaceAll('\r\n', '\n');

/** The name of a heading in links, as GitHub makes it, before numbers are added to those that stand twice. */
export const headingSlug = (heading) =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/**
 * The blocks of code of a document.
 *
 * @returns Of each its language (`''` where none is named), what follows the language, its text and the line it begins in, from 1.
 */
export function codeBlocks(text) {
  const blocks = [];
  let open;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*(```+)(\S*)\s*(.*)$/.exec(line);
    if (open === undefined && fence) {
      open = { fence: fence[1], language: fence[2], note: fence[3], line: index + 1, lines: [] };
    } else if (open !== undefined && line.trim() === open.fence) {
      blocks.push({ language: open.language, note: open.note, line: open.line, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line);
    }
  }
  if (open !== undefined) throw new Error(`the block of code that begins in line ${open.line} does not end`);
  return blocks;
}

/** A document's text with all code as blanks, so that every place stays where it is. */
export function withoutCode(text) {
  const blank = (code) => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/^(\s*)(```+)[\s\S]*?^\s*\2[ ]*$/gm, blank).replaceAll(/(`+)[^`\n]+?\1(?!`)/g, blank);
}

/** The names that links into a document may have behind `#`. */
export function anchorsOf(text) {
  const fences = new Set();
  for (const { line, text: code } of codeBlocks(text))
    for (let k = 0; k <= code.split('\n').length; k++) fences.add(line + k);
  const seen = new Map();
  const anchors = new Set();
  for (const [index, line] of text.split('\n').entries()) {
    const heading = fences.has(index + 1) ? null : /^#{1,6}\s+(.*?)\s*$/.exec(line);
    if (!heading) continue;
    const slug = headingSlug(heading[1]);
    const before = seen.get(slug) ?? 0;
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
    seen.set(slug, before + 1);
  }
  return anchors;
}

/**
 * The links and pictures of a document that lead to places of the repository.
 *
 * @returns Of each its target as written, where it stands in the text and in which line, the path from the folder of the repository that
 *   it leads to (a folder's README where there is one) and the name behind `#`.
 */
export function localLinks(path, text) {
  const links = [];
  for (const match of withoutCode(text).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
    const target = match[1];
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
    const [file, anchor] = target.split('#');
    let to = file === '' ? path : posix.join(posix.dirname(path), decodeURI(file));
    const full = join(repository, to);
    if (existsSync(full) && statSync(full).isDirectory() && existsSync(join(full, 'README.md')))
      to = posix.join(to, 'README.md');
    const from = match.index + 2;
    links.push({ target, from, line: text.slice(0, from).split('\n').length, to, anchor });
  }
  return links;
}

/** What is wrong with the links of one document, a sentence for each. */
export function brokenLinks(path) {
  const text = documentText(path);
  return localLinks(path, text).flatMap(({ target, line, to, anchor }) => {
    if (to.startsWith('..') || !existsSync(join(repository, to)))
      return [`${path}:${line}: ${target} leads to nothing; there is no ${to}`];
    if (anchor === undefined || !to.endsWith('.md')) return [];
    const anchors = anchorsOf(documentText(to));
    return anchors.has(anchor) ? [] : [`${path}:${line}: ${target}: ${to} has no heading #${anchor}`];
  });
}
