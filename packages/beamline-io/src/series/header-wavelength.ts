import { splitUnitNumber } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { constants } from '@operando/tables';
import type { ColumnTable } from '../table/column-table.js';

/** Wavelengths that a header states, angstrom. */
export interface HeaderWavelength {
  /** Of the beam; of a tube the first line. */
  readonly wavelength: number;
  /** Of the second line of a tube. */
  readonly second?: number;
}

const first = /(?:wavelength(?:alpha1|1)?|kalpha1(?:wavelength)?)$|^(?:wl1?|lambda1?|hwxgwavelengthalpha1)$/;
const second = /(?:wavelengthalpha2|wavelength2|kalpha2(?:wavelength)?)$|^(?:wl2|lambda2)$/;
const energy = /(?:^|beam|photon|xray|incident|mono)energy$/;

/** In a line of text, without a mark between name and number: `Wavelength 1.54056`. */
const inText =
  /(?:^|[^\p{L}])(?:wave[ -]?length|lambda|λ)\s{0,3}(?:[([]([^()[\]]{1,12})[)\]])?\s{1,8}(\d{0,4}[.,]?\d{1,12}(?:e[+-]?\d\d?)?)(?![\p{L}\d])(?:\s{0,3}[([]?(\p{L}{1,12}))?/iu;

/** Wavelengths that can be meant, angstrom. */
const isWavelength = (value: number): boolean => value > 0.01 && value < 100;

/** A decimal comma as a point: `1,5406 A`. */
const withPoint = (text: string): string => text.replace(/^([+-]?\d+),(?=\d)/, '$1.');

/** A length in angstrom of a number with its unit; one without is in angstrom, or in metres where it is that small. */
function lengthOf(value: JsonValue, unitOfKey: string | undefined): number {
  const [number, unit] =
    typeof value === 'number'
      ? [value, unitOfKey]
      : ((): [number, string | undefined] => {
          const [, digits, rest = ''] =
            /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/.exec(
              typeof value === 'string' ? withPoint(value.trim()) : '',
            ) ?? [];
          return [Number(digits ?? Number.NaN), rest.replace(/^[([](.*)[)\]]$/, '$1').trim() || unitOfKey];
        })();
  if (unit === undefined) return number < 1e-8 ? number * 1e10 : number;
  const split = splitUnitNumber(unit.normalize('NFC'));
  const factor = { m: 1e10, nm: 10, pm: 0.01, a: 1, å: 1, aa: 1, ang: 1 }[split.unit.toLowerCase()];
  const known = factor ?? (/^[aå]ngstr(?:[oö]|oe)m(?:s|er)?$/i.test(split.unit) ? 1 : Number.NaN);
  return number * known * split.coefficient;
}

/** Wavelength that lines without fields state; a word behind the number that is no unit of length is another word. */
function wavelengthInText(text: JsonValue | undefined): number {
  const [, ofName, digits, behind] = inText.exec(typeof text === 'string' ? text : '') ?? [];
  if (digits === undefined) return Number.NaN;
  const stated = behind === undefined ? Number.NaN : lengthOf(digits, behind);
  return Number.isNaN(stated) ? lengthOf(digits, ofName) : stated;
}

/** Wavelength of an energy with its unit. */
function wavelengthOfEnergy(value: JsonValue, unitOfKey: string | undefined): number {
  const [, digits, own] =
    /^([\d.]+(?:[eE][+-]?\d+)?)\s*(k?eV)\b/i.exec(
      typeof value === 'string' ? withPoint(value.trim()) : String(Number(value)),
    ) ?? [];
  const unit = own ?? unitOfKey;
  const number = Number(digits ?? value);
  if (unit === undefined || !/^k?ev$/i.test(unit)) return Number.NaN;
  return constants.hc / (number * (/^k/i.test(unit) ? 1000 : 1));
}

/**
 * The wavelength that a header states, whatever it calls it: pyFAI (`Wavelength: 4.1e-11 m`), XRDML and PANalytical (`kAlpha1`),
 * Rigaku, Bruker, PSI, or any `wavelength = 0.7093`; else from an energy with its unit. Undefined where there is none, or one that
 * cannot be.
 */
export function headerWavelength({
  metadata,
  scalars,
}: Pick<ColumnTable, 'metadata' | 'scalars'>): HeaderWavelength | undefined {
  let [one, two, ofEnergy] = [Number.NaN, Number.NaN, Number.NaN];
  const stated = scalars['wavelength'];
  if (stated !== undefined) one = lengthOf(stated.value, stated.unit);
  for (const [given, value] of Object.entries(metadata)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const [, name = given, unit] = /^(.*?)\s*[([]([^)\]]*)[)\]]\s*$/.exec(given) ?? [];
    const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    if (Number.isNaN(one) && first.test(key)) one = lengthOf(value, unit);
    else if (Number.isNaN(two) && second.test(key)) two = lengthOf(value, unit);
    else if (Number.isNaN(ofEnergy) && energy.test(key)) ofEnergy = wavelengthOfEnergy(value, unit);
  }
  if (Number.isNaN(one)) one = wavelengthInText(metadata['header']);
  if (Number.isNaN(one)) one = ofEnergy;
  if (!isWavelength(one)) return undefined;
  return { wavelength: one, ...(isWavelength(two) && two !== one ? { second: two } : {}) };
}

/** A wavelength, and where it is from. */
export interface KnownWavelength {
  /** Angstrom. */
  readonly value: number;
  readonly from: 'given' | 'header';
}

const listOf = (given: number | readonly number[] | undefined): readonly number[] =>
  given === undefined ? [] : typeof given === 'number' ? [given] : given;

/** The wavelength to compute with: the one given, else the header's. */
export function knownWavelength(
  given: number | readonly number[] | undefined,
  stated: HeaderWavelength | undefined,
): KnownWavelength | undefined {
  const [one] = listOf(given);
  if (one !== undefined) return { value: one, from: 'given' };
  return stated === undefined ? undefined : { value: stated.wavelength, from: 'header' };
}

/** A wavelength as messages tell it: metres as angstrom leave 0.7092999999999999. */
export const wavelengthInWords = (wavelength: number): number => Number(wavelength.toPrecision(8));

/** Share by which two wavelengths may differ: tables of tube lines do by some 1e-5, calibrated beams by 1e-4. */
const tolerance = 1e-3;

/** That the header states another wavelength than those given. */
export function wavelengthWarnings(
  given: number | readonly number[] | undefined,
  stated: HeaderWavelength | undefined,
): OperandoWarning[] {
  const all = listOf(given);
  if (stated === undefined || all.length === 0) return [];
  if (all.some((one) => Math.abs(one / stated.wavelength - 1) <= tolerance)) return [];
  return [
    {
      code: 'wavelength-differs',
      message: `The header states a wavelength of ${wavelengthInWords(stated.wavelength)} angstrom, ${wavelengthInWords(all[0]!)} was given and is used.`,
    },
  ];
}
