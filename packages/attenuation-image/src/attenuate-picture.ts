import { kernelOf, radiographPixelsModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import { hasLog, negativeLog } from './fast-log.js';
import type { FrameOptions } from './frame-signal.js';
import { logVarianceAt, transmissionAt } from './pixel-model.js';
import type { PixelModel } from './pixel-model.js';
import type { SignalSource } from './signal-source.js';

/** A frame as a picture of its attenuation. */
export interface AttenuationPicture {
  /** -ln T, NaN where the transmission is not above 0. */
  readonly attenuation: Float32Array;
  /** Variance of each by counting; it means nothing where there is no attenuation. */
  readonly variance: Float32Array;
  /** Pixels without a value. */
  readonly masked: number;
}

/** Pixels that the kernel takes at a time: they stay in cache. */
const block = 4096;

/** The plain loop. @param values Signals, whose place it takes. */
function plainAttenuations(values: Float32Array, variance: Float32Array, model: PixelModel): number {
  let masked = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const t = transmissionAt(value, model, i);
    variance[i] = logVarianceAt(value, model, i, t);
    values[i] = negativeLog(t);
    if (!hasLog(t)) masked++;
  }
  return masked;
}

/** Blocks of pixels through the kernel. @returns Pixels without a value; undefined where it does not run. */
function kernelAttenuations(
  signal: SignalSource,
  attenuation: Float32Array,
  variance: Float32Array,
  { factor, scatter, perDose, gain, readVariance }: PixelModel,
  choice: KernelChoice,
): number | undefined {
  const kernel = kernelOf(radiographPixelsModule, choice);
  if (kernel === undefined) return undefined;
  const { run, space } = kernel;
  const address = (k: number): number => space.scratch + 4 * k * block;
  const room = (k: number): Float32Array => new Float32Array(space.memory.buffer, address(k), block);
  const [signals, factors, scatters, variances] = [room(0), room(1), room(2).fill(0), room(3)];
  let masked = 0;
  for (let at = 0; at < signal.length; at += block) {
    const count = Math.min(block, signal.length - at);
    const whole = (count + 3) & ~3;
    signal.read(at, signals.subarray(0, count));
    factors.set(factor.subarray(at, at + count));
    if (scatter !== undefined) scatters.set(scatter.subarray(at, at + count));
    // Beyond the last pixel T is 1.
    signals.fill(1, count, whole);
    factors.fill(1 / perDose, count, whole);
    scatters.fill(0, count, whole);
    masked += run.attenuations(address(0), address(1), address(2), address(3), whole, perDose, gain, readVariance);
    attenuation.set(signals.subarray(0, count), at);
    variance.set(variances.subarray(0, count), at);
  }
  return masked;
}

/** -ln T and its variance, that of replaced pixels doubled. @param room Where they are put. @default arrays of their own */
export function attenuatePicture(
  signal: SignalSource,
  replacedAt: readonly number[],
  model: PixelModel,
  room: NonNullable<FrameOptions['room']> = {},
  choice: KernelChoice = 'auto',
): AttenuationPicture {
  const attenuation = room.signal ?? new Float32Array(signal.length);
  const variance = room.variance ?? new Float32Array(signal.length);
  let masked = kernelAttenuations(signal, attenuation, variance, model, choice);
  if (masked === undefined) {
    signal.read(0, attenuation);
    masked = plainAttenuations(attenuation, variance, model);
  }
  for (const i of replacedAt) variance[i] = 2 * variance[i]!;
  return { attenuation, variance, masked };
}
