import { OperandoError } from '@operando/core';
import { axesChange, onOtherAxes } from './change-axes.js';
import { identity, translationUnit, wrapped } from './operation.js';
import type { SymmetryOperation } from './operation.js';
import { generated } from './generate.js';

/** Centring translations of a lattice symbol, in 24ths. */
const centrings: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  P: [],
  A: [[0, 12, 12]],
  B: [[12, 0, 12]],
  C: [[12, 12, 0]],
  I: [[12, 12, 12]],
  R: [
    [16, 8, 8],
    [8, 16, 16],
  ],
  S: [
    [8, 8, 16],
    [16, 16, 8],
  ],
  T: [
    [8, 16, 8],
    [16, 8, 16],
  ],
  F: [
    [0, 12, 12],
    [12, 0, 12],
    [12, 12, 0],
  ],
};

/** Rotations about z by order. */
const aboutZ: Readonly<Record<string, readonly number[]>> = {
  1: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  2: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  3: [0, -1, 0, 1, -1, 0, 0, 0, 1],
  4: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  6: [1, -1, 0, 1, 0, 0, 0, 0, 1],
};
/** Twofold rotations about diagonals between x and y: x - y and x + y. */
const diagonals: Readonly<Record<string, readonly number[]>> = {
  "'": [0, -1, 0, -1, 0, 0, 0, 0, -1],
  '"': [0, 1, 0, 1, 0, 0, 0, 0, -1],
};
const spaceDiagonal = [0, 0, 1, 1, 0, 0, 0, 1, 0];
const translations: Readonly<Record<string, readonly number[]>> = {
  a: [12, 0, 0],
  b: [0, 12, 0],
  c: [0, 0, 12],
  n: [12, 12, 12],
  u: [6, 0, 0],
  v: [0, 6, 0],
  w: [0, 0, 6],
  d: [6, 6, 6],
};
const shape = /^(-?)([12346])([xyz]?)(['"*]?)([abcnuvwd1-5]*)$/;

/** A matrix for z turned to the axis x (0), y (1) or z (2) by exchanging axes cyclically. */
function onAxis(matrix: readonly number[], axis: number): number[] {
  const out: number[] = Array.from({ length: 9 }, () => 0);
  const shift = (i: number): number => (i + axis + 1) % 3;
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[3 * shift(i) + shift(j)] = matrix[3 * i + j]!;
  return out;
}

/** What the symbols before say of one without an axis. */
interface Before {
  order: number;
  axis: number;
}

/** One rotation symbol, such as `-4bd` or `2"`, in its place. */
function rotationOf(word: string, place: number, before: Before): SymmetryOperation | undefined {
  const [, sign, order, axisName, mark, shifts] = shape.exec(word) ?? [];
  if (order === undefined) return undefined;
  const n = Number(order);
  let diagonal = mark ?? '';
  let axis = axisName === '' ? 2 : 'xyz'.indexOf(axisName!);
  if (axisName === '' && diagonal === '' && place === 1 && n === 2) {
    if (before.order === 2 || before.order === 4) axis = 0;
    else if (before.order === 3 || before.order === 6) diagonal = "'";
  }
  if (axisName === '' && diagonal === '' && place === 2 && n === 3) diagonal = '*';
  if (diagonal === '*' ? n !== 3 : diagonal !== '' && n !== 2) return undefined;
  if (diagonal !== '' && axisName === '') axis = before.axis;
  const turned = diagonal === '*' ? spaceDiagonal : onAxis(diagonals[diagonal] ?? aboutZ[order]!, axis);
  const shift = [0, 0, 0];
  for (const letter of shifts!) {
    if (translations[letter] !== undefined) translations[letter].forEach((t, k) => (shift[k]! += t));
    else if (diagonal === '' && Number(letter) < n) shift[axis]! += (translationUnit / n) * Number(letter);
    else return undefined;
  }
  before.order = n;
  before.axis = diagonal === '*' ? 2 : axis;
  return { rotation: turned.map((value) => (sign === '-' ? 0 - value : value)), translation: shift.map(wrapped) };
}

/**
 * Operations that make all those of a Hall symbol.
 *
 * Source: Hall, Acta Cryst. A37 (1981) 517; International Tables for Crystallography B, 1.4.
 *
 * @param symbol As in `-F 4vw 2vw 3`; underscores count as blanks. A change of axes behind it in brackets: twelfths of
 * an origin shift, or `(x-y,x+y,z)`.
 * @throws OperandoError `malformed-file` for what is no Hall symbol.
 */
export function generatorsOfHall(symbol: string): SymmetryOperation[] {
  const fail = (why: string): OperandoError =>
    new OperandoError('malformed-file', `${JSON.stringify(symbol.slice(0, 60))} is no Hall symbol: ${why}.`, {
      cure: 'Write it as in -F 4vw 2vw 3, or give the symmetry operations.',
    });
  const [, before, bracket] = /^([^()]*)(?:\(([^()]*)\))?$/.exec(symbol.trim().replaceAll('_', ' ')) ?? [];
  if (before === undefined) throw fail('its brackets do not match');
  const [lattice = '', ...words] = before.trim().split(/\s+/);
  const [, sign, letter] = /^(-?)([PABCIRSTF])$/i.exec(lattice) ?? [];
  if (letter === undefined) throw fail(`${JSON.stringify(lattice)} is no lattice`);
  if (words.length === 0 || words.length > 4) throw fail('it has not one to four rotations');
  const generators: SymmetryOperation[] = centrings[letter.toUpperCase()]!.map((translation) => ({
    rotation: identity.rotation,
    translation,
  }));
  if (sign === '-') generators.push({ rotation: identity.rotation.map((value) => 0 - value), translation: [0, 0, 0] });
  const state: Before = { order: 0, axis: 2 };
  words.forEach((word, place) => {
    const operation = rotationOf(word.toLowerCase(), place, state);
    if (operation === undefined) throw fail(`${JSON.stringify(word)} is no rotation`);
    generators.push(operation);
  });
  if (bracket === undefined) return generators;
  const change = axesChange(bracket);
  if (change === undefined) throw fail(`(${bracket}) is no change of axes`);
  // Cells that become larger hold the old edges as centring.
  for (const edge of [0, 1, 2])
    generators.push({
      rotation: identity.rotation,
      translation: [0, 1, 2].map((k) => (k === edge ? translationUnit : 0)),
    });
  const there = generators.map((operation) => onOtherAxes(operation, change));
  if (there.includes(undefined)) throw fail(`(${bracket}) leads to axes that the lattice does not have`);
  return there.filter((operation) => operation !== undefined);
}

/** All operations of a Hall symbol; as {@link generatorsOfHall}. */
export const operationsOfHall = (symbol: string): SymmetryOperation[] => generated(generatorsOfHall(symbol));
