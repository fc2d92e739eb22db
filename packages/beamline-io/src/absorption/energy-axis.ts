import { OperandoError, splitUnitNumber } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants } from '@operando/tables';
import { findColumn } from '../table/column-table.js';
import { areKiloelectronvolts, firstBelowZero } from '../table/energy-unit.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';

/** Energies of a table in eV, in the order of its rows. */
export interface EnergyValues {
  readonly values: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

/** Largest of the magnitudes; NaN with a NaN. A loop, since it is run over every file of a series. */
function largest(values: Float64Array): number {
  let most = 0;
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(values[row]!);
    if (size > most) most = size;
    else if (Number.isNaN(size)) return size;
  }
  return most;
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
function radiansPer(text: string): number | undefined {
  const { coefficient, unit } = splitUnitNumber(text);
  if (/^(deg|degrees?|°)$/i.test(unit)) return (coefficient * Math.PI) / 180;
  if (/^(rad|radians?)$/i.test(unit)) return coefficient;
  return /^(mrad|milliradians?)$/i.test(unit) ? coefficient * 1e-3 : undefined;
}

/** Electronvolts per unit of energy, as columns are labelled; undefined for a unit that is none. */
function electronvoltsPer(text: string): number | undefined {
  const { coefficient, unit } = splitUnitNumber(text);
  if (/^(e\.?v\.?|electron[ -]?volts?)$/i.test(unit)) return coefficient;
  return /^(ke\.?v\.?|kilo[ -]?electron[ -]?volts?)$/i.test(unit) ? 1000 * coefficient : undefined;
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

/** Highest photon energy of a scan, eV. */
const highest = 150_000;

/** Energies whose numbers can only be of the other unit than their label says. */
function wrongUnit({ label, unit, values }: TableColumn, factor: number): EnergyValues | undefined {
  const other =
    factor === 1 && areKiloelectronvolts(values)
      ? 'keV'
      : factor === 1000 && 1000 * largest(values) > highest
        ? 'eV'
        : undefined;
  // Numbers that are no eV either are left to their label.
  if (other === undefined || (other === 'eV' && largest(values) > highest)) return undefined;
  return {
    values: other === 'keV' ? values.map((value) => value * 1000) : values,
    warnings: [
      {
        code: 'unit-inferred',
        message: said`Column ${label} is labelled ${unit}, but its numbers (${values[0]} to ${values.at(-1)}) can only be ${other}: it was read so.`,
        where: { column: shown(label) },
      },
    ],
  };
}

/** Beyond the photons of any absorption spectrum, eV: such numbers are in another unit. */
const highestEnergy = 1e6;

/**
 * Energies in eV from a column called energy, in eV or keV, or from the Bragg
 * angle. A column without a unit is eV, unless its numbers can only be keV; so is one whose label contradicts its numbers, with a
 * warning.
 *
 * @param wanted Label or number of the column. @default the column whose label says energy, else an angle, else the first
 * @throws OperandoError `column-missing`, `unit-mismatch` for another unit, and for energies below 0.
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
  const below = firstBelowZero(values);
  if (below >= 0)
    throw new OperandoError('unit-mismatch', said`column ${label} is ${values[below]} here: no energy of photons.`, {
      where: { column: shown(label), line: table.lines[below] ?? below + 1 },
      cure: 'Are the energies relative to an edge? Add the energy of the edge first, or say which column holds the energies (command: --energy).',
    });
  if (unit !== undefined) {
    const factor = electronvoltsPer(unit);
    const wrong = factor === undefined ? undefined : wrongUnit(column, factor);
    if (wrong !== undefined) return wrong;
    if (factor !== undefined)
      return { values: factor === 1 ? values : values.map((value) => value * factor), warnings: [] };
    throw new OperandoError('unit-mismatch', said`column ${label} is in ${unit}.`, {
      where: { column: shown(label) },
      cure: 'Energies must be in eV or keV.',
    });
  }
  const top = largest(values);
  if (top > highestEnergy || (column.role !== 'energy' && (column.role !== undefined || top < 150))) {
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
