import { mostInTables } from '@operando/numerics/kernels';
import type { KernelTable } from '@operando/numerics/kernels';
import { canFuse } from './normalization-fused.js';
import type { NormalizationPlan } from './normalization-plan.js';

/** Numbers at the head of a table, as `kernels/normalize-row.ts` reads them. */
const head = 34;

/** By the abscissae, which plans with the same fits share. */
const tables = new WeakMap<Float64Array, KernelTable | 'none'>();

/** A plan as the kernel reads it; undefined where it is one for the plain loops. Made once. */
export function normalizationTable(plan: NormalizationPlan): KernelTable | undefined {
  let table = tables.get(plan.abscissae);
  if (table === undefined) {
    table = canFuse(plan) && plan.post.from > 0 ? tableOf(plan) : 'none';
    if (table !== 'none' && table.values.length > mostInTables) table = 'none';
    tables.set(plan.abscissae, table);
  }
  return table === 'none' ? undefined : table;
}

/** Largest second difference of the energies, by which a line bends. */
function largestBend(abscissae: Float64Array): number {
  let largest = 0;
  for (let i = 2; i < abscissae.length; i++)
    largest = Math.max(largest, Math.abs(abscissae[i - 2]! - 2 * abscissae[i - 1]! + abscissae[i]!));
  return largest;
}

function tableOf({ pre, post, preInPost, edgeU, ranges, abscissae }: NormalizationPlan): KernelTable {
  const before = pre.abscissae.length + (pre.abscissae.length % 2);
  const values = new Float64Array(head + before + abscissae.length);
  values.set([pre.from, pre.to, post.from, post.to, ranges.edgeIndex, pre.degree, post.degree]);
  values.set(pre.inverseNormal, 7);
  values.set(post.inverseNormal, 11);
  values.set(preInPost, 20);
  values.set([edgeU, pre.scale, pre.shift, post.scale, post.shift, head + before, largestBend(abscissae)], 26);
  values.set(pre.abscissae, head);
  values.set(abscissae, head + before);
  return { values };
}
