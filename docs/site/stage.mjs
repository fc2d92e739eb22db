// Lays the documents of the repository out as pages, with links between them that hold there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { anchorsOf, brokenLinks, documents, documentText, localLinks, repository } from '../../scripts/markdown.mjs';
import { chapters, pageOf, sourceAddress } from './navigation.mjs';

/** The address of what a link leads to, seen from a page. */
function linkFrom(page, { to, anchor }) {
  const target = to.endsWith('.md') ? pageOf(to) : undefined;
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (target !== undefined) return `${posix.relative(posix.dirname(page), target) || '.'}.md${hash}`;
  if (/\.(png|svg)$/.test(to))
    return posix.join(posix.relative(posix.dirname(page), '.'), 'pictures', posix.basename(to));
  return sourceAddress(to) + hash;
}

/** Whether a document has tables that need all the width there is. */
const isWide = (text) => /^\|([^|\n]*\|){6,}$/m.test(text.replaceAll('\\|', ''));

/** A document as it stands on the site. */
function pageText(document) {
  let text = documentText(document);
  const page = pageOf(document);
  for (const link of localLinks(document, text).toReversed())
    text = text.slice(0, link.from) + linkFrom(page, link) + text.slice(link.from + link.target.length);
  return isWide(text) ? `---\naside: false\npageClass: wide\n---\n\n${text}` : text;
}

/**
 * Writes the pages of all documents into an empty folder.
 *
 * @returns What is wrong: links that lead nowhere, documents that are in no chapter, chapters without a document.
 */
export function stagePages(folder) {
  rmSync(folder, { recursive: true, force: true });
  const staged = documents().filter((document) => pageOf(document) !== undefined);
  for (const document of staged) {
    const file = join(folder, `${pageOf(document)}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pageText(document));
  }
  mkdirSync(join(folder, 'pictures'));
  for (const name of readdirSync(join(repository, 'docs')))
    if (/\.(png|svg)$/.test(name)) cpSync(join(repository, 'docs', name), join(folder, 'pictures', name));
  const inChapters = chapters.flatMap(({ pages }) => Object.keys(pages));
  return [
    ...staged.flatMap(brokenLinks),
    ...staged
      .filter((document) => document.startsWith('docs/') && !inChapters.includes(document))
      .map((document) => `${document} is in no chapter of docs/site/navigation.mjs`),
    ...inChapters
      .filter((document) => !staged.includes(document))
      .map((document) => `docs/site/navigation.mjs names ${document}, which does not exist`),
  ];
}

/**
 * Puts the title of each module of the reference above its page, and mends links to what typedoc counted as the second of its name
 * although it is the only one on the page.
 */
export function finishReference(folder, modules) {
  const text = new Map(modules.map(({ name }) => [name, readFileSync(join(folder, `${name}.md`), 'utf8')]));
  const anchors = new Map(Array.from(text, ([name, page]) => [name, anchorsOf(page)]));
  for (const { name, specifier } of modules) {
    const page = text.get(name).replaceAll(/\]\(([^)#\s]*)#([\w-]+)-1\)/g, (link, file, anchor) => {
      const there = file === '' ? name : posix.join(posix.dirname(name), file).replace(/\.md$/, '');
      const known = anchors.get(there);
      return known?.has(anchor) && !known.has(`${anchor}-1`) ? `](${file}#${anchor})` : link;
    });
    writeFileSync(join(folder, `${name}.md`), `---\noutline: [2, 3]\n---\n\n# ${specifier}\n\n${page}`);
  }
  // What the first paragraph of each says.
  const rows = modules.map(({ name, specifier }) => {
    const said = text.get(name).split(/\n\n/)[0].replaceAll('\n', ' ');
    return `| [${specifier}](${name}.md) | ${said.startsWith('#') ? '' : said.replaceAll('|', '\\|')} |`;
  });
  writeFileSync(join(folder, 'index.md'), `# Every export\n\n| module | what |\n|---|---|\n${rows.join('\n')}\n`);
}

/**
 * What is wrong with the links of pages that were built.
 *
 * @param folder Where the pages are, as HTML.
 */
export function brokenOnPages(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  const names = new Map();
  const namesIn = (path) => {
    if (!names.has(path))
      names.set(path, new Set(Array.from(readFileSync(path, 'utf8').matchAll(/\sid="([^"]*)"/g), ([, id]) => id)));
    return names.get(path);
  };
  const broken = new Set();
  for (const page of pages) {
    const text = readFileSync(join(folder, page), 'utf8');
    for (const [, address] of text.matchAll(/<(?:a|img|link|script)\s[^>]*?(?:href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/i.test(address) || address === '') continue;
      const [path, anchor] = address.replaceAll('&amp;', '&').split('#');
      const file =
        path === '' ? join(folder, page) : join(folder, path.startsWith('/') ? path : join(dirname(page), path));
      const found = [file, `${file}.html`, join(file, 'index.html')].find(
        (one) => existsSync(one) && statSync(one).isFile(),
      );
      if (found === undefined) broken.add(`${page}: ${address} leads to nothing`);
      else if (anchor && found.endsWith('.html') && !namesIn(found).has(decodeURIComponent(anchor)))
        broken.add(`${page}: ${address}: nothing of that name there`);
    }
  }
  return { pages: pages.length, broken: [...broken] };
}
