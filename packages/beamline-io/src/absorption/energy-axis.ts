import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants } from '@operando/tables';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';

/** Energies of a table in eV, in the order of its rows. */
export interface EnergyValues {
  readonly values: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** A spacing in angstrom: a number, perhaps with its unit. */
function spacingOf(text: unknown): number {
  if (typeof text === 'number') return text;
  const [, value, unit = ''] =
    /^([\d.]+(?:[eE][+-]?\d+)?)\s*(\S*)$/.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  if (value === undefined) return Number.NaN;
  if (/^nm$/.test(unit)) return 10 * Number(value);
  return /^(a|å|ang|[aå]ngstr[oö]ms?|)$/i.test(unit.normalize('NFC')) ? Number(value) : Number.NaN;
}

/** Radians per unit of angle; undefined for a unit that is none. */
function radiansPer(unit: string): number | undefined {
  if (/^(deg|degrees?|°)$/i.test(unit)) return Math.PI / 180;
  if (/^(rad|radians?)$/i.test(unit)) return 1;
  return /^(mrad|milliradians?)$/i.test(unit) ? 1e-3 : undefined;
}

function fromAngle(table: ColumnTable, column: TableColumn): EnergyValues {
  const spacing = spacingOf(table.metadata['mono.d_spacing']);
  if (!(spacing > 0)) {
    throw new OperandoError(
      'column-missing',
      'the abscissa is an angle, and the header gives no monochromator spacing in angstrom.',
      {
        where: { column: shown(column.label) },
        cure: 'Add Mono.d_spacing (angstrom) to the header, or convert to energy first.',
      },
    );
  }
  const factor = radiansPer(column.unit ?? 'degrees');
  if (factor === undefined)
    throw new OperandoError('unit-mismatch', said`column ${column.label} is in ${column.unit}.`, {
      where: { column: shown(column.label) },
      cure: 'Angles must be in degrees or radians.',
    });
  const values = column.values.map((angle) => constants.hc / (2 * spacing * Math.sin(angle * factor)));
  const warnings: OperandoWarning[] = [
    {
      code: 'energy-from-angle',
      message: said`Energies were computed from ${column.label} with d = ${spacing} angstrom.`,
    },
  ];
  return { values, warnings };
}

/**
 * Energies in eV from a column called energy, in eV or keV, or from the Bragg
 * angle. A column without a unit is eV, unless its numbers can only be keV.
 *
 * @param wanted Label or number of the column. @default the column whose label says energy, else an angle, else the first
 * @throws OperandoError `column-missing`, `unit-mismatch` for another unit.
 */
export function energiesOf(table: ColumnTable, wanted?: string | number): EnergyValues {
  const column =
    wanted === undefined
      ? (table.columns.find(({ role }) => role === 'energy') ??
        table.columns.find(({ role }) => role === 'angle') ??
        table.columns[0]!)
      : findColumn(table, wanted);
  if (column.role === 'angle') return fromAngle(table, column);
  const { values, unit, label } = column;
  if (unit !== undefined) {
    if (/^ev$/i.test(unit)) return { values, warnings: [] };
    if (/^kev$/i.test(unit)) return { values: values.map((v) => v * 1000), warnings: [] };
    throw new OperandoError('unit-mismatch', said`column ${label} is in ${unit}.`, {
      where: { column: shown(label) },
      cure: 'Energies must be in eV or keV.',
    });
  }
  const top = largest(values);
  if (column.role !== 'energy' && (column.role !== undefined || top < 150)) {
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} runs to ${top}${column.role === undefined ? '' : ` and is ${column.role}`}: no energies in eV.`,
      {
        where: { column: shown(label) },
        cure: 'Say which column holds the energies (x; command: --energy), or read the files along their own axis (readColumnSeries).',
      },
    );
  }
  if (column.role !== 'energy') {
    return {
      values,
      warnings: [{ code: 'energy-assumed', message: said`Column ${label} was taken as energy in eV.` }],
    };
  }
  // No edge lies below 100 eV that a hard X-ray beamline scans, none above 150 keV.
  if (top < 150 && top > 0.1) {
    return {
      values: values.map((v) => v * 1000),
      warnings: [
        {
          code: 'unit-inferred',
          message: said`Column ${label} has no unit and reaches ${top}: it was read as keV.`,
          where: { column: shown(label) },
        },
      ],
    };
  }
  return { values, warnings: [] };
}
