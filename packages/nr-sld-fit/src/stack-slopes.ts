import type { KernelChoice } from '@operando/numerics';
import type { CompiledStack } from './compile-model.js';
import { gradientBlocks } from './gradient-kernel.js';
import { reflectivityInto } from './kernel.js';
import type { Shift } from './shifts.js';
import { slabColumns } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** Where a stack is evaluated. */
export interface Evaluation {
  readonly nodes: Float64Array;
  readonly table: SlabTable;
  /** Reflectivity at the nodes; filled. */
  readonly r: Float64Array;
  readonly kernels: KernelChoice | undefined;
}

/** What a parameter moves of a stack: numbers of its layers, by how much each, and its share of the area. */
interface Movement {
  readonly parameter: number;
  /** Places in a row of derivatives. */
  readonly places: readonly number[];
  readonly changes: readonly number[];
  readonly byFraction: number;
}

/** Movements by each free parameter that moves the stack. */
function movementsOf(stack: CompiledStack, shifts: readonly (Shift | undefined)[], fraction: number): Movement[] {
  return shifts.flatMap((shift, parameter) => {
    if (shift === undefined) return [];
    const { more, less, width } = shift;
    const [above, below] = [stack.build(more), stack.build(less)];
    const places: number[] = [];
    const changes: number[] = [];
    for (const [c, name] of slabColumns.entries()) {
      for (let j = 0; j < above.count; j++) {
        const change = (fraction * (above[name][j]! - below[name][j]!)) / width;
        if (change === 0) continue;
        places.push(4 * j + c);
        changes.push(change);
      }
    }
    const byFraction = (stack.fraction(more) - stack.fraction(less)) / width;
    return places.length === 0 && byFraction === 0 ? [] : [{ parameter, places, changes, byFraction }];
  });
}

/** Derivatives of a stack by the parameters that move it. */
export interface Chain {
  /** Their places among the member's. */
  readonly parameters: readonly number[];
  /** Column-major [nodes x parameters]. */
  readonly columns: Float64Array;
}

/** Derivatives by each parameter from those by the layers. */
export function gradientChain(
  stack: CompiledStack,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  { nodes, table, r, kernels }: Evaluation,
): Chain {
  const movements = movementsOf(stack, shifts, fraction);
  const n = nodes.length;
  const wide = 4 * table.count;
  const columns = new Float64Array(n * movements.length);
  gradientBlocks(nodes, table, r, kernels, ({ from, size, rows, rowsAt }) => {
    for (const [m, { places, changes, byFraction }] of movements.entries()) {
      const at = m * n + from;
      for (let i = 0; i < size; i++) {
        let sum = byFraction === 0 ? 0 : byFraction * r[from + i]!;
        const row = rowsAt + i * wide;
        for (let p = 0; p < places.length; p++) sum += changes[p]! * rows[row + places[p]!]!;
        columns[at + i] = sum;
      }
    }
  });
  return { parameters: movements.map(({ parameter }) => parameter), columns };
}

/** The same by differences, where spins are turned. */
export function differenceChain(
  stack: CompiledStack,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  { nodes, table, r, kernels }: Evaluation,
): Chain {
  const n = nodes.length;
  reflectivityInto(nodes, n, table, r, kernels);
  const [up, down] = [new Float64Array(n), new Float64Array(n)];
  const parameters = [...shifts.keys()].filter((k) => shifts[k] !== undefined);
  const columns = new Float64Array(n * parameters.length);
  for (const [m, k] of parameters.entries()) {
    const { more, less, width } = shifts[k]!;
    reflectivityInto(nodes, n, stack.build(more), up, kernels);
    reflectivityInto(nodes, n, stack.build(less), down, kernels);
    const byFraction = (stack.fraction(more) - stack.fraction(less)) / width;
    for (let i = 0; i < n; i++) columns[m * n + i] = (fraction * (up[i]! - down[i]!)) / width + byFraction * r[i]!;
  }
  return { parameters, columns };
}
