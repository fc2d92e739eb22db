import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  // The techniques are tested by their commands, which reach them by the name of their package: so that this counts as coverage of them.
  resolve: {
    alias: { '@operando/workflow': fileURLToPath(new URL('packages/workflow/src/node.ts', import.meta.url)) },
  },
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
    // By default one core is left free, which on two is half of them.
    maxWorkers: '100%',
    // Only against tests that hang: more than four times what the slowest takes here.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    // Where changes are judged; for those who want to know whether all is well it would take a sixth longer.
    coverage: {
      enabled: Boolean(process.env['CI']),
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: Object.fromEntries(
        [...shared, ...isolated].map((name) => [`packages/${name}/src/**`, { lines: 90 }]),
      ),
    },
  },
});
