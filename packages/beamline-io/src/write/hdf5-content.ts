import { OperandoError } from '@operando/core';
import type { Group } from 'h5wasm';
import { said } from '../text/said.js';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** HDF5's strings end at a zero, and are UTF-8. */
export function checkText(text: string, what: string): string {
  if (!/[\0\p{Surrogate}]/u.test(text)) return text;
  throw new OperandoError(
    'invalid-argument',
    said`${what} ${JSON.stringify(text.slice(0, 40))} has characters that HDF5 cannot hold.`,
    { cure: 'Leave out zeros and halves of surrogate pairs.' },
  );
}

/** A name that is read back as it is. */
export function checkName(name: string, what: string): string {
  if (!name.endsWith(' ')) return checkText(name, what);
  throw new OperandoError(
    'invalid-argument',
    said`${what} ${JSON.stringify(name.slice(0, 40))} ends in a blank, which readers of HDF5 leave out.`,
    { cure: 'Give it a name without.' },
  );
}

/** A group of a class. */
export function nexusGroup(parent: Group, name: string, nexusClass: string): Group {
  const made = parent.create_group(name);
  made.create_attribute('NX_class', nexusClass);
  return made;
}

interface Content {
  readonly values: Float64Array | Uint8Array;
  readonly shape: readonly number[];
  readonly attributes?: Attributes;
}

/** Numbers with their attributes. @throws OperandoError `invalid-argument`. */
export function writeNumbers(
  parent: Group,
  name: string,
  { values, shape, attributes = {} }: Content,
  compression: number,
): void {
  const size = shape.reduce((product, each) => product * each, 1);
  // The smallest useful chunk is a frame; filters need chunks, and single numbers have none.
  const chunked = compression > 0 && size > 64 && shape.length > 0;
  const chunks = shape.length > 1 ? [1, ...shape.slice(1)] : [...shape];
  const dataset = parent.create_dataset({
    name,
    data: values,
    shape: [...shape],
    ...(chunked ? { chunks, compression } : {}),
  });
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined)
      dataset.create_attribute(key, typeof value === 'string' ? checkText(value, `${key} of ${name}`) : value);
}

/** Text of any letters: HDF5 strings of variable length are what every reader takes. */
export function writeText(parent: Group, name: string, text: string): void {
  parent.create_dataset({ name, data: text === '' ? ' ' : checkText(text, `the ${name}`) });
}

/** As JSON, which has no zeros and surrogates to check. @throws OperandoError `invalid-argument`. */
export function writeJson(parent: Group, what: string, value: unknown): void {
  writeText(parent, 'type', 'application/json');
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new OperandoError('invalid-argument', said`${what} cannot be written as JSON.`, { cause });
  }
  parent.create_dataset({ name: 'data', data: text });
}
