import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import type { WidthKind } from './curve.js';
import { angstromsPerUnit } from './orso-columns.js';
import { widthLabel } from './width-label.js';

/** Widths of Q in 1/angstrom, and what they are. */
export interface Widths {
  readonly dq: Float64Array;
  readonly dqKind: WidthKind;
  readonly warnings: readonly OperandoWarning[];
}

/** What the label of a column says, without a unit of inverse length. */
export function widthsLabel(label: string): ReturnType<typeof widthLabel> {
  const { name, unit } = splitLabel(label);
  return widthLabel(unit !== undefined && angstromsPerUnit(unit) !== undefined ? name : label);
}

const word = (kind: WidthKind): string => (kind === 'fwhm' ? 'full widths at half maximum' : 'standard deviations');

/** Widths over Q of a few hundredths are meant; in percent they are a few. */
const mostRelative = 0.9;

function medianOf(values: Float64Array): number {
  const sorted = values.filter((value) => value > 0).sort();
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1]!;
}

/**
 * The widths of a column: relative ones times Q, percent and half widths brought to full ones.
 *
 * @param q In 1/angstrom.
 * @param qUnit Unit of Q: that of widths without one.
 * @param told What the widths are, where the reader is told; else as the label says, else full widths.
 */
export function widthsOfColumn(
  column: TableColumn,
  q: Float64Array,
  qUnit: string,
  told: WidthKind | undefined,
): Widths {
  const { label, values } = column;
  const stated = widthsLabel(label);
  const warnings: OperandoWarning[] = [];
  const tell = (
    code: 'resolution-assumed' | 'unit-assumed' | 'unit-inferred' | 'unit-doubtful',
    message: string,
  ): void => {
    warnings.push({ code, message, where: { column: shown(label) } });
  };
  const dqKind = told ?? stated?.kind ?? 'fwhm';
  if (stated?.kind !== undefined && told !== undefined && told !== stated.kind)
    tell(
      'resolution-assumed',
      said`By its label ${label} holds ${word(stated.kind)}; as told, ${word(told)} were read.`,
    );
  if (stated?.kind === undefined && told === undefined)
    tell(
      'resolution-assumed',
      said`${label} does not say what the widths of Q are: ${word(dqKind)} were assumed. If they are ${word('sigma')}, say so (--column-kind sigma; of convert, --resolution sigma).`,
    );
  const dq = stated?.relative === true ? relativeWidths() : absoluteWidths();
  const wide = dq.reduce((sum, width, i) => sum + (width > Math.abs(q[i]!) && q[i] !== 0 ? 1 : 0), 0);
  if (wide > 0.05 * q.length)
    tell(
      'unit-doubtful',
      said`${label} is wider than Q itself at ${wide} of ${q.length} points: is it a width over Q (label it dQ/Q), or in another unit?`,
    );
  return { dq, dqKind, warnings };

  function relativeWidths(): Float64Array {
    const { factor } = stated!;
    const percent = factor >= 1 && medianOf(values) > mostRelative;
    if (percent)
      tell(
        'unit-inferred',
        said`${label} is ${medianOf(values).toPrecision(3)} at its middle: it was read as percent of Q.`,
      );
    const scale = percent ? 0.01 * factor : factor;
    return values.map((value, i) => scale * value * Math.abs(q[i]!));
  }

  function absoluteWidths(): Float64Array {
    const own = (column.unit ?? '').trim();
    const ofOwn = angstromsPerUnit(own);
    // "dQ (FWHM)" names no unit: that of Q holds.
    const factor = own === '' || ofOwn === undefined ? angstromsPerUnit(qUnit) : ofOwn;
    if (ofOwn === undefined && widthLabel(`q ${own} d`) === undefined)
      tell(
        'unit-assumed',
        said`The unit of ${label} is not known; it was read as ${factor === 0.1 ? '1/nm, that of Q' : '1/angstrom'}.`,
      );
    const scale = (factor ?? 1) * (stated?.factor ?? 1);
    return scale === 1 ? values : values.map((value) => value * scale);
  }
}
