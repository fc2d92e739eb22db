import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ParseOptions, ReadResult } from './formats/format.js';
import { formats, sniffFormat } from './sniff.js';
import { decodeText } from './text/decode.js';
import type { TextEncoding } from './text/decode.js';

/** Options of {@link read}. */
export interface ReadOptions extends ParseOptions {
  /** Identifier of the format, e.g. `xdi`. @default found by content */
  readonly format?: string | undefined;
  /** Name of the file, for messages. */
  readonly name?: string | undefined;
  readonly encoding?: TextEncoding | undefined;
  /** Refuse larger files, bytes. @default 512 MiB */
  readonly maxBytes?: number | undefined;
}

/** Largest file read without being asked for more. */
export const defaultMaxBytes: number = 512 * 1024 * 1024;

/**
 * Read one file's bytes. Content decides the format; nothing in the file can
 * run code, open other files or claim memory beyond a small multiple of its size.
 *
 * @throws OperandoError as {@link sniff} and the format's parser, with the file's name; `too-large`.
 */
export function read(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  const { name = '', maxBytes = defaultMaxBytes } = options;
  const where = name === '' ? {} : { file: name };
  if (bytes.length > maxBytes) {
    throw new OperandoError('too-large', `the file has ${bytes.length} bytes, more than ${maxBytes}.`, {
      where,
      cure: 'Raise maxBytes if that is meant.',
    });
  }
  const format =
    options.format === undefined ? sniffFormat(bytes, name) : formats.find(({ id }) => id === options.format);
  if (format === undefined) {
    throw new OperandoError('invalid-argument', `there is no format ${options.format}.`, {
      where: { parameter: 'format' },
      cure: `Choose among ${formats.map(({ id }) => id).join(', ')}.`,
    });
  }
  try {
    if (format.parseBytes !== undefined) return format.parseBytes(bytes, options);
    const { text, encoding, warnings } = decodeText(bytes, options.encoding);
    return withWarnings(format.parse(text, options), encoding === format.usualEncoding ? [] : warnings);
  } catch (error) {
    if (isOperandoError(error) && name !== '') throw error.at(where);
    throw error;
  }
}

function withWarnings(result: ReadResult, warnings: readonly OperandoWarning[]): ReadResult {
  if (warnings.length === 0) return result;
  return result.kind === 'spectrum'
    ? { kind: 'spectrum', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } }
    : { kind: 'electrochemistry', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } };
}
