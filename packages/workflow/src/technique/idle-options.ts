import type { z } from 'zod';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { schemasAt, unwrap } from '../options/unwrap.js';
import { pathText } from '../options/validate.js';
import { cyclerReadingNames } from './shared-options.js';

/** Options that have no effect as the data and the other options are, and why. */
export interface IdleOptions {
  /** Where each stands: keys from the top, places in lists as numbers. */
  readonly paths: readonly (readonly (string | number)[])[];
  /** `no log of the cycler was given` */
  readonly reason: string;
}

/**
 * Options that have no effect where something is so; none where it is not.
 *
 * @param options Names at the top, or paths.
 */
export function idleWhere(
  isSo: boolean,
  options: readonly (string | readonly (string | number)[])[],
  reason: string,
): IdleOptions[] {
  return isSo ? [{ paths: options.map((each) => (typeof each === 'string' ? [each] : each)), reason }] : [];
}

/** Options of the cycler where there is no log of one. */
export function idleWithoutCycler(cycler: Electrochemistry | undefined): IdleOptions[] {
  const names = ['join', 'clockOffset', 'maxGap', ...cyclerReadingNames];
  return idleWhere(cycler === undefined, names, 'there is no log of the cycler');
}

/** Seconds from frame to frame, where the files say when their frames were measured. */
export function idleTimeStep({ time }: Pick<Series, 'time'>): IdleOptions[] {
  return idleWhere(time.epoch !== undefined, ['timeStep'], 'the files say when they were measured');
}

function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    options,
  );
}

/** Whether a value was given that means anything: one that is as it would be without is none. */
function isGiven(schema: z.core.$ZodType, options: object, path: readonly PropertyKey[]): boolean {
  const value = valueAt(options, path);
  if (value === undefined) return false;
  const text = JSON.stringify(value);
  return schemasAt(schema, path).every((each) => JSON.stringify(unwrap(each).defaultValue) !== text);
}

/**
 * Warnings of options that were given and have no effect. Those at their defaults never warn, whether they were given or not:
 * they say what holds anyway, and results that are computed again from all options say the same.
 */
export function idleWarnings(
  schema: z.core.$ZodType,
  options: object,
  idle: readonly IdleOptions[],
): OperandoWarning[] {
  const told = new Set<string>();
  return idle.flatMap(({ paths, reason }) =>
    paths.flatMap((path): OperandoWarning[] => {
      const parameter = pathText(path);
      if (told.has(parameter) || !isGiven(schema, options, path)) return [];
      told.add(parameter);
      return [
        { code: 'option-without-effect', message: `${parameter} has no effect: ${reason}.`, where: { parameter } },
      ];
    }),
  );
}
