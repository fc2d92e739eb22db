import type { Electrochemistry } from '@operando/core';
import type { ParseOptions } from '../format.js';
import { accessContent } from './access-thread.js';
import { accessSeconds, arbinResTable } from './arbin-res.js';

/** Options of {@link parseArbinRes}. */
export interface ArbinResOptions extends ParseOptions {
  /** Seconds after which a database that cannot be finished is given up. @default 120 */
  readonly seconds?: number | undefined;
}

/**
 * Arbin result files (.res, Access databases) through mdb-reader, in a thread of its own; rows in the order of their
 * data points, start of the test from the global table.
 *
 * @throws OperandoError `malformed-file` for a database that cannot be read in time, `unsupported` for another program's; as `arbinTable`.
 */
export async function parseArbinRes(bytes: Uint8Array, options: ArbinResOptions = {}): Promise<Electrochemistry> {
  return arbinResTable(await accessContent(bytes, options.seconds ?? accessSeconds), options);
}
