import { OperandoError } from '@operando/core';
import { composed, formatOperation, identity, operationKey } from './operation.js';
import type { SymmetryOperation } from './operation.js';

/** No space group has more operations, in cells centred on all faces. Cells that are multiples of the smallest may have more. */
const mostOperations = 1152;

/** All operations that some make by being done one after another. */
export function generated(generators: readonly SymmetryOperation[]): SymmetryOperation[] {
  const found = new Map([[operationKey(identity), identity]]);
  const list = [identity];
  for (let i = 0; i < list.length; i++) {
    for (const generator of generators) {
      const product = composed(generator, list[i]!);
      const key = operationKey(product);
      if (found.has(key)) continue;
      if (list.length === mostOperations)
        throw new OperandoError('malformed-file', 'the symmetry operations make more than any space group has.', {
          cure: 'Check the operations or the symbol.',
        });
      found.set(key, product);
      list.push(product);
    }
  }
  return list;
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
