/** A seeded source of random numbers: the same seed gives the same data on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Poisson distributed with this mean; 0 for a mean that is not positive. */
  poisson(mean: number): number;
}

/**
 * Marsaglia's xorshift128 (J. Stat. Softw. 8, 2003), with the polar method for
 * normals and, for Poisson numbers, inversion below a mean of 12 and the
 * transformed rejection of Hoermann (1993, algorithm PTRS) from there.
 */
export function seededRandom(seed: number): Random {
  let x = (seed ^ 0x9e3779b9) >>> 0 || 1;
  let y = 362436069;
  let z = 521288629;
  let w = 88675123;
  let spare: number | undefined;
  const uniform = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = (w ^ (w >>> 19) ^ (t ^ (t >>> 8))) >>> 0;
    return w / 4294967296;
  };
  for (let i = 0; i < 16; i++) uniform();
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    }
  };
  return {
    uniform,
    normal,
    poisson: (mean) => (mean > 0 ? (mean < 12 ? poissonBySteps(mean, uniform) : poissonByRejection(mean, uniform)) : 0),
  };
}

function poissonBySteps(mean: number, uniform: () => number): number {
  let left = uniform();
  let chance = Math.exp(-mean);
  let n = 0;
  while (left > chance && n < 1000) {
    left -= chance;
    n++;
    chance *= mean / n;
  }
  return n;
}

function poissonByRejection(mean: number, uniform: () => number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const limit = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const n = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= limit) return n;
    if (n < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b) <= n * logMean - mean - logFactorial(n))
      return n;
  }
}

/** Logarithm of n!, by Stirling's series from 10 on. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  const m = n + 1;
  return (m - 0.5) * Math.log(m) - m + 0.9189385332046728 + 1 / (12 * m) - 1 / (360 * m ** 3);
}
