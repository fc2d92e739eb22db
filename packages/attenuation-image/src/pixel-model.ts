import type { TransmissionPlan } from './plan.js';

const { fround } = Math;

/** What turns a signal into transmission with its variance, pixel by pixel; all in single precision. */
export interface PixelModel {
  /** T = signal x factor / dose - scatter; undefined where there is none. */
  readonly factor: Float32Array;
  readonly scatter: Float32Array | undefined;
  readonly perDose: number;
  readonly gain: number;
  readonly readVariance: number;
}

/** The model of a frame. */
export function modelOf(plan: TransmissionPlan, dose: number): PixelModel {
  return {
    factor: plan.factor,
    scatter: plan.surfaces === undefined ? undefined : plan.scatter,
    perDose: fround(1 / dose),
    gain: fround(plan.gain),
    readVariance: fround(plan.readVariance),
  };
}

/** Transmission at a pixel: every step rounded to single precision, as the kernels have it. */
export function transmissionAt(signal: number, { factor, scatter, perDose }: PixelModel, i: number): number {
  const direct = fround(signal * fround(factor[i]! * perDose));
  return scatter === undefined ? direct : fround(direct - scatter[i]!);
}

/** Variance of a signal by counting, likewise. */
function signalVariance(signal: number, { gain, readVariance }: PixelModel): number {
  return fround(fround((signal > 0 ? signal : 0) * gain) + readVariance);
}

/** Variance of the transmission at a pixel by counting. */
export function varianceAt(signal: number, model: PixelModel, i: number): number {
  const k = fround(model.factor[i]! * model.perDose);
  return fround(signalVariance(signal, model) * fround(k * k));
}

/** Variance of ln T at a pixel by counting. @param transmission There. */
export function logVarianceAt(signal: number, model: PixelModel, i: number, transmission: number): number {
  const share = fround(fround(model.factor[i]! * model.perDose) / transmission);
  return fround(signalVariance(signal, model) * fround(share * share));
}
