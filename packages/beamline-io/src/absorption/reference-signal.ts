import { OperandoError } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import type { StatedSignal } from './stated-signal.js';

/** Labels of an absorption of the reference foil that the beamline computed. */
const computed = /^(?:x?mu_?r(?:ef(?:er(?:ence)?)?)?|ref(?:erence)?_?(?:mu|foil)?)$/i;

/**
 * The absorption of the foil that is measured behind the sample: as computed at the beamline, else ln(it/iref), without a transmitted
 * beam ln(i0/iref).
 *
 * @throws OperandoError `column-missing` where a table has no such columns.
 */
export function referenceSignal(table: ColumnTable): StatedSignal {
  const ready = table.columns.find(
    ({ label, role }) => role === undefined && computed.test(splitLabel(label).name.trim()),
  );
  if (ready !== undefined) return { column: ready.label };
  const labelOf = (role: string): string | undefined => table.columns.find((each) => each.role === role)?.label;
  const [before, behind] = [labelOf('itrans') ?? labelOf('i0'), labelOf('iref')];
  if (before !== undefined && behind !== undefined) return { transmission: [before, behind] };
  throw new OperandoError('column-missing', 'the file has no columns of a reference foil.', {
    cure: said`Say how its absorption is computed, as ln(itrans/irefer): the file has ${table.columns
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ')}.`,
  });
}
