#!/usr/bin/env node
import { run } from './run.js';
import { keepMemorySteady } from './steady-memory.js';

keepMemorySteady();

// A reader of the output that has seen enough, such as head, is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (stream === process.stdout) process.stderr.write(`operando: the output cannot be written (${error.code}).\n`);
    process.exit(1);
  });
}
const { exitCode } = await run(process.argv.slice(2));
process.exitCode = exitCode;
