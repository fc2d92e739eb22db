import type { OperandoWarning } from '@operando/core';
import type { TomographyInput } from './input.js';
import type { TomographyOptions } from './options.js';

/** What is said of volumes that nobody says lie on each other. */
export async function motionWarnings(
  { volumes }: TomographyInput,
  _options: TomographyOptions,
): Promise<OperandoWarning[]> {
  return volumes.length > 1 ? [] : [];
}
