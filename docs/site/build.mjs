// Builds the site: pages of all documents, the reference of all exports, search and navigation, into docs/site/dist. Ends with 1 if an export
// has no docstring or a link leads nowhere, or if more members of interfaces have none than undocumented-members.json says. With --reference
// it only looks at the docstrings; with --write it puts their number there, with --members it lists them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { moduleName, readReference, referenceModules } from './api.mjs';
import { brokenOnPages, stagePages, finishReference } from './stage.mjs';

const site = fileURLToPath(new URL('.', import.meta.url));
const pages = join(site, 'pages');

function complain(sentences) {
  for (const sentence of sentences) console.error(sentence);
  if (sentences.length > 0) process.exitCode = 1;
}

const reference = await readReference();
complain(reference.undocumented.map((name) => `${name} has no docstring`));
if (reference.warnings > 0) process.exitCode = 1;
console.log(
  `${referenceModules.length} modules, ${reference.exports} exports: ${reference.undocumented.length} without a docstring, ${reference.warnings} other warnings`,
);

const kept = join(site, 'undocumented-members.json');
const counts = Object.fromEntries(
  Object.entries(reference.members).flatMap(([name, list]) => (list.length > 0 ? [[name, list.length]] : [])),
);
const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
console.log(`${total} members of interfaces without a docstring`);
if (process.argv.includes('--members'))
  for (const [name, list] of Object.entries(reference.members))
    for (const member of list) console.log(`${name}: ${member}`);
if (process.argv.includes('--write')) writeFileSync(kept, `${JSON.stringify(counts, undefined, 2)}\n`);
const before = JSON.parse(readFileSync(kept, 'utf8'));
complain(
  Object.entries(counts).flatMap(([name, count]) =>
    count > (before[name] ?? 0)
      ? [
          `${name} has ${count} members of interfaces without a docstring, ${before[name] ?? 0} before: say what they are, with unit and shape (npm run site -- --reference --members lists them)`,
        ]
      : [],
  ),
);
if (!process.argv.includes('--reference')) {
  complain(stagePages(pages));
  await reference.write(join(pages, 'api'));
  finishReference(
    join(pages, 'api'),
    referenceModules.map(({ specifier }) => ({ specifier, name: moduleName(specifier) })),
  );
  await build(site);
  const built = brokenOnPages(join(site, 'dist'));
  complain(built.broken);
  console.log(`docs/site/dist: ${built.pages} pages, ${built.broken.length} broken links`);
}
