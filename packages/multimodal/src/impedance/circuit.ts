import { OperandoError } from '@operando/core';
import { elementKinds } from './elements.js';
import type { ElementKind, ElementValue } from './elements.js';

/** One number of a circuit. */
export interface CircuitParameter {
  /** `R1`, `CPE1_Q`. */
  readonly name: string;
  /** As `ohm`, `F`, `s`. */
  readonly unit: string;
  /** Lowest and highest value, in that unit. */
  readonly bounds: readonly [number, number];
}

/** Elements in series or parallel, or one element. */
export type CircuitNode =
  | { readonly kind: 'element'; readonly name: string; readonly element: ElementKind; readonly first: number }
  | {
      readonly kind: 'series' | 'parallel';
      readonly parts: readonly CircuitNode[];
      readonly first: number;
      readonly count: number;
    };

/** An electrical circuit whose impedance can be computed. */
export interface Circuit {
  /** As it was given, without blanks. */
  readonly text: string;
  /** In the order of the text. */
  readonly parameters: readonly CircuitParameter[];
  /** The circuit as a tree of elements in series and parallel. */
  readonly root: CircuitNode;
  /**
   * Impedance at an angular frequency.
   *
   * @param slopes Receives d Z / d ln p of every parameter. @default not wanted
   */
  impedance(
    omega: number,
    parameters: ArrayLike<number>,
    slopes?: { readonly re: Float64Array; readonly im: Float64Array },
  ): { re: number; im: number };
}

const names = elementKinds.map(({ name }) => name).sort((a, b) => b.length - a.length);

interface Reading {
  readonly text: string;
  at: number;
  depth: number;
  readonly parameters: CircuitParameter[];
  readonly taken: Set<string>;
  /** Parallels at the top so far: what stands in the second is numbered 2. */
  parallels: number;
}

function refuse(reading: Reading, problem: string): never {
  throw new OperandoError('invalid-argument', `circuit ${reading.text}, place ${reading.at + 1}: ${problem}`, {
    where: { parameter: 'circuit' },
    cure: `Elements are ${names.toSorted().join(', ')}; "-" puts them in series, p(,) in parallel, as R-p(R,CPE)-p(R,CPE).`,
  });
}

function element(reading: Reading): CircuitNode {
  const rest = reading.text.slice(reading.at);
  const name = names.find((each) => rest.startsWith(each) && !/^[a-z]/.test(rest.slice(each.length)));
  const kind = elementKinds.find((each) => each.name === name);
  if (kind === undefined)
    return refuse(
      reading,
      rest === '' ? 'an element is missing.' : `${JSON.stringify(rest.slice(0, 8))} is no element.`,
    );
  const label = /^_?\d+/.exec(rest.slice(kind.name.length))?.[0] ?? '';
  const base = `${kind.name}${label === '' ? (reading.depth === 0 ? 0 : reading.parallels) : label.replace('_', '')}`;
  let own = base;
  for (let k = 2; reading.taken.has(own); k++) {
    if (label !== '') return refuse(reading, `there are two ${base}.`);
    own = `${base}_${k}`;
  }
  reading.taken.add(own);
  reading.at += kind.name.length + label.length;
  const first = reading.parameters.length;
  for (const { suffix, unit, bounds } of kind.parameters)
    reading.parameters.push({ name: suffix === '' ? own : `${own}_${suffix}`, unit, bounds });
  return { kind: 'element', name: own, element: kind, first };
}

function series(reading: Reading): CircuitNode {
  const first = reading.parameters.length;
  const parts: CircuitNode[] = [];
  for (;;) {
    parts.push(reading.text.startsWith('p(', reading.at) ? parallel(reading) : element(reading));
    if (reading.text[reading.at] !== '-') break;
    reading.at++;
  }
  return parts.length === 1 ? parts[0]! : { kind: 'series', parts, first, count: reading.parameters.length - first };
}

