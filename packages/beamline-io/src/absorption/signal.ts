import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import { chooseSignal } from './choose-signal.js';
import { referenceSignal } from './reference-signal.js';
import { statedSignal } from './signal-values.js';
import type { OnBadPoint, SignalValues } from './signal-values.js';
import type { StatedSignal } from './stated-signal.js';

/**
 * What to take as the signal of an absorption file: a column normalized at the beamline, that of a `reference` foil behind the sample,
 * what is stated; `preferred`, where a file has its columns, and else `auto`.
 */
export type AbsorptionSignal =
  | 'auto'
  | 'normalized'
  | 'reference'
  | StatedSignal
  | { readonly preferred: StatedSignal };

/** The only other column of a table of two. */
function secondColumn(table: ColumnTable, onBadPoint: OnBadPoint): SignalValues {
  const taken = statedSignal(table, { column: 2 }, onBadPoint);
  const warning: OperandoWarning = {
    code: 'signal-assumed',
    message: said`The second column (${taken.expression}) was taken as the absorption.`,
  };
  return { ...taken, warnings: [...taken.warnings, warning] };
}

function likeliest(table: ColumnTable, energy: Float64Array | undefined, onBadPoint: OnBadPoint): SignalValues {
  const choice = chooseSignal([{ table, energy }]);
  if (choice !== undefined) {
    const taken = statedSignal(table, choice.signal, onBadPoint);
    return { ...taken, warnings: [...taken.warnings, ...choice.warnings] };
  }
  if (table.columns.length === 2) return secondColumn(table, onBadPoint);
  throw new OperandoError('column-missing', 'it is not clear which columns hold the absorption.', {
    cure: said`Say which (command: --signal, --formula), or pass columnsAsFrames (command: --columns-as-frames) if each is a scan: the file has ${table.columns
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ')}.`,
  });
}

/**
 * The absorption of one file. `auto` takes what `signalCandidates` finds: in this order a normalized column, mu as computed at the
 * beamline, ln(i0/it), fluorescence and electron yield by i0; a later one where its edge is much better seen, which is told (see
 * `chooseSignal`); else the second of two columns.
 *
 * @param energy Of the rows, by which the edges are compared. @default the first candidate is taken
 * @throws OperandoError `column-missing` listing the columns when nothing fits; `bad-number` with
 * lines where no logarithm can be taken (or NaN with `mask`), or naming a column without any number.
 */
export function absorptionOf(
  table: ColumnTable,
  signal: AbsorptionSignal,
  onBadPoint: OnBadPoint = 'error',
  energy?: Float64Array,
): SignalValues {
  if (signal === 'normalized') {
    const norm = table.columns.find(({ role }) => role === 'norm') ?? findColumn(table, 'norm');
    return statedSignal(table, { column: norm.label }, onBadPoint);
  }
  if (signal === 'reference') return statedSignal(table, referenceSignal(table), onBadPoint);
  if (signal === 'auto') return likeliest(table, energy, onBadPoint);
  if (!('preferred' in signal)) return statedSignal(table, signal, onBadPoint);
  try {
    return statedSignal(table, signal.preferred, onBadPoint);
  } catch (error) {
    if (!isOperandoError(error) || error.code !== 'column-missing') throw error;
    return likeliest(table, energy, onBadPoint);
  }
}
