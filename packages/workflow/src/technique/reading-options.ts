import { OperandoError } from '@operando/core';

/**
 * Options that say how files are read mean nothing to data in memory, which have been read.
 *
 * @param reading Names of such options.
 * @param given Options as they are given; undefined ones are not.
 * @throws OperandoError `invalid-argument` naming the first that was given.
 */
export function refuseReading(reading: readonly string[], given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  const name = reading.find((each) => Object.hasOwn(given, each) && Reflect.get(given, each) !== undefined);
  if (name === undefined) return;
  throw new OperandoError('invalid-argument', `${name} says how files are read, but the data are in memory.`, {
    where: { parameter: name },
    cure: `Leave it out, and read the data as you need them (readSeries and its like in @operando/beamline-io); or hand over files (runFiles).`,
  });
}

/** Options without those that say how files are read. */
export function withoutReading<Options extends object>(reading: readonly string[], options: Options): Partial<Options> {
  const out: Partial<Options> = { ...options };
  for (const name of reading) Reflect.deleteProperty(out, name);
  return out;
}