function parallel(reading: Reading): CircuitNode {
  const first = reading.parameters.length;
  if (reading.depth === 0) reading.parallels++;
  if (++reading.depth > 8) return refuse(reading, 'there are more than eight parallels inside each other.');
  reading.at += 2;
  const parts: CircuitNode[] = [];
  for (;;) {
    parts.push(series(reading));
    const mark = reading.text[reading.at];
    if (mark !== ',' && mark !== ')')
      return refuse(reading, mark === undefined ? 'a ) is missing.' : `${mark} was not expected.`);
    reading.at++;
    if (mark === ')') break;
  }
  reading.depth--;
  if (parts.length < 2) return refuse(reading, 'a parallel has two parts or more.');
  return { kind: 'parallel', parts, first, count: reading.parameters.length - first };
}

/** Number of parameters of a node. */
export function nodeCount(node: CircuitNode): number {
  return node.kind === 'element' ? node.element.parameters.length : node.count;
}

type Slopes = { readonly re: Float64Array; readonly im: Float64Array };

function evaluate(
  node: CircuitNode,
  omega: number,
  p: ArrayLike<number>,
  slopes: Slopes,
  value: ElementValue,
): { re: number; im: number } {
  if (node.kind === 'element') {
    node.element.fill(omega, p, node.first, value);
    const count = node.element.parameters.length;
    for (let k = 0; k < count; k++) {
      slopes.re[node.first + k] = value.slopeRe[k]!;
      slopes.im[node.first + k] = value.slopeIm[k]!;
    }
    return { re: value.re, im: value.im };
  }
  const parts = node.parts.map((part) => evaluate(part, omega, p, slopes, value));
  if (node.kind === 'series')
    return { re: parts.reduce((sum, { re }) => sum + re, 0), im: parts.reduce((sum, { im }) => sum + im, 0) };
  let [yRe, yIm] = [0, 0];
  for (const { re, im } of parts) {
    const square = re * re + im * im;
    yRe += re / square;
    yIm -= im / square;
  }
  const square = yRe * yRe + yIm * yIm;
  const [zRe, zIm] = [yRe / square, -yIm / square];
  node.parts.forEach((part, k) => {
    // d Z = (Z / Z_k)^2 d Z_k
    const { re, im } = parts[k]!;
    const own = re * re + im * im;
    const [a, b] = [(zRe * re + zIm * im) / own, (zIm * re - zRe * im) / own];
    const [fRe, fIm] = [a * a - b * b, 2 * a * b];
    for (let i = part.first; i < part.first + nodeCount(part); i++) {
      const [sRe, sIm] = [slopes.re[i]!, slopes.im[i]!];
      slopes.re[i] = fRe * sRe - fIm * sIm;
      slopes.im[i] = fRe * sIm + fIm * sRe;
    }
  });
  return { re: zRe, im: zIm };
}

/**
 * A circuit from its description: elements in series joined by `-`, in parallel as `p(,)`, as `R-p(R,CPE)-p(R,CPE)`. Elements
 * without a number get one: 0 outside of parallels, 1 in the first, 2 in the second.
 *
 * @throws OperandoError `invalid-argument` with the place, for what is no circuit.
 */
export function circuit(description: string): Circuit {
  const text = description.replaceAll(/\s/g, '');
  const reading: Reading = {
    text: text.slice(0, 400),
    at: 0,
    depth: 0,
    parameters: [],
    taken: new Set(),
    parallels: 0,
  };
  const root = series(reading);
  if (reading.at < text.length)
    refuse(reading, `${JSON.stringify(text.slice(reading.at, reading.at + 8))} was not expected.`);
  const { parameters } = reading;
  const own = { re: new Float64Array(parameters.length), im: new Float64Array(parameters.length) };
  const value = { re: 0, im: 0, slopeRe: new Float64Array(2), slopeIm: new Float64Array(2) };
  return {
    text,
    parameters,
    root,
    impedance: (omega, p, slopes = own) => evaluate(root, omega, p, slopes, value),
  };
}
