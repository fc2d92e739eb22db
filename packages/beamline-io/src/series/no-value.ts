import type { ColumnTable } from '../table/column-table.js';

/**
 * Signs that say for themselves that there is no value: detectors of 32 bits (gap, dead pixel), the largest and least of signed ones,
 * and these as 4-byte floats and texts of six to eight digits round them; the largest of 64 bits, and of 4-byte floats.
 */
const signs32: ReadonlySet<number> = new Set([
  4_294_967_295,
  4_294_967_294,
  4_294_967_296,
  4_294_967_300,
  4_294_967_000,
  4_294_970_000,
  2_147_483_647,
  2_147_483_648,
  2_147_483_600,
  2_147_483_650,
  2_147_484_000,
  2_147_480_000,
  -2_147_483_648,
  -2_147_483_600,
  -2_147_483_650,
  -2_147_484_000,
  -2_147_480_000,
  2 ** 64,
  2 ** 63,
  -(2 ** 63),
  3.402_823_466_385_288_6e38,
  3.402_823_5e38,
  3.402_823e38,
  -3.402_823_466_385_288_6e38,
  -3.402_823_5e38,
]);
/** No detector counts so far: overflow and no value of instruments (9.9e37, 9.91e37) and programs (1e30). */
const beyondAll = 1e30;
/** Whether a number is finite, and beyond all that is measured. */
export const isBeyondAll = (value: number): boolean => Math.abs(value) >= beyondAll && Number.isFinite(value);
const isSignAlone = (value: number): boolean => signs32.has(value) || isBeyondAll(value);
/** The same of 16 bits, which may also be an honest count: only where it stands out. */
const sign16 = 65_535;

/** What a header calls the value that stands for none, and how near to it others count (EDF, pyFAI, CBF, HDF5). */
const dummyKey =
  /^(?:\w+[ _.-])?(?:dummy|no[ _-]?data(?:[ _-]?value)?|fill[ _-]?value|missing[ _-]?value|mask(?:ed)?[ _-]?value)$/i;
const marginKey = /^(?:\w+[ _.-])?(?:ddummy|delta[ _-]?dummy)$/i;

/** The value that a header declares to stand for none. */
export interface DeclaredDummy {
  readonly value: number;
  readonly margin: number;
}

/** A dummy declared in the fields of a header. */
export function declaredDummy({ metadata }: Pick<ColumnTable, 'metadata'>): DeclaredDummy | undefined {
  const numberAt = (pattern: RegExp): number | undefined => {
    const found = Object.entries(metadata).find(([key]) => pattern.test(key.trim()))?.[1];
    const value = typeof found === 'string' ? Number(found.trim() === '' ? Number.NaN : found) : found;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const value = numberAt(dummyKey);
  return value === undefined ? undefined : { value, margin: Math.abs(numberAt(marginKey) ?? 0) };
}

/** A whole negative number that is written in for no value: -1, -2, -10, -999, but no measured one. */
const isPlainSign = (value: number): boolean => Number.isInteger(value) && value < 0;

/** Counts beside which a -1 may be what is left of none, once a background of 1 was taken off: five standard deviations. */
const lowCounts = 25;

/** How many usual steps from point to point a value lies below its neighbours at least, to be no measured one. */
const farOff = 20;

/** Whether a value lies far below both neighbours, in steps from point to point. */
function standsOff(y: Float64Array, value: number): boolean {
  const at = y.indexOf(value);
  const beside = [y[at - 1], y[at + 1]].filter((each) => each !== undefined && Number.isFinite(each));
  const steps = Float64Array.from({ length: y.length - 1 }, (_, i) => Math.abs(y[i + 1]! - y[i]!))
    .filter((step) => Number.isFinite(step))
    .sort();
  const usual = steps[steps.length >> 1] ?? 0;
  return beside.length > 0 && beside.every((each) => each! - value > farOff * usual);
}

/**
 * Negative numbers that stand for no value: at most two, whole, in data that are never negative otherwise. Data from which a
 * background was taken off are negative in many ways, and keep their values.
 */
function negativeSigns(y: Float64Array): ReadonlySet<number> {
  const negative = new Map<number, number>();
  let positive = 0;
  let isWhole = true;
  for (const value of y) {
    if (value > 0) positive++;
    if (value >= 0 && Number.isFinite(value)) isWhole &&= Number.isInteger(value);
    if (!(value < 0) || signs32.has(value)) continue;
    negative.set(value, (negative.get(value) ?? 0) + 1);
    if (negative.size > 2 || !isPlainSign(value)) return new Set();
  }
  const values = [...negative.keys()];
  // Nothing but one sign is no data.
  if (positive === 0)
    return new Set(y.length > 1 && y.every((value) => value === values[0] || Number.isNaN(value)) ? values : []);
  // One negative number among fractions may be measured, unless it stands far off; counts are never below 0.
  if (!isWhole && values.some((value) => negative.get(value) === 1 && !standsOff(y, value))) return new Set();
  // Low counts minus one: single points beside others as low.
  const isLeft =
    isWhole &&
    values.every((value) => value === -1) &&
    y.every((value, i) => {
      if (value !== -1) return true;
      const beside = [y[i - 1] ?? 0, y[i + 1] ?? 0];
      return beside.some((each) => each !== -1) && beside.every((each) => each <= lowCounts);
    });
  return isLeft ? new Set() : new Set(values);
}

/** Whether 65535 is a sign: several in a row, the largest number there is, and far above what stands beside it. */
function hasSign16(y: Float64Array): boolean {
  let isRun = false;
  for (let i = 0; i < y.length; i++) {
    if (y[i]! > sign16 && !isSignAlone(y[i]!)) return false;
    if (y[i] !== sign16) continue;
    if ([y[i - 1], y[i + 1]].some((beside) => beside !== sign16 && (beside ?? 0) > sign16 / 4)) return false;
    isRun ||= y[i + 1] === sign16 && y[i + 2] === sign16;
  }
  return isRun;
}

/** From which number on, and how many times as large as all others, one is none: 1e10, 1e20 and other fillings. */
const hugeAtLeast = 1e9;
const timesOthers = 1e4;

/** A number that dwarfs all others of a column, and so stands for none. */
function hugeSign(y: Float64Array): number | undefined {
  let [largest, next] = [-Infinity, -Infinity];
  for (const value of y) {
    if (!Number.isFinite(value) || isSignAlone(value) || value === largest) continue;
    if (value > largest) [largest, next] = [value, largest];
    else next = Math.max(next, value);
  }
  // A column of one number is what it is.
  return next > -Infinity && largest >= hugeAtLeast && largest >= timesOthers * next ? largest : undefined;
}

const never = (): boolean => false;

/** Whether no value can be a sign, as of most files: one pass. */
function isPlain(y: Float64Array): boolean {
  for (let i = 0; i < y.length; i++) if (y[i]! < 0 || y[i]! >= sign16) return false;
  return true;
}

/** Tells the values of a column that stand for none: {@link negativeSigns}, those of full counters, one that dwarfs all others, and what the header declares. */
export function signOfNoValue(y: Float64Array, dummy?: DeclaredDummy): (value: number) => boolean {
  if (dummy === undefined && isPlain(y)) return never;
  const negative = negativeSigns(y);
  const is16 = hasSign16(y);
  const huge = hugeSign(y);
  return (value) =>
    signs32.has(value) ||
    negative.has(value) ||
    value === huge ||
    (is16 && value === sign16) ||
    (dummy !== undefined && Math.abs(value - dummy.value) <= Math.max(dummy.margin, 1e-6 * Math.abs(dummy.value)));
}
