import { OperandoError } from '@operando/core';
import { nearestName } from '../options/nearest.js';

/** One thing that a technique takes in memory. */
export interface InputPart {
  /** What it is, in words: `a series of spectra against energy`. */
  readonly what: string;
  /** It must be given. */
  readonly required: boolean;
  /** Whether a value can be it, by its looks; what it holds is checked by the technique. */
  readonly fits: (value: unknown) => boolean;
}

/** What a technique takes in memory, by name. */
export type InputParts<Input> = { readonly [Name in keyof Input]-?: InputPart };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Frames: a series, or a source of one. @param what As `spectra against energy in eV`. */
export function framesPart(what: string): InputPart {
  return {
    what: `a series (createSeries, readSeries) or source (openSeries) of ${what}`,
    required: true,
    fits: (value) => isRecord(value) && isRecord(value['axis']) && ('signal' in value || 'blocks' in value),
  };
}

/** A log of the cycler. */
export const cyclerPart: InputPart = {
  what: 'a log of the cycler (readElectrochemistry)',
  required: false,
  fits: (value) => isRecord(value) && isRecord(value['columns']),
};

/** Objects that each have all of these. */
export function listPart(what: string, names: readonly string[]): InputPart {
  return {
    what,
    required: true,
    fits: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((each) => isRecord(each) && names.every((name) => each[name] !== undefined)),
  };
}

/** The same, which may be left out or empty. */
export function optionalListPart(what: string, names: readonly string[]): InputPart {
  const { fits } = listPart(what, names);
  return { what, required: false, fits: (value) => (Array.isArray(value) && value.length === 0) || fits(value) };
}

/** An object that has all of these, where it is given. */
export function recordPart(what: string, names: readonly string[]): InputPart {
  return {
    what,
    required: false,
    fits: (value) => isRecord(value) && names.every((name) => value[name] !== undefined),
  };
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list') : `a ${typeof value}`;
}

/**
 * What a technique is given in memory must look like what it takes.
 *
 * @throws OperandoError `invalid-argument` naming the part; an unknown name with the nearest known.
 */
export function expectInput<Input>(id: string, parts: InputParts<Input>, input: unknown): void {
  const known = new Map<string, InputPart>(Object.entries(parts));
  const names = [...known.keys()];
  const all = Array.from(known, ([name, { what }]) => `${name}: ${what}`).join('; ');
  if (!isRecord(input)) {
    throw new OperandoError('invalid-argument', `${id} is given ${shown(input)} for its data.`, {
      where: { parameter: 'input' },
      cure: `Give an object with ${all}.`,
    });
  }
  for (const name of Object.keys(input)) {
    if (known.has(name)) continue;
    const nearest = nearestName(name, names);
    throw new OperandoError('invalid-argument', `${id} takes no ${name}.`, {
      where: { parameter: `input.${name}` },
      cure: nearest === undefined ? `It takes ${all}.` : `Did you mean ${nearest}?`,
    });
  }
  for (const [name, { what, required, fits }] of known) {
    const value = input[name];
    if (value === undefined ? !required : fits(value)) continue;
    throw new OperandoError(
      'invalid-argument',
      value === undefined ? `${name} is missing.` : `${name} is ${shown(value)}.`,
      {
        where: { parameter: `input.${name}` },
        cure: `It must be ${what}${required ? '' : ', or be left out'}.`,
      },
    );
  }
}
