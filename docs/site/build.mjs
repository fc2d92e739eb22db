// Builds the site: pages of all documents, the reference of all exports, search and navigation, into docs/site/dist. Ends with 1 if an export
// or a member of an exported interface has no docstring, or a link leads nowhere. With --reference it only looks at the docstrings.
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

complain(
  Object.entries(reference.members).flatMap(([module, members]) =>
    members.map((member) => `${member} of ${module} has no docstring: say what it is, with unit and shape`),
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
