import { energyRows } from '../absorption/energy-rows.js';
import type { EnergyRows } from '../absorption/energy-rows.js';
import { withDuration } from '../absorption/scan-duration.js';
import { absorptionOf } from '../absorption/signal.js';
import type { OnBadPoint } from '../absorption/signal-values.js';
import { statedAbsorber } from '../absorption/stated-absorber.js';
import type { ColumnTable } from '../table/column-table.js';
import { griddedFrame } from './frame.js';
import type { AssembleOptions, Frame } from './frame.js';

/** What becomes of bad points: NaN is how HDF5 files leave one out, which is no reason to refuse the others. */
const badPointsOf = ({ format }: ColumnTable, { onBadPoint }: AssembleOptions): OnBadPoint =>
  onBadPoint ?? (format === 'nexus' ? 'mask' : 'error');

/** The rows of a table that have an energy, with these. @throws OperandoError as `energyRows`. */
export function absorptionRows(table: ColumnTable, options: AssembleOptions): EnergyRows {
  const { energyUnit: unit, edgeEnergy } = options;
  return energyRows(table, options.x, { unit, edgeEnergy }, badPointsOf(table, options));
}

/** The frame of a table: energies in eV and absorption. */
export function absorptionFrame(whole: ColumnTable, name: string, options: AssembleOptions): Frame {
  const { table, energy, lost, warnings } = absorptionRows(whole, options);
  const signal = absorptionOf(table, options.signal ?? 'auto', badPointsOf(table, options), energy.values);
  // What is read in another unit than it is labelled is no longer in doubt.
  const settled = energy.warnings.some(({ code }) => code === 'unit-inferred' || code === 'energy-relative');
  const isSettled = settled || options.energyUnit !== undefined;
  const frame = griddedFrame(table, name, energy.values, signal.values, signal.expression, [
    ...table.warnings.filter(({ code }) => !isSettled || code !== 'unit-doubtful'),
    ...energy.warnings,
    ...warnings,
    ...signal.warnings,
  ]);
  return {
    ...frame,
    time: withDuration(table),
    absorber: statedAbsorber(table),
    ...(signal.normalized === true ? { normalized: true } : {}),
    ...(lost > 0 ? { lost } : {}),
  };
}
