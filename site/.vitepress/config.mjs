import { packageFolders, headingSlug } from '../../scripts/markdown.mjs';
import { manifestOf } from '../../scripts/entry-points.mjs';
import { moduleName, referenceModules } from '../api.mjs';
import { chapters, pageOf } from '../navigation.mjs';

const link = (page) => `/${page}`;
const inChapters = new Set(chapters.flatMap(({ pages }) => Object.keys(pages)));

export default {
  title: 'operando',
  description: 'Operando battery measurements to physics',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '.cache',
  cleanUrls: false,
  metaChunk: true,
  markdown: { anchor: { slugify: headingSlug } },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: 'local', options: { detailedView: true } },
    outline: [2, 3],
    nav: [
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
