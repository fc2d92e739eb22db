import { isOperandoError } from '@operando/core';
import { read } from '../src/index.js';
import type { TextFormat } from '../src/index.js';

/** What a way of reading gives: a table as text, or the error. */
function outcome(work: () => unknown): string {
  try {
    return JSON.stringify(work(), (_key, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>, (each) => String(each)) : value,
    );
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return `${error.code} ${JSON.stringify(error.where)} ${error.problem} ${error.cure}`;
  }
}

/** A file by its rows of bytes where that is possible, and from its text; both with what `read` tells beside the parser. */
export function bothWays(format: TextFormat, bytes: Uint8Array): readonly [fromBytes: string, fromText: string] {
  return [
    outcome(() => read(bytes, { format: format.id })),
    outcome(() => read(bytes, { format: 'own', formats: [{ ...format, id: 'own', parseBytes: () => undefined }] })),
  ];
}
