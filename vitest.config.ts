import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = [
  'core',
  'numerics',
  'tables',
  'peak-fit',
  'lattice',
  'xas-normalize',
  'xrd-peak-track',
  'edxrd-depth-profile',
  'ndp-depth',
  'nr-sld-fit',
  'beamline-io',
  'plot',
  'workflow',
  'cli',
];

export default defineConfig({
  // The techniques are tested by their commands, which reach them by the name of their package: so that this counts as coverage of them.
  resolve: {
    alias: { '@operando/workflow': fileURLToPath(new URL('packages/workflow/src/node.ts', import.meta.url)) },
  },
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    setupFiles: ['vitest.setup.ts'],
    // By default one core is left free, which on two is half of them.
    maxWorkers: '100%',
    // Only against tests that hang: more than four times what the slowest takes here.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: Object.fromEntries(packages.map((name) => [`packages/${name}/src/**`, { lines: 90 }])),
    },
  },
});
