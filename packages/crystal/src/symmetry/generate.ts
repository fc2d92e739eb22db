import { OperandoError } from '@operando/core';
import { composed, formatOperation, identity, operationKey } from './operation.js';
import type { SymmetryOperation } from './operation.js';

/** No space group has more operations, in cells centred on all faces. Cells that are multiples of the smallest may have more. */
const mostOperations = 1152;

/** All operations that some make by being done one after another, by their keys; undefined where they are more than so many. */
function closure(
  generators: readonly SymmetryOperation[],
  most: number,
): ReadonlyMap<number, SymmetryOperation> | undefined {
  const found = new Map([[operationKey(identity), identity]]);
  const list = [identity];
  for (let i = 0; i < list.length; i++) {
    for (const generator of generators) {
      const product = composed(generator, list[i]!);
      const key = operationKey(product);
      if (found.has(key)) continue;
      if (list.length === most) return undefined;
      found.set(key, product);
      list.push(product);
    }
  }
  return found;
}

/** All operations that some make by being done one after another. */
export function generated(generators: readonly SymmetryOperation[]): SymmetryOperation[] {
  const found = closure(generators, mostOperations);
  if (found === undefined)
    throw new OperandoError('malformed-file', 'the symmetry operations make more than any space group has.', {
      cure: 'Check the operations or the symbol.',
    });
  return [...found.values()];
}

/**
 * Whether distinct operations, one of which changes nothing, make no others. A few of them make all: far fewer products than of each with
 * each.
 */
function isClosed(list: readonly SymmetryOperation[]): boolean {
  const generators: SymmetryOperation[] = [];
  let made = closure(generators, list.length);
  for (const operation of list) {
    if (made?.has(operationKey(operation)) === true) continue;
    generators.push(operation);
    made = closure(generators, list.length);
    if (made === undefined) return false;
  }
  return true;
}

/**
 * Check that operations are a group: they hold x,y,z, and the product of any two is among them.
 *
 * @returns The operations without repeated ones.
 * @throws OperandoError `malformed-file` that names the first product missing.
 */
export function checkedGroup(operations: readonly SymmetryOperation[]): SymmetryOperation[] {
  const found = new Map<number, SymmetryOperation>();
  for (const operation of operations) found.set(operationKey(operation), operation);
  const list = [...found.values()];
  const cure = 'List all operations of the space group, centring included, or give its Hall symbol instead.';
  if (!found.has(operationKey(identity)))
    throw new OperandoError('malformed-file', 'the symmetry operations lack x,y,z: they are no group.', { cure });
  if (list.length > mostOperations)
    throw new OperandoError('malformed-file', `${list.length} symmetry operations are more than any space group has.`, {
      cure,
    });
  if (isClosed(list)) return list;
  for (const a of list)
    for (const b of list) {
      const product = composed(a, b);
      if (!found.has(operationKey(product)))
        throw new OperandoError(
          'malformed-file',
          `the ${list.length} symmetry operations are no group: ${formatOperation(a)} after ${formatOperation(b)} is ${formatOperation(product)}, which is not among them.`,
          { cure },
        );
    }
  return list;
}
