import type { Axis } from './axis.js';
import { createAxis } from './axis.js';
import { OperandoError } from '../error.js';
import type { Channel, Series } from './series.js';
import { createSeries } from './series.js';

/** Longest unit text that is looked at: units come from foreign files. */
const longestUnit = 64;

/** value in the new unit = factor * value + offset. */
export interface UnitConversion {
  readonly factor: number;
  readonly offset: number;
}

/** Spellings that instruments use and mathjs does not know. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/Å|\bAngstroms?\b|\bAA\b/g, 'angstrom'],
  [/[µμ]/g, 'u'],
  [/°\s?([CF])\b/g, 'deg$1'],
  [/°/g, 'deg'],
  [/⁻¹/g, '^-1'],
  [/²/g, '^2'],
  [/([A-Za-z])[.·]([A-Za-z])/g, '$1 $2'],
  [/\b([kmun]?[AW])h\b/g, '$1 h'],
  [/[ΩΩ]/g, 'ohm'],
];

/** The unit as mathjs spells it: `1/nm`, to which it gives a value of its own, is the bare unit `nm^-1`. */
function asPower(text: string): string {
  const spelled = spellings.reduce((unit, [pattern, replacement]) => unit.replace(pattern, replacement), text.trim());
  const [, name, power = '1'] = /^1\s*\/\s*([A-Za-z]+)(?:\^(\d))?$/.exec(spelled) ?? [];
  return name === undefined ? spelled : `${name}^-${power}`;
}

// mathjs takes more than half a second to load, so it is imported when a unit is first converted.
async function parseUnits(from: string, to: string): Promise<readonly [Convertible, Convertible]> {
  const { unit } = await import('mathjs');
  const parse = (text: string): Convertible => {
    if (text.length > longestUnit) {
      throw new OperandoError('unknown-unit', `a unit of ${text.length} characters.`, { cure: 'Give a plain unit.' });
    }
    try {
      return unit(1, asPower(text));
    } catch (cause) {
      throw new OperandoError('unknown-unit', `${JSON.stringify(text)} is no unit known here.`, {
        cure: 'Write units as eV, keV, deg, rad, angstrom, nm, 1/angstrom, s, h, A, mA, V, degC.',
        cause,
      });
    }
  };
  return [parse(from), parse(to)];
}

/** The part of a mathjs unit that is used here. */
interface Convertible {
  equalBase(other: unknown): boolean;
}

/**
 * How to convert numbers from one unit to another (mathjs spelling: `eV`,
 * `1/angstrom`, `degC`). mathjs is loaded on the first call; unit texts are
 * parsed as units only, never evaluated.
 *
 * @throws OperandoError `unknown-unit`; `unit-mismatch` when they measure different things.
 */
export async function unitConversion(from: string, to: string): Promise<UnitConversion> {
  if (from === to) return { factor: 1, offset: 0 };
  const [source, target] = from === '1' || to === '1' ? [] : await parseUnits(from, to);
  if (source === undefined || target === undefined || !source.equalBase(target)) {
    throw new OperandoError('unit-mismatch', `${from} cannot be converted to ${to}.`, {
      cure: 'They measure different things.',
    });
  }
  const { unit } = await import('mathjs');
  const convert = (value: number): number => unit(value, asPower(from)).toNumber(asPower(to));
  const offset = convert(0);
  return { factor: offset === 0 ? convert(1) : convert(1) - offset, offset };
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
