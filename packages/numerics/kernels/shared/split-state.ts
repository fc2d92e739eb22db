import { matricesAt } from './lone-state';

/**
 * Amplitudes are of 1, x, the common height H (G of both halves), and of L - G of each half; shapes the center and the width of
 * each half.
 */
export const linear: usize = 5;
export const free: usize = 3;
/** Bytes of a row of amplitudes, and of shapes. */
export const row: usize = 40;
export const shapeRow: usize = 24;

export const factorAt: usize = matricesAt;
export const inverseAt: usize = factorAt + 200;
export const rightAt: usize = inverseAt + 40;
export const crossAt: usize = rightAt + 40;
export const gradientAt: usize = crossAt + 120;
export const schurAt: usize = gradientAt + 24;
export const schurFactorAt: usize = schurAt + 72;
export const schurInverseAt: usize = schurFactorAt + 72;
export const stepAt: usize = schurInverseAt + 24;
export const mixingAt: usize = stepAt + 24;
/** Products of the slopes of a half, then derivatives of a quantity by amplitudes and shapes. */
export const workAt: usize = mixingAt + 120;

/** Copy bytes. */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(to + i, load<f64>(from + i));
}

/** Set bytes to 0. */
export function empty(at: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(at + i, 0);
}

/** Add to a value. */
export function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
