import { leastNoise } from './least-noise.js';
import { missing16, missing32 } from './packed-numbers.js';
import type { PackedNumbers } from './packed-numbers.js';

/** How numbers will be stored. */
export type ChosenForm = Pick<PackedNumbers, 'form' | 'step' | 'offset' | 'noise'>;

/** Maps of so few values are kept in floating point: they take no room. */
const small = 20_000;
/** Steps are at most this part of the least noise. */
const stepsInNoise = 16;

/** Maps of more values are kept in 16 bits where that is fine enough. */
const large = 200_000;
/** Steps that must lie within the middle 98 % of the values. */
const fineSteps = 10_000;

/** 1, 2 or 5 times a power of ten, in the double that is nearest to it. */
const decimal = (digit: number, exponent: number): number => Number(`${digit}e${exponent}`);

/** The smallest 1, 2 or 5 times a power of ten that is not below a value. */
function roundStepUp(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  return [1, 2, 5].map((digit) => decimal(digit, exponent)).find((step) => step >= value) ?? decimal(1, exponent + 1);
}

/** Steps of a large map whose noise is below what 16 bits tell apart; undefined where its outliers would make them coarse. */
function fineForm(values: ArrayLike<number>, low: number, high: number): ChosenForm | undefined {
  if (values.length <= large || !(high > low)) return undefined;
  const stride = Math.floor(values.length / 20_000) | 1;
  const kept: number[] = [];
  for (let i = 0; i < values.length; i += stride) if (values[i] === values[i]) kept.push(values[i]!);
  const sorted = kept.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  const step = roundStepUp((high - low) / (missing16 - 3));
  const isFine = (at(0.99) - at(0.01)) / step >= fineSteps;
  return isFine ? { form: 'steps', step, offset: Math.floor(low / step) * step } : undefined;
}

/**
 * How curves that lie over a map are stored: in 16-bit steps no coarser than the map's, or in floating point.
 *
 * @param coarsest Undefined where the map has no steps.
 */
export function curveForm(values: ArrayLike<number>, coarsest: number | undefined): ChosenForm {
  const { low, high, infinite } = factsOf(values);
  const step = high > low ? roundStepUp((high - low) / (missing16 - 3)) : Number.NaN;
  const isFine = coarsest !== undefined && !infinite && step <= coarsest;
  return isFine ? { form: 'steps', step, offset: Math.floor(low / step) * step } : { form: 'f32' };
}

/** The largest 1, 2 or 5 times a power of ten that is not above a value. */
export function roundStep(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  return [5, 2, 1].map((digit) => decimal(digit, exponent)).find((step) => step <= value) ?? decimal(5, exponent - 1);
}

/** What values are like; `low` and `high` of those that are finite. */
interface Facts {
  readonly low: number;
  readonly high: number;
  /** All are whole numbers, or NaN. */
  readonly whole: boolean;
  readonly infinite: boolean;
}

function factsOf(values: ArrayLike<number>): Facts {
  let [low, high] = [Infinity, -Infinity];
  let whole = true;
  let infinite = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== value) continue;
    if (!Number.isFinite(value)) {
      infinite = true;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
    if (whole && (!Number.isInteger(value) || Object.is(value, -0))) whole = false;
  }
  return { low, high, whole: whole && !infinite, infinite };
}

function wholeForm({ low, high, whole }: Facts): ChosenForm | undefined {
  if (!whole || low < 0) return undefined;
  if (high < missing16) return { form: 'u16' };
  return high < missing32 ? { form: 'u32' } : undefined;
}

const isFloat32 = (values: ArrayLike<number>): boolean => {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === value && Math.fround(value) !== value) return false;
  }
  return true;
};

/** How numbers are stored that must come out as they went in, to the bit. */
export function exactForm(values: ArrayLike<number>): ChosenForm {
  return wholeForm(factsOf(values)) ?? { form: isFloat32(values) ? 'f32' : 'f64' };
}

/**
 * How the values of a map are stored: whole numbers as they are; those of small maps in floating point; others in 16-bit steps of a sixteenth of their least noise
 * or less, so that none is off by more than a thirty-second of it. Where 16 bits do not hold so many steps, large maps are kept
 * in as fine steps as they do, at least 10 000 over the middle of their values; small ones, and those that have outliers, in
 * floating point of 32 bits, or 64 where those would not tell neighbours apart.
 *
 * @param points Values of a row.
 */
export function mapForm(values: ArrayLike<number>, points: number): ChosenForm {
  const facts = factsOf(values);
  const whole = wholeForm(facts);
  if (whole !== undefined) return whole;
  const { low, high, infinite } = facts;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const noise = infinite || values.length <= small ? 0 : leastNoise(values, points);
  if (noise > 0 && Number.isFinite(noise)) {
    const step = roundStep(noise / stepsInNoise);
    const offset = Math.floor(low / step) * step;
    if ((high - offset) / step < missing16 - 1) return { form: 'steps', step, offset, noise };
  }
  const fine = infinite ? undefined : fineForm(values, low, high);
  if (fine !== undefined) return fine;
  const spread = high - low;
  return { form: spread > 0 && (spread < 1e-4 * largest || largest > 3e38 || spread < 1e-36) ? 'f64' : 'f32' };
}

/** Numbers in their form, as bytes. */
export function storedBytes(values: ArrayLike<number>, { form, step = 1, offset = 0 }: ChosenForm): Uint8Array {
  if (form === 'f64' || form === 'f32') {
    const out = form === 'f64' ? Float64Array.from(values) : Float32Array.from(values);
    return new Uint8Array(out.buffer);
  }
  const out = form === 'u32' ? new Uint32Array(values.length) : new Uint16Array(values.length);
  const missing = form === 'u32' ? missing32 : missing16;
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    out[i] = value !== value ? missing : form === 'steps' ? Math.round((value - offset) / step) : value;
  }
  return new Uint8Array(out.buffer);
}
