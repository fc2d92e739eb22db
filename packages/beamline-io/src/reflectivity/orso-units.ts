import { OperandoError, splitUnitNumber } from '@operando/core';
import type { OperandoWarning, WarningCode } from '@operando/core';
import { said } from '../text/said.js';

/** A material: by SLD, by formula with a density (or without, for elements and water), or as a mixture by volume. */
export interface OrsoMaterial {
  /** What it is called in the model. */
  readonly name: string;
  /** Chemical formula. */
  readonly formula?: string;
  /** g/cm3. */
  readonly massDensity?: number;
  /** Formula units per cubic angstrom. */
  readonly numberDensity?: number;
  /** Multiplies density or SLD. */
  readonly relativeDensity?: number;
  /** 1e-6 per square angstrom. */
  readonly sld?: number;
  /** Imaginary part of the SLD, 1e-6 per square angstrom. */
  readonly isld?: number;
  /** A mixture: materials with their shares of the volume. */
  readonly composition?: readonly { readonly fraction: number; readonly material: OrsoMaterial }[];
}

/** Defaults of a model, lengths in angstrom. */
export interface OrsoGlobals {
  /** Angstrom per length unit. */
  readonly length: number;
  readonly roughness: number;
  readonly slice: number;
  readonly massDensityUnit: string;
  readonly numberDensityUnit: string;
  readonly sldUnit: string;
}

type Table = Readonly<Record<string, unknown>>;

const lengths: Readonly<Record<string, number>> = {
  angstrom: 1,
  a: 1,
  å: 1,
  nm: 10,
  um: 1e4,
  µm: 1e4,
  mm: 1e7,
  m: 1e10,
};

function unitFactor(unit: string, what: string, table: Readonly<Record<string, number>>): number {
  const split = splitUnitNumber(unit);
  const key = split.unit.replaceAll(/\s+/g, '').toLowerCase().replace('ångström', 'angstrom');
  if (!Object.hasOwn(table, key))
    throw new OperandoError('unknown-unit', said`${what} is in ${unit.slice(0, 30)}.`, {
      cure: said`Units known: ${Object.keys(table).join(', ')}.`,
    });
  return split.coefficient * table[key]!;
}

const inverse = (power: number): Record<string, number> =>
  Object.fromEntries(
    Object.entries(lengths).flatMap(([unit, factor]) => [
      [`1/${unit}^${power}`, factor ** -power],
      [`${unit}^-${power}`, factor ** -power],
    ]),
  );
const sldUnits = inverse(2);
const numberUnits = inverse(3);
const massUnits: Readonly<Record<string, number>> = { 'g/cm^3': 1, 'g/cm3': 1, 'kg/m^3': 1e-3, 'kg/m3': 1e-3 };

function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new OperandoError('bad-number', said`${what} is ${JSON.stringify(value)?.slice(0, 40)}, no number.`);
  return value;
}

/** A number, or magnitude with unit. */
function quantity(value: unknown, unit: string, what: string, table: Readonly<Record<string, number>>): number {
  if (value === null || typeof value !== 'object') return numberOf(value, what) * unitFactor(unit, what, table);
  const { magnitude, unit: stated } = value as { magnitude?: unknown; unit?: unknown };
  return numberOf(magnitude, what) * unitFactor(typeof stated === 'string' ? stated : unit, what, table);
}

/** Length in angstrom. */
export function orsoLength(value: unknown, globals: Pick<OrsoGlobals, 'length'>, what: string): number {
  const length =
    value !== null && typeof value === 'object'
      ? quantity(value, 'nm', what, lengths)
      : numberOf(value, what) * globals.length;
  if (length < 0) throw new OperandoError('malformed-file', said`${what} is negative.`);
  return length;
}

/** Defaults: nm, 0.3 nm of roughness, slices of 1 nm, as the language has them. */
export function orsoGlobals(given: Table): OrsoGlobals {
  const text = (key: string, otherwise: string): string => (typeof given[key] === 'string' ? given[key] : otherwise);
  const length = unitFactor(text('length_unit', 'nm'), 'length_unit', lengths);
  return {
    length,
    roughness: given['roughness'] === undefined ? 3 : orsoLength(given['roughness'], { length }, 'globals.roughness'),
    slice:
      given['slice_resolution'] === undefined
        ? 10
        : orsoLength(given['slice_resolution'], { length }, 'globals.slice_resolution'),
    massDensityUnit: text('mass_density_unit', 'g/cm^3'),
    numberDensityUnit: text('number_density_unit', '1/nm^3'),
    sldUnit: text('sld_unit', '1/angstrom^2'),
  };
}

const special: Readonly<Record<string, OrsoMaterial>> = {
  vacuum: { name: 'vacuum', sld: 0, isld: 0 },
  air: { name: 'air', formula: 'N8O2', massDensity: 1.225e-3 },
  water: { name: 'water', formula: 'H2O', massDensity: 1 },
};
const understood = new Set([
  'formula',
  'mass_density',
  'number_density',
  'relative_density',
  'rel_density',
  'sld',
  'magnetic_moment',
  'comment',
]);

/** A material of the model, units made ours. */
export function orsoMaterial(
  name: string,
  given: Table,
  globals: OrsoGlobals,
  warnings: OperandoWarning[],
): OrsoMaterial {
  if (Object.keys(given).length === 0) return Object.hasOwn(special, name) ? special[name]! : { name, formula: name };
  const tell = (code: WarningCode, message: string): void => {
    if (!warnings.some((warning) => warning.message === message)) warnings.push({ code, message });
  };
  for (const key of Object.keys(given))
    if (!understood.has(key))
      tell('ignored-key', said`${name}: ${key} is no part of the model language and was not read.`);
  if (given['magnetic_moment'] !== undefined)
    tell(
      'magnetism-ignored',
      said`${name} has a magnetic moment, which is not in the SLD read here (neutrons not polarised).`,
    );
  const { sld, formula } = given;
  const relative = given['relative_density'] ?? given['rel_density'];
  const complex =
    sld !== null && typeof sld === 'object' && 'real' in sld
      ? (sld as { real?: unknown; imag?: unknown; unit?: unknown })
      : undefined;
  const sldFactor =
    complex === undefined
      ? 1
      : 1e6 * unitFactor(typeof complex.unit === 'string' ? complex.unit : globals.sldUnit, `${name}.sld`, sldUnits);
  const parts =
    complex === undefined
      ? undefined
      : {
          sld: numberOf(complex.real, `${name}.sld`) * sldFactor,
          isld: numberOf(complex.imag ?? 0, `${name}.sld`) * sldFactor,
        };
  return {
    name,
    ...(sld === undefined
      ? { formula: typeof formula === 'string' ? formula : name }
      : (parts ?? { sld: 1e6 * quantity(sld, globals.sldUnit, `${name}.sld`, sldUnits) })),
    ...(given['mass_density'] === undefined
      ? {}
      : { massDensity: quantity(given['mass_density'], globals.massDensityUnit, `${name}.mass_density`, massUnits) }),
    ...(given['number_density'] === undefined
      ? {}
      : {
          numberDensity: quantity(
            given['number_density'],
            globals.numberDensityUnit,
            `${name}.number_density`,
            numberUnits,
          ),
        }),
    ...(relative === undefined ? {} : { relativeDensity: numberOf(relative, `${name}.relative_density`) }),
  };
}
