import type { ForwardTransform } from './forward-transform.js';

/** Standard errors of chi(R). */
export interface TransformErrors {
  /** Standard errors of the real part. */
  readonly re: Float64Array;
  /** Standard errors of the imaginary part. */
  readonly im: Float64Array;
  /** To first order in the errors. */
  readonly magnitude: Float64Array;
}

/**
 * Carry independent standard errors of chi(k) through the transform. Each chi(R) is a fixed linear combination
 * of the chi(k) as they were given, interpolation included, so the sums of squares are exact.
 */
export function transformErrors(
  plan: ForwardTransform,
  errors: Float64Array,
  re: Float64Array,
  im: Float64Array,
): TransformErrors {
  const { grid, factor, nfft } = plan;
  const cosine = Float64Array.from({ length: nfft }, (_, i) => Math.cos((2 * Math.PI * i) / nfft));
  const quarter = nfft / 4;
  const n = re.length;
  const out = { re: new Float64Array(n), im: new Float64Array(n), magnitude: new Float64Array(n) };
  const ofRe = new Float64Array(errors.length);
  const ofIm = new Float64Array(errors.length);
  for (let m = 0; m < n; m++) {
    ofRe.fill(0);
    ofIm.fill(0);
    for (let i = 0; i < grid.points; i++) {
      const j = grid.left[i]!;
      if (j < 0 || factor[i] === 0) continue;
      const turn = (m * i) % nfft;
      const a = factor[i]! * cosine[turn]!;
      // cos(x + pi/2) = -sin(x), the sign of the transform.
      const b = factor[i]! * cosine[(turn + quarter) % nfft]!;
      const t = grid.share[i]!;
      ofRe[j]! += (1 - t) * a;
      ofIm[j]! += (1 - t) * b;
      if (t > 0) {
        ofRe[j + 1]! += t * a;
        ofIm[j + 1]! += t * b;
      }
    }
    let [aa, bb, ab] = [0, 0, 0];
    for (let j = 0; j < errors.length; j++) {
      const variance = errors[j]! * errors[j]!;
      aa += ofRe[j]! * ofRe[j]! * variance;
      bb += ofIm[j]! * ofIm[j]! * variance;
      ab += ofRe[j]! * ofIm[j]! * variance;
    }
    const [x, y] = [re[m]!, im[m]!];
    const squared = x * x + y * y;
    out.re[m] = Math.sqrt(aa);
    out.im[m] = Math.sqrt(bb);
    // A magnitude of zero has no direction: the mean of both.
    out.magnitude[m] = Math.sqrt(
      squared > 0 ? Math.max(0, x * x * aa + 2 * x * y * ab + y * y * bb) / squared : (aa + bb) / 2,
    );
  }
  return out;
}
