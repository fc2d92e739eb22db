#!/usr/bin/env node
// The command of this clone, as `npx operando` finds it here: what `npm run setup` has built.
import { existsSync } from 'node:fs';

const program = new URL('../packages/cli/dist/command/operando.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('operando: the command of this clone is not built yet. Run npm run setup first.');
  process.exitCode = 2;
}
