import { OperandoError, splitUnitNumber } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants } from '@operando/tables';
import { areKiloelectronvolts, firstBelowZero } from '../table/energy-unit.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import { asAsked, highest } from './asked-unit.js';
import { energyColumnOf } from './energy-column.js';
import type { EnergyValues } from './energy-values.js';
import { areRelative, fromEdge } from './relative-energy.js';
import { statedAbsorber } from './stated-absorber.js';

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
/** Coarsest scan in keV: numbers below 150 in larger steps are none. */
const coarsest = 0.11;

/** How energies are to be understood. */
export interface EnergyOptions {
  /** `relative`: in eV from the edge. @default what the label says, else what the numbers can only be */
  readonly unit?: 'eV' | 'keV' | 'relative' | undefined;
  /** Of the edge that `relative` energies count from, eV. @default that of the element and edge in the header, by the table of edges */
  readonly edgeEnergy?: number | undefined;
}

function median(values: Float64Array): number {
  return values.sort()[values.length >> 1] ?? Number.NaN;
}

/** Whether numbers below 150 that say no unit can be keV. */
function canBeKiloelectronvolts(values: Float64Array): boolean {
  const steps = Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) =>
    Math.abs(values[i + 1]! - values[i]!),
  );
  return !(median(steps) > coarsest);
}

/**
 * Energies in eV from a column called energy, in eV or keV, or from the Bragg
 * angle. A column without a unit is eV, unless its numbers can only be keV; so is one whose label contradicts its numbers, with a
 * warning. Energies that fall below 0 are relative to the edge that the header names.
 *
 * @param wanted Label or number of the column. @default see `energyColumnOf`
 * @throws OperandoError `column-missing`, `unit-mismatch` for another unit, and for energies below 0 of no known edge.
 */
export function energiesOf(
  table: ColumnTable,
  wanted?: string | number,
  { unit: asked, edgeEnergy }: EnergyOptions = {},
): EnergyValues {
  const column = energyColumnOf(table, wanted);
  if (asked === 'relative') return fromEdge(table, column, edgeEnergy);
  if (asked !== undefined) return asAsked(table, column, asked);
  if (column.role === 'angle') return fromAngle(table, column);
  const { values, unit, label } = column;
  const below = firstBelowZero(values);
  if (below >= 0) {
    const isKnown = edgeEnergy !== undefined || statedAbsorber(table)?.edge !== undefined;
    const isEnergy = column.role === 'energy' || wanted !== undefined || edgeEnergy !== undefined;
    if (isKnown && isEnergy && areRelative(values) && (unit === undefined || electronvoltsPer(unit) === 1))
      return fromEdge(table, column, edgeEnergy);
    throw new OperandoError('unit-mismatch', said`column ${label} is ${values[below]} here: no energy of photons.`, {
      where: { column: shown(label), line: table.lines[below] ?? below + 1 },
      cure: 'Are the energies relative to an edge? Give its energy (command: --edge-energy 7112), or say which column holds the energies (command: --energy-column).',
    });
  }
  if (unit !== undefined) {
    const factor = electronvoltsPer(unit);
    const wrong = factor === undefined ? undefined : wrongUnit(column, factor);
    if (wrong !== undefined) return wrong;
    if (factor !== undefined)
      return { values: factor === 1 ? values : values.map((value) => value * factor), warnings: [] };
    throw new OperandoError('unit-mismatch', said`column ${label} is in ${unit}.`, {
      where: { column: shown(label) },
      cure: 'Energies must be in eV or keV (command: --energy-unit).',
    });
  }
  const top = largest(values);
  const isKilo = top < 150 && top > 0.1;
  const isOther = column.role !== 'energy' && (column.role !== undefined || top < 150);
  if (top > highestEnergy || isOther || (isKilo && !canBeKiloelectronvolts(values))) {
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} runs to ${top}${column.role === undefined || column.role === 'energy' ? '' : ` and is ${column.role}`}: no energies in eV${isOther ? '' : ' or keV'}.`,
      {
        where: { column: shown(label) },
        cure: 'Say which column holds the energies and in which unit (x; command: --energy-column, --energy-unit), or read the files along their own axis (readColumnSeries).',
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
  if (isKilo) {
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
