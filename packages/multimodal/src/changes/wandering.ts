/**
 * How a signal wanders about what is sought, on top of white noise: covariance
 * variance exp(-decay |t|) (cos(frequency t) + b sin(frequency |t|)), with b = decay / frequency for what is smooth (a damped
 * oscillator pushed at random) and 0 for what is rough (a random walk that is drawn back).
 */
export interface Wandering {
  /** Of the wandering, in squared units of the signal. */
  readonly variance: number;
  /** 1/s. */
  readonly decay: number;
  /** rad/s. */
  readonly frequency: number;
  readonly isRough: boolean;
}

/** Data made white: independent with variance 1. */
export interface Whitening {
  /** Logarithm of the determinant of the covariance. */
  readonly logDeterminant: number;
  /** Values as they were, made white. */
  readonly whiten: (values: Float64Array) => Float64Array;
}

/** White noise alone. */
function whitenAlone(stderr: Float64Array): Whitening {
  return {
    logDeterminant: stderr.reduce((sum, error) => sum + 2 * Math.log(error), 0),
    whiten: (values) => values.map((value, i) => value / stderr[i]!),
  };
}

/**
 * Factors of the covariance of samples that carry white noise and wander, in time linear in their number.
 *
 * @param time Not decreasing.
 * @see Foreman-Mackey, Agol, Ambikasaran and Angus, Astron. J. 154 (2017) 220, for one oscillating term.
 */
export function whitening(time: Float64Array, stderr: Float64Array, wandering: Wandering | undefined): Whitening {
  if (wandering === undefined || !(wandering.variance > 0)) return whitenAlone(stderr);
  const { variance: a, decay, frequency, isRough } = wandering;
  const b = isRough ? 0 : (a * decay) / frequency;
  const n = time.length;
  const factors = {
    u1: new Float64Array(n),
    u2: new Float64Array(n),
    w1: new Float64Array(n),
    w2: new Float64Array(n),
    root: new Float64Array(n),
    phi: new Float64Array(n),
  };
  let [s11, s12, s22] = [0, 0, 0];
  let [d, w1, w2] = [0, 0, 0];
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    const angle = frequency * (time[i]! - time[0]!);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const u1 = a * cosine + b * sine;
    const u2 = a * sine - b * cosine;
    const phi = i === 0 ? 0 : Math.exp(-decay * (time[i]! - time[i - 1]!));
    const square = phi * phi;
    s11 = square * (s11 + d * w1 * w1);
    s12 = square * (s12 + d * w1 * w2);
    s22 = square * (s22 + d * w2 * w2);
    const [us1, us2] = [u1 * s11 + u2 * s12, u1 * s12 + u2 * s22];
    d = stderr[i]! ** 2 + a - us1 * u1 - us2 * u2;
    w1 = (cosine - us1) / d;
    w2 = (sine - us2) / d;
    logDeterminant += Math.log(d);
    factors.u1[i] = u1;
    factors.u2[i] = u2;
    factors.w1[i] = w1;
    factors.w2[i] = w2;
    factors.root[i] = Math.sqrt(d);
    factors.phi[i] = phi;
  }
  return {
    logDeterminant,
    whiten: (values) => {
      const out = new Float64Array(n);
      let [f1, f2, z] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        if (i > 0) {
          f1 = factors.phi[i]! * (f1 + factors.w1[i - 1]! * z);
          f2 = factors.phi[i]! * (f2 + factors.w2[i - 1]! * z);
        }
        z = values[i]! - factors.u1[i]! * f1 - factors.u2[i]! * f2;
        out[i] = z / factors.root[i]!;
      }
      return out;
    },
  };
}
