import { OperandoError } from '@operando/core';

/** Translations of symmetry operations are whole numbers of this part of a cell edge: every space group fits. */
export const translationUnit = 24;

/** A symmetry operation: x' = R x + t. */
export interface SymmetryOperation {
  /** R by rows, nine whole numbers. */
  readonly rotation: readonly number[];
  /** t in 24ths of the cell edges, each 0 to 23. */
  readonly translation: readonly number[];
}

/** Nothing changed. */
export const identity: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/** Remainder that is never below 0. */
export const wrapped = (t: number): number => ((t % translationUnit) + translationUnit) % translationUnit;

/** The operation that does `b` first, then `a`. */
export function composed(a: SymmetryOperation, b: SymmetryOperation): SymmetryOperation {
  const [p, q, t] = [a.rotation, b.rotation, b.translation];
  const rotation = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const translation = [0, 0, 0];
  for (let i = 0; i < 3; i++) {
    const [x, y, z] = [p[3 * i]!, p[3 * i + 1]!, p[3 * i + 2]!];
    for (let j = 0; j < 3; j++) rotation[3 * i + j] = x * q[j]! + y * q[3 + j]! + z * q[6 + j]!;
    translation[i] = wrapped(x * t[0]! + y * t[1]! + z * t[2]! + a.translation[i]!);
  }
  return { rotation, translation };
}

/** Determinant of nine numbers by rows. */
export function determinant(m: ArrayLike<number>): number {
  return (
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
    m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
    m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
  );
}

/** Largest factor of an operation; on usual axes they are -1, 0 and 1. */
const mostTimes = 4;

/** A number that no other operation has. */
export function operationKey({ rotation, translation }: SymmetryOperation): number {
  let key = 0;
  for (const factor of rotation) key = key * (2 * mostTimes + 1) + factor + mostTimes;
  for (const t of translation) key = key * translationUnit + t;
  return key;
}

const names = ['x', 'y', 'z'];

/** A translation in 24ths as a reduced fraction. */
function fraction(t: number): string {
  for (const below of [2, 3, 4, 6, 8, 12, 24])
    if ((t * below) % translationUnit === 0) return `${(t * below) / translationUnit}/${below}`;
  return String(t / translationUnit);
}

/** An operation as files write it: `-x+1/2,y,z`. */
export function formatOperation({ rotation, translation }: SymmetryOperation): string {
  return [0, 1, 2]
    .map((i) => {
      let text = '';
      names.forEach((name, j) => {
        const factor = rotation[3 * i + j]!;
        if (factor === 0) return;
        const sign = factor < 0 ? '-' : text === '' ? '' : '+';
        text += sign + (Math.abs(factor) === 1 ? '' : String(Math.abs(factor))) + name;
      });
      if (translation[i] !== 0) text += `${text === '' ? '' : '+'}${fraction(translation[i]!)}`;
      return text === '' ? '0' : text;
    })
    .join(',');
}

const term = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+(?:\.\d*)?))?)?\*?([xyz])?/gy;

/** One of the three expressions of an operation: factors of x, y, z and a constant; undefined when it is none. */
export function parseExpression(text: string): { factors: number[]; constant: number } | undefined {
  const factors = [0, 0, 0];
  let constant = 0;
  term.lastIndex = 0;
  while (term.lastIndex < text.length) {
    const begin = term.lastIndex;
    const found = term.exec(text);
    if (found === null || found[0].length === 0) return undefined;
    const [, sign, above, below, name] = found;
    // Every term but the first has a sign.
    if ((above === undefined && name === undefined) || (begin > 0 && sign === '')) return undefined;
    const value = (sign === '-' ? -1 : 1) * (Number(above ?? 1) / Number(below ?? 1));
    if (!Number.isFinite(value)) return undefined;
    if (name === undefined) constant += value;
    else factors[names.indexOf(name)]! += value;
  }
  return text === '' ? undefined : { factors, constant };
}

/** How far a translation may lie from a 24th: files round 1/3 to 0.333 or 0.33. */
const roundedTranslation = 0.005;

/**
 * A symmetry operation from text: `x,y,z` in any order and case, `1/2+x`, `x+0.5`, `-Y+x`, with blanks.
 *
 * @throws OperandoError `malformed-file` for what is no operation, or one no crystal can have.
 */
export function parseOperation(text: string): SymmetryOperation {
  const fail = (why: string): OperandoError =>
    new OperandoError('malformed-file', `${JSON.stringify(text.slice(0, 60))} ${why}.`, {
      cure: 'Write symmetry operations as in -x+1/2,y,z.',
    });
  const parts = text.toLowerCase().replaceAll(/\s+/g, '').split(',');
  if (parts.length !== 3) throw fail('is no symmetry operation: it has not three parts');
  const rotation: number[] = [];
  const translation: number[] = [];
  for (const part of parts) {
    const read = parseExpression(part);
    if (read === undefined) throw fail(`is no symmetry operation: ${JSON.stringify(part)} is not understood`);
    rotation.push(...read.factors);
    const shift = Math.round(read.constant * translationUnit);
    if (Math.abs(read.constant - shift / translationUnit) > roundedTranslation)
      throw fail('shifts by what is no multiple of 1/24 of the cell');
    translation.push(wrapped(shift));
  }
  const usual = rotation.every((factor) => Number.isInteger(factor) && Math.abs(factor) <= mostTimes);
  if (!usual || Math.abs(determinant(rotation)) !== 1) throw fail('turns the lattice into another one');
  return { rotation, translation };
}
