import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { OperandoWarning } from '@operando/core';
import type { TechniqueWords } from '@operando/workflow';
import { parseThreadsOption } from './parse-options.js';

/** Adds the flag for how many threads work. */
export function addThreadsOption(command: Command): Command {
  return command.option(
    '--threads <number>',
    'how many threads work; results do not depend on it (default: one fewer than there are cores)',
    parseThreadsOption,
  );
}

/** One core is left to the rest of the machine; one thread works in any case. */
export function usualThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** That threads were asked for where one does everything. @param techniques Those whose work is done. */
export function idleThreads(techniques: readonly TechniqueWords[], threads: number | undefined): OperandoWarning[] {
  if (threads === undefined || threads === 1 || techniques.some(({ isThreaded = false }) => isThreaded)) return [];
  return techniques.map(({ id, frames }) => ({
    code: 'option-without-effect',
    message: `threads has no effect: ${id} goes through its ${frames} one after another, on one thread.`,
  }));
}
