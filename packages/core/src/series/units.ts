import type { unit } from 'mathjs';
import type { Axis } from './axis.js';
import { createAxis } from './axis.js';
import { OperandoError } from '../error.js';
import type { Channel, Series } from './series.js';
import { createSeries } from './series.js';
import { unitCandidates } from './unit-names.js';
import { parseUnitText, unknownUnit } from './unit-text.js';
import type { UnitTerm } from './unit-text.js';

/** value in the new unit = factor * value + offset. */
export interface UnitConversion {
  /** New units for each old one. */
  readonly factor: number;
  /** In the new unit; other than 0 for temperatures. */
  readonly offset: number;
}

/** What is used of mathjs. */
type MakeUnit = typeof unit;

/** A unit as mathjs knows it, and the number before it. */
interface ReadUnit {
  readonly coefficient: number;
  /** Empty for none. */
  readonly text: string;
  /** How often an electronvolt is in it. */
  readonly electronvolts: number;
}

/** mathjs 15 has the electronvolt of CODATA 2010; that of 2018 is exact by definition. */
const electronvoltRatio = 1.602_176_634e-19 / 1.602_176_565e-19;

function isKnown(make: MakeUnit, name: string): boolean {
  try {
    make(1, name);
    return true;
  } catch {
    return false;
  }
}

/** @throws OperandoError `unknown-unit`. */
function readUnit(make: MakeUnit, text: string, isAngstrom: boolean): ReadUnit {
  const { coefficient, terms } = parseUnitText(text);
  let factor = coefficient;
  let electronvolts = 0;
  const names: string[] = [];
  for (const { name: given, power } of terms) {
    const found = unitCandidates(isAngstrom && given === 'A' ? 'angstrom' : given).find(
      ({ name }) => name === undefined || isKnown(make, name),
    );
    if (found === undefined) throw unknownUnit(text);
    factor *= found.factor ** power;
    if (found.name === undefined) continue;
    if (/eV$|electronvolts?$/.test(found.name)) electronvolts += power;
    for (const part of found.name.split(' ')) {
      const [name, own = '1'] = part.split('^');
      names.push(`${name}^${power * Number(own)}`);
    }
  }
  if (!(factor > 0 && Number.isFinite(factor))) throw unknownUnit(text);
  return { coefficient: factor, text: names.join(' '), electronvolts };
}

/** 10.000000000000002 is 10: factors between units are short decimals, but for a few digits that computing adds. */
function unrounded(factor: number): number {
  const short = Number(factor.toPrecision(12));
  return Math.abs(factor - short) <= 4 * Number.EPSILON * factor ? short : factor;
}

/** Undefined for units of different things. */
function conversionOf(make: MakeUnit, from: string, to: string, isAngstrom: boolean): UnitConversion | undefined {
  const [source, target] = [readUnit(make, from, isAngstrom), readUnit(make, to, isAngstrom)];
  const scale = source.coefficient / target.coefficient;
  if (source.text === target.text) return { factor: scale, offset: 0 };
  if (source.text === '' || target.text === '') return undefined;
  if (!make(1, source.text).equalBase(make(1, target.text))) return undefined;
  const convert = (value: number): number => make(value, source.text).toNumber(target.text);
  const offset = convert(0);
  // Far from 0, where the offset takes no digits from the factor.
  const far = 2 ** 30;
  const factor = offset === 0 ? convert(1) : (convert(far) - offset) / far;
  const energies = source.electronvolts - target.electronvolts;
  return {
    factor: unrounded(factor * scale * (energies === 0 ? 1 : electronvoltRatio ** energies)),
    offset: offset / target.coefficient,
  };
}

const hasPlainA = (text: string): boolean => parseUnitText(text).terms.some(({ name }: UnitTerm) => name === 'A');

/**
 * How to convert numbers from one unit to another: `eV`, `1/angstrom`, `degC`, with numbers (`1e-3 deg`, `10^-6 A^-2`) and as UDUNITS
 * spells them (`m s-1`, `degree_Celsius`); see {@link parseUnitText}. `A` is the ampere, or the angstrom where only that fits. mathjs,
 * which knows the units, is loaded on the first call; unit texts are parsed as units only, never evaluated.
 *
 * @throws OperandoError `unknown-unit`; `unit-mismatch` when they measure different things.
 */
export async function unitConversion(from: string, to: string): Promise<UnitConversion> {
  if (from === to) return { factor: 1, offset: 0 };
  const { unit: make } = await import('mathjs');
  const found =
    conversionOf(make, from, to, false) ??
    (hasPlainA(from) || hasPlainA(to) ? conversionOf(make, from, to, true) : undefined);
  if (found === undefined) {
    throw new OperandoError('unit-mismatch', `${from} cannot be converted to ${to}.`, {
      cure: 'They measure different things.',
    });
  }
  if (!(found.factor > 0 && Number.isFinite(found.factor))) throw unknownUnit(from);
  return found;
}

/**
 * The same axis in another unit.
 * @throws OperandoError as {@link unitConversion}.
 */
export async function convertAxis<Name extends string, const Unit extends string>(
  axis: Axis<Name>,
  unit: Unit,
): Promise<Axis<Name, Unit>> {
  const { factor, offset } = await unitConversion(axis.unit, unit);
  return createAxis({ name: axis.name, unit, values: axis.values.map((v) => factor * v + offset), edges: axis.edges });
}

/**
 * The same series along its axis in another unit. Signal and channels are not touched.
 * @throws OperandoError as {@link unitConversion}.
 */
export async function convertSeriesAxis<Name extends string, const Unit extends string>(
  series: Series<Name>,
  unit: Unit,
): Promise<Series<Name, Unit>> {
  const axis = await convertAxis(series.axis, unit);
  return createSeries({
    signal: series.signal,
    dims: series.dims,
    axis,
    coordinates: series.coordinates,
    time: series.time,
    channels: series.channels,
    metadata: series.metadata,
    ...(series.variances === undefined ? {} : { variances: series.variances }),
    ...(series.mask === undefined ? {} : { mask: series.mask }),
    provenance: [
      ...series.provenance,
      { step: 'core/convertSeriesAxis', options: { from: series.axis.unit, to: unit } },
    ],
  });
}

/**
 * The same channel in another unit; its standard errors are scaled.
 * @throws OperandoError as {@link unitConversion}.
 */
export async function convertChannel(channel: Channel, unit: string): Promise<Channel> {
  const { factor, offset } = await unitConversion(channel.unit, unit);
  return {
    ...channel,
    unit,
    values: channel.values.map((v) => factor * v + offset),
    ...(channel.stderr === undefined ? {} : { stderr: channel.stderr.map((v) => Math.abs(factor) * v) }),
  };
}

/**
 * For plain JavaScript, where the compiler does not compare units.
 *
 * @param who The function that needs the unit, for the message.
 * @throws OperandoError `unit-mismatch` with the call that cures it.
 */
export function expectUnit(axis: Axis, unit: string, who: string): void {
  if (axis.unit === unit) return;
  throw new OperandoError('unit-mismatch', `${who} needs ${axis.name} in ${unit}, not in ${axis.unit}.`, {
    cure: `Convert it first: await convertSeriesAxis(series, '${unit}').`,
  });
}
