import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import { statedTimes } from '../text/stated-moment.js';
import { cifNumber } from './cif-blocks.js';
import type { CifBlock, CifLoop } from './cif-blocks.js';
import type { PowderExtras } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

/** Numbers of a tag, and their standard uncertainties. */
export interface CifColumn {
  readonly values: Float64Array;
  readonly uncertainties: Float64Array;
}

/** The numbers of a tag; undefined where the loop has it not. @throws OperandoError `bad-number` with the line. */
export function cifColumn({ tags, values, lines }: CifLoop, tag: string): CifColumn | undefined {
  const at = tags.indexOf(tag);
  if (at < 0) return undefined;
  const rows = values.length / tags.length;
  const column: CifColumn = { values: new Float64Array(rows), uncertainties: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const place = row * tags.length + at;
    const number = cifNumber(values[place]!);
    if (number === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(values[place]!.slice(0, 40))} is no number.`, {
        where: { line: lines[place]!, column: tag },
        cure: 'Correct this value.',
      });
    column.values[row] = number.value;
    column.uncertainties[row] = number.uncertainty;
  }
  return column;
}

/** A number of a block; NaN where it is not given. */
export const itemNumber = ({ items }: CifBlock, tag: string): number =>
  cifNumber(items.get(tag) ?? '?')?.value ?? Number.NaN;

/** Wavelengths of a block: one, or a doublet with its weights. */
function radiationOf(block: CifBlock): ColumnTable['scalars'] {
  const loop = block.loops.find(({ tags }) => tags.includes('_diffrn_radiation_wavelength'));
  if (loop === undefined) return radiationScalars({ wavelength: itemNumber(block, '_diffrn_radiation_wavelength') });
  const waves = cifColumn(loop, '_diffrn_radiation_wavelength')!.values;
  const weights = cifColumn(loop, '_diffrn_radiation_wavelength_wt')?.values;
  if (waves.length !== 2) return radiationScalars({ wavelength: waves[0] });
  const ratio = weights === undefined ? undefined : weights[1]! / weights[0]!;
  return radiationScalars({ alpha1: waves[0], alpha2: waves[1], ratio });
}

/** Items of a block that are kept, and letters of each. */
const mostItems = 500;
const longestItem = 2000;

/** What a block says of its patterns. */
export function cifHeader(block: CifBlock): PowderExtras & { readonly warnings: readonly OperandoWarning[] } {
  const metadata: Record<string, JsonValue> = {};
  for (const [tag, value] of block.items) {
    if (Object.keys(metadata).length >= mostItems) break;
    metadata[tag] = headerValue(value.slice(0, longestItem));
  }
  const { time, warnings } = statedTimes(
    block.items.get('_pd_meas_datetime_initiated')?.replace(/^[?.]$/, ''),
    undefined,
    { label: '_pd_meas_datetime_initiated' },
  );
  return {
    metadata: { ...metadata, block: block.name },
    scalars: {
      ...radiationOf(block),
      ...positiveScalar('temperature', itemNumber(block, '_diffrn_ambient_temperature'), 'K'),
      ...positiveScalar('time_per_step', itemNumber(block, '_pd_meas_step_count_time'), 's'),
    },
    time,
    warnings,
  };
}
