import type { Circuit, CircuitNode } from './circuit.js';

/** A resistor beside a capacitor or constant phase element: an arc in the plane. */
export interface Arc {
  /** Names of the parts. */
  readonly resistor: string;
  readonly other: string;
  /** Places among the parameters. */
  readonly r: number;
  /** C, or Q; n stands behind Q. */
  readonly q: number;
  readonly isPhase: boolean;
}

function arcsOf(node: CircuitNode): Arc[] {
  if (node.kind === 'element') return [];
  const { parts } = node;
  if (node.kind === 'parallel' && parts.length === 2) {
    const elements = parts.flatMap((part) => (part.kind === 'element' ? [part] : []));
    const resistor = elements.find(({ element }) => element.name === 'R');
    const other = elements.find(({ element }) => element.name === 'C' || element.name === 'CPE');
    if (resistor !== undefined && other !== undefined)
      return [
        {
          resistor: resistor.name,
          other: other.name,
          r: resistor.first,
          q: other.first,
          isPhase: other.element.name === 'CPE',
        },
      ];
  }
  return parts.flatMap(arcsOf);
}

/** Arcs of a circuit that stand in series at its top: those that can be exchanged without changing the impedance. */
export function seriesArcs({ root }: Circuit): Arc[] {
  if (root.kind !== 'series') return arcsOf(root);
  return root.parts.flatMap((part) => (part.kind === 'parallel' ? arcsOf(part) : []));
}

/** Time constant of an arc, (R Q)^(1/n), s. */
export function arcTime({ r, q, isPhase }: Arc, parameters: ArrayLike<number>): number {
  const product = parameters[r]! * parameters[q]!;
  return isPhase ? product ** (1 / parameters[q + 1]!) : product;
}

/** Capacitance that an arc amounts to, (Q R^(1-n))^(1/n), F. @see Brug et al., J. Electroanal. Chem. 176 (1984) 275; Hsu and Mansfeld, Corrosion 57 (2001) 747 for this form */
export function arcCapacitance({ r, q, isPhase }: Arc, parameters: ArrayLike<number>): number {
  if (!isPhase) return parameters[q]!;
  const n = parameters[q + 1]!;
  return (parameters[q]! * parameters[r]! ** (1 - n)) ** (1 / n);
}

/** Parameters with arcs exchanged: that which stood at `order[k]` comes to stand at k. */
export function exchangeArcs(arcs: readonly Arc[], order: readonly number[], parameters: Float64Array): Float64Array {
  const out = Float64Array.from(parameters);
  arcs.forEach((arc, k) => {
    const from = arcs[order[k]!]!;
    out[arc.r] = parameters[from.r]!;
    out[arc.q] = parameters[from.q]!;
    if (arc.isPhase) out[arc.q + 1] = parameters[from.q + 1]!;
  });
  return out;
}

/** Orders of arcs of the same kind that could be exchanged; the first leaves all as they are. At most four arcs are moved. */
export function arcOrders(arcs: readonly Arc[]): number[][] {
  const all = arcs.map((_, k) => k);
  if (arcs.length > 4) return [all];
  const permutations = (left: readonly number[]): number[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((one) => permutations(left.filter((each) => each !== one)).map((rest) => [one].concat(rest)));
  return permutations(all).filter((order) => order.every((from, k) => arcs[from]!.isPhase === arcs[k]!.isPhase));
}
