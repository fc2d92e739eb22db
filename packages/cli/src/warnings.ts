import type { OperandoWarning } from '@operando/core';
import type { Terminal } from './terminal.js';

/** Tell warnings on standard error, each kind once, at most `limit` of them. */
export function tellWarnings(terminal: Terminal, warnings: readonly OperandoWarning[], limit = 12): void {
  const told = new Set<string>();
  let left = 0;
  for (const { code, message } of warnings) {
    const line = `${code}: ${message}`;
    if (told.has(line)) continue;
    if (told.size >= limit) {
      left++;
      continue;
    }
    told.add(line);
    terminal.error(`warning: ${line}\n`);
  }
  if (left > 0) terminal.error(`warning: ${left} more are in results.json\n`);
}
