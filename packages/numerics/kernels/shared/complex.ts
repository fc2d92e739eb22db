/** Real part of products of complex numbers. */
export function timesRe(aRe: v128, aIm: v128, bRe: v128, bIm: v128): v128 {
  return f64x2.sub(f64x2.mul(aRe, bRe), f64x2.mul(aIm, bIm));
}

/** Imaginary part of products of complex numbers. */
export function timesIm(aRe: v128, aIm: v128, bRe: v128, bIm: v128): v128 {
  return f64x2.add(f64x2.mul(aRe, bIm), f64x2.mul(aIm, bRe));
}

/** Squared magnitude of complex numbers. */
export function squared(re: v128, im: v128): v128 {
  return f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im));
}
