import { readElectrochemistry } from '@operando/beamline-io/node';
import type { Electrochemistry } from '@operando/core';
import type { SharedOptions } from './shared-options.js';

/** The cycler's log in the files of `--ec`, if any. */
export async function readCycler(
  files: readonly string[],
  { currentSign, timeUnit, lastRow, dateOrder }: SharedOptions,
): Promise<Electrochemistry | undefined> {
  return files.length === 0 ? undefined : readElectrochemistry(files, { currentSign, timeUnit, lastRow, dateOrder });
}
