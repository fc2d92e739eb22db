import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';
import { timesOfMap } from './gsas-bank.js';
import type { GsasBank, TimeMap } from './gsas-bank.js';
import type { GsasValues } from './gsas-records.js';
import { timeOfFlightAxis, twoThetaAxis } from './powder-table.js';
import type { PowderAxis } from './powder-table.js';

/** The abscissa of a bank. */
export interface GsasAxis {
  readonly axis: PowderAxis;
  readonly values: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

/** Centidegrees of half a turn, beyond which there is no two-theta. */
const halfTurn = 18_000;
/** Centidegrees from point to point, at least. */
const leastStep = 0.1;

const centidegrees = (values: Float64Array): GsasAxis => ({
  axis: twoThetaAxis,
  values: values.map((value) => value / 100),
  warnings: [],
});

const microseconds = (values: Float64Array, warnings: readonly OperandoWarning[] = []): GsasAxis => ({
  axis: timeOfFlightAxis,
  values,
  warnings,
});

/** Doubt whether an abscissa is in degrees: no diffractometer steps by less than a thousandth of one. */
function degreesWarnings(values: Float64Array, line: number): OperandoWarning[] {
  const step = (values.at(-1)! - values[0]!) / (values.length - 1);
  if (!(step > 0 && step < leastStep)) return [];
  return [
    {
      code: 'unit-doubtful',
      message: `The steps are ${Number(step.toPrecision(6))} hundredths of a degree, as GSAS has them: if these are degrees, all angles are 100 times larger.`,
      where: { line },
    },
  ];
}

/** Constant steps are centidegrees, and microseconds where they cannot be that. */
function constantAxis(values: Float64Array, line: number): GsasAxis {
  const last = values.at(-1) ?? 0;
  if (last <= halfTurn) return { ...centidegrees(values), warnings: degreesWarnings(values, line) };
  return microseconds(values, [
    {
      code: 'unit-inferred',
      message: `The bank ends at ${last}, beyond 180 degrees in hundredths: it was read as time of flight in microseconds.`,
      where: { line },
    },
  ]);
}

/** Thirty-seconds of a microsecond; the same numbers can be thirty-seconds of centidegrees, which only the instrument's file tells. */
function fineTimes(written: Float64Array, line: number): GsasAxis {
  const values = written.map((value) => value / 32);
  const open = (values.at(-1) ?? 0) <= halfTurn;
  return microseconds(
    values,
    open
      ? [
          {
            code: 'unit-assumed',
            message:
              'The abscissa was read as time of flight in 1/32 microseconds; if the file is one of two-theta, these are 1/3200 degrees.',
            where: { line },
          },
        ]
      : [],
  );
}

function stepped(bank: GsasBank, where: { readonly line: number }): Float64Array {
  const [start, step] = bank.coefficients.map(Number);
  if (!(step! > 0) || !Number.isFinite(start))
    throw new OperandoError(
      'malformed-file',
      said`start ${bank.coefficients[0]} and step ${bank.coefficients[1]} are no scan.`,
      { where },
    );
  return Float64Array.from({ length: bank.points }, (_, i) => start! + i * step!);
}

/** Whether the abscissa of the rows begins where the bank says: it is believed, and another one is told. */
function startWarnings(
  bank: GsasBank,
  x: Float64Array | undefined,
  where: { readonly line: number },
): OperandoWarning[] {
  const [start, step] = bank.coefficients.map(Number);
  const first = x?.[0];
  if (first === undefined || !(step! > 0) || !(Math.abs(first - start!) > 1.5 * step!)) return [];
  return [
    {
      code: 'range-declared',
      message: `The bank says that it begins at ${start}, its first row says ${first}: the rows were believed.`,
      where,
    },
  ];
}

function logarithmic(bank: GsasBank, where: { readonly line: number }): Float64Array {
  const [start, , step] = bank.coefficients.map(Number);
  if (!(start! > 0 && step! > 0 && step! < 1))
    throw new OperandoError(
      'malformed-file',
      said`start ${bank.coefficients[0]} and relative step ${bank.coefficients[2]} are no scale of times.`,
      { where },
    );
  return Float64Array.from({ length: bank.points }, (_, i) => start! * (1 + step!) ** i);
}

function mapped(bank: GsasBank, maps: readonly TimeMap[], where: { readonly line: number }): Float64Array {
  const map = maps.length === 1 ? maps[0] : maps.find(({ number }) => number === bank.coefficients[0]);
  if (map === undefined)
    throw new OperandoError('malformed-file', said`there is no time map ${bank.coefficients[0]}.`, {
      where,
      cure: 'The bank refers to a TIME_MAP that must stand in the same file.',
    });
  return timesOfMap(map, bank.points, where.line);
}

/**
 * The abscissa of a bank: two-theta in degrees, or time of flight in microseconds, by its binning.
 *
 * @throws OperandoError `unsupported` for other binnings, `malformed-file`.
 */
export function gsasAxis(bank: GsasBank, { x }: Pick<GsasValues, 'x'>, maps: readonly TimeMap[]): GsasAxis {
  const where = { line: bank.at + 1 };
  const { binning, type } = bank;
  if (['CONST', 'CONS'].includes(binning)) {
    if (type === 'ALT') return centidegrees(x!.map((value) => value / 32));
    const { warnings, ...found } = constantAxis(x ?? stepped(bank, where), where.line);
    return { ...found, warnings: [...warnings, ...startWarnings(bank, x, where)] };
  }
  if (binning === 'RALF' && x !== undefined) return type === 'ALT' ? fineTimes(x, where.line) : microseconds(x);
  if (binning === 'SLOG') {
    if (type === 'ALT') return fineTimes(x!, where.line);
    return microseconds(x ?? logarithmic(bank, where));
  }
  if (binning.startsWith('TIME_MAP')) return microseconds(x ?? mapped(bank, maps, where));
  throw new OperandoError('unsupported', said`GSAS data of binning ${binning} and type ${type}.`, {
    where,
    cure: 'Data over two-theta (CONST) and time of flight (SLOG, RALF, TIME_MAP) are read: export others as columns.',
  });
}
