import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vitest/config';

/**
 * Packages whose tests leave nothing behind: the files of a worker can share what they import. Importing the modules of a package afresh
 * for each file takes as long as half of its tests.
 */
const shared = [
  'core',
  'numerics',
  'tables',
  'peak-fit',
  'lattice',
  'crystal',
  'xas-normalize',
  'xrd-peak-track',
  'xrd-rietveld',
  'edxrd-depth-profile',
  'ndp-depth',
  'nr-sld-fit',
  'photoelectron-fit',
  'small-angle-fit',
  'energy-loss-map',
  'attenuation-image',
  'tomogram-measure',
  'multimodal',
  'plot',
  'report',
  'workflow',
  'cli',
  'beamline-io',
];
/** Packages that start threads. */
const isolated = ['threads'];
const testsOf = (names: readonly string[]): string[] => names.map((name) => `packages/${name}/test/**/*.test.ts`);

/** Where changes are judged, coverage counts. */
const isJudged = Boolean(process.env['CI']);

/**
 * Tests of a package take what was compiled of it, as tests of others do: each module is loaded and made fast once for all, and nothing
 * is compiled again. But for tests that load modules anew, or others in their place.
 */
const compiled: Plugin = {
  name: 'compiled',
  enforce: 'pre',
  resolveId(source, importer = '') {
    if (!/^(?:\.\.\/)+src\//.test(source) || !/\/packages\/[\w-]+\/test\//.test(importer)) return undefined;
    if (/vi\.(?:resetModules|mock)\(/.test(readFileSync(importer, 'utf8'))) return undefined;
    const found = resolve(dirname(importer), source);
    return found.replace(/(\/packages\/[\w-]+)\/src\//, '$1/dist/');
  },
};

/** Techniques are tested by their commands, which reach them by the name of their package: so that this counts as coverage of them. */
const sources = {
  resolve: {
    alias: { '@operando/workflow': fileURLToPath(new URL('packages/workflow/src/node.ts', import.meta.url)) },
  },
};

/** `--mode compiled` is for `npm test`, which has just compiled all; without it what was changed is tested without that, and coverage is of sources. */
export default defineConfig(({ mode }) => ({
  ...(mode === 'compiled' && !isJudged ? { plugins: [compiled] } : sources),
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: testsOf(shared),
        },
      },
      { extends: true, test: { name: 'isolated', include: testsOf(isolated) } },
    ],
    setupFiles: ['vitest.setup.ts'],
    // What is compiled is loaded as it is, as those who install it do.
    server: { deps: { external: isJudged ? [] : [/\/(?:packages\/[\w-]+|fixtures)\/dist\//] } },
    // By default one core is left free, which on two is half of them.
    maxWorkers: '100%',
    // Only against tests that hang: more than four times what the slowest takes here.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: isJudged ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    // Where changes are judged; for those who want to know whether all is well it would take a sixth longer.
    coverage: {
      enabled: isJudged,
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: Object.fromEntries(
        [...shared, ...isolated].map((name) => [`packages/${name}/src/**`, { lines: 90 }]),
      ),
    },
  },
}));
