import { packageFolders, headingSlug } from '../../../scripts/markdown.mjs';
import { manifestOf } from '../../../scripts/entry-points.mjs';
import { moduleName, referenceModules } from '../api.mjs';
import { breakable } from '../breakable.mjs';
import { chapters, pageOf } from '../navigation.mjs';

const link = (page) => `/${page}`;
const inChapters = new Set(chapters.flatMap(({ pages }) => Object.keys(pages)));

/** What search knows of a page: of the reference the names, of all others everything. */
function searched(text, env, markdown) {
  if (!env.relativePath.startsWith('api/')) return markdown.render(text, env);
  const names = text.split('\n').filter((line) => /^#{1,3} /.test(line));
  return markdown.render(names.join('\n\n'), env);
}

/** Lets long names in code break where that can be read; not in the reference, whose tens of thousands of names would take gigabytes to build. */
function breakNames(markdown) {
  const { rules } = markdown.renderer;
  const plain = rules.code_inline;
  rules.code_inline = (...given) => {
    const [, , , { relativePath }] = given;
    return relativePath?.startsWith('api/') ? plain(...given) : breakable(plain(...given));
  };
}

export default {
  title: 'operando',
  description: 'Operando battery measurements to physics',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '.cache',
  cleanUrls: false,
  metaChunk: true,
  markdown: { anchor: { slugify: headingSlug }, config: breakNames },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: 'local', options: { _render: searched } },
    outline: [2, 3],
    nav: [
      { text: 'First result', link: '/first-steps' },
      { text: 'Coming from', link: '/coming-from' },
      { text: 'Options', link: '/options' },
      { text: 'Formats', link: '/formats' },
      { text: 'Reference', link: '/api/' },
    ],
    sidebar: [
      ...chapters.map(({ title, pages }) => ({
        text: title,
        items: Object.entries(pages).map(([document, text]) => ({ text, link: link(pageOf(document)) })),
      })),
      {
        text: 'Packages',
        collapsed: true,
        items: packageFolders
          .filter((name) => !inChapters.has(`packages/${name}/README.md`))
          .map((name) => ({ text: manifestOf(name).name, link: link(`packages/${name}`) })),
      },
      {
        text: 'Every export',
        collapsed: true,
        items: referenceModules.map(({ specifier }) => ({
          text: specifier,
          link: link(`api/${moduleName(specifier)}`),
        })),
      },
      {
        text: 'The project',
        items: [
          { text: 'How to work on it', link: '/contributing' },
          { text: 'Findings', link: '/findings' },
        ],
      },
    ],
    outlineTitle: 'On this page',
  },
};
