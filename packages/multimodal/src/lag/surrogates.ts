import type { Random } from '@operando/numerics';

/** Phases and sizes of a real series, for surrogates with the same spectrum. */
interface Spectrum {
  readonly length: number;
  readonly mean: number;
  readonly size: Float64Array;
}

/** Sizes of the Fourier components of values. Plain sums, n^2 / 2: for some hundreds of values. */
function spectrumOf(values: Float64Array): Spectrum {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const half = n >> 1;
  const [cosine, sine] = circle(n);
  const size = new Float64Array(half + 1);
  for (let k = 1; k <= half; k++) {
    let [re, im] = [0, 0];
    for (let j = 0, at = 0; j < n; j++, at = at + k >= n ? at + k - n : at + k) {
      re += (values[j]! - mean) * cosine[at]!;
      im += (values[j]! - mean) * sine[at]!;
    }
    size[k] = Math.hypot(re, im) / n;
  }
  return { length: n, mean, size };
}

function circle(n: number): readonly [Float64Array, Float64Array] {
  const angle = (2 * Math.PI) / n;
  return [
    Float64Array.from({ length: n }, (_, i) => Math.cos(angle * i)),
    Float64Array.from({ length: n }, (_, i) => Math.sin(angle * i)),
  ];
}

/** Values with the same spectrum and phases drawn at random. */
function withRandomPhases({ length: n, mean, size }: Spectrum, random: Random): Float64Array {
  const out = new Float64Array(n).fill(mean);
  const [cosine, sine] = circle(n);
  for (let k = 1; k < size.length; k++) {
    const phase = 2 * Math.PI * random.uniform();
    const isMiddle = 2 * k === n;
    // Of the middle component only the real part is seen.
    const re = (isMiddle ? 1 : 2) * size[k]! * (isMiddle ? Math.sign(Math.cos(phase)) : Math.cos(phase));
    const im = isMiddle ? 0 : 2 * size[k]! * Math.sin(phase);
    for (let j = 0, at = 0; j < n; j++, at = at + k >= n ? at + k - n : at + k)
      out[j]! += re * cosine[at]! + im * sine[at]!;
  }
  return out;
}

/**
 * A source of series that wander as another does and know nothing of anything else: its differences, for each the root of the
 * time between, with their phases drawn at random, summed up again (the spectrum of steps stays, and so do both ends).
 *
 * @param time Increasing.
 * @see Theiler et al., Physica D 58 (1992) 77, on phases; differences since the signals themselves are not stationary.
 */
export function surrogatesOf(time: Float64Array, values: Float64Array): (random: Random) => Float64Array {
  const steps = values.length - 1;
  const root = Float64Array.from({ length: steps }, (_, i) => Math.sqrt(Math.max(time[i + 1]! - time[i]!, 1e-12)));
  const spectrum = spectrumOf(root.map((each, i) => (values[i + 1]! - values[i]!) / each));
  return (random) => {
    const drawn = withRandomPhases(spectrum, random);
    const out = new Float64Array(values.length);
    out[0] = values[0]!;
    for (let i = 0; i < steps; i++) out[i + 1] = out[i]! + drawn[i]! * root[i]!;
    return out;
  };
}
