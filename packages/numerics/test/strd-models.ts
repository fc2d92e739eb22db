/**
 * The 27 models of NIST's Statistical Reference Datasets for nonlinear
 * regression, with derivatives by dual numbers, exact to rounding.
 */

/** A value with its derivatives by all parameters. */
class Dual {
  readonly v: number;
  readonly d: Float64Array;

  constructor(v: number, d: Float64Array) {
    this.v = v;
    this.d = d;
  }

  private map(v: number, slope: number): Dual {
    return new Dual(v, this.d.map((value) => value * slope));
  }

  plus(o: Dual | number): Dual {
    return typeof o === 'number' ? new Dual(this.v + o, this.d) : new Dual(this.v + o.v, this.d.map((value, i) => value + o.d[i]!));
  }

  times(o: Dual | number): Dual {
    return typeof o === 'number' ? this.map(this.v * o, o) : new Dual(this.v * o.v, this.d.map((value, i) => value * o.v + this.v * o.d[i]!));
  }

  minus(o: Dual | number): Dual {
    return this.plus(typeof o === 'number' ? -o : o.times(-1));
  }

  over(o: Dual): Dual {
    return this.times(o.power(-1));
  }

  exp(): Dual {
    const e = Math.exp(this.v);
    return this.map(e, e);
  }

  log(): Dual {
    return this.map(Math.log(this.v), 1 / this.v);
  }

  sin(): Dual {
    return this.map(Math.sin(this.v), Math.cos(this.v));
  }

  cos(): Dual {
    return this.map(Math.cos(this.v), -Math.sin(this.v));
  }

  atan(): Dual {
    return this.map(Math.atan(this.v), 1 / (1 + this.v * this.v));
  }

  power(p: number): Dual {
    return this.map(this.v ** p, p * this.v ** (p - 1));
  }

  raised(p: Dual): Dual {
    return this.log().times(p).exp();
  }
}

type Formula = (b: readonly Dual[], x: readonly number[]) => Dual;

const one = (b: readonly Dual[]): Dual => b[0]!.times(0).plus(1);
const gaussian = (height: Dual, center: Dual, width: Dual, x: number): Dual =>
  center.minus(x).over(width).power(2).times(-1).exp().times(height);
const decay = (height: Dual, rate: Dual, x: number): Dual => rate.times(-x).exp().times(height);
const wave = (a: Dual, b: Dual, period: Dual, x: number): Dual => {
  const phase = period.power(-1).times(2 * Math.PI * x);
  return a.times(phase.cos()).plus(b.times(phase.sin()));
};
const rational = (b: readonly Dual[], top: number, x: number): Dual => {
  let numerator = b[0]!;
  for (let k = 1; k < top; k++) numerator = numerator.plus(b[k]!.times(x ** k));
  let denominator = one(b);
  for (let k = top; k < b.length; k++) denominator = denominator.plus(b[k]!.times(x ** (k - top + 1)));
  return numerator.over(denominator);
};
const gauss: Formula = (b, [x]) => decay(b[0]!, b[1]!, x!).plus(gaussian(b[2]!, b[3]!, b[4]!, x!)).plus(gaussian(b[5]!, b[6]!, b[7]!, x!));
const lanczos: Formula = (b, [x]) => decay(b[0]!, b[1]!, x!).plus(decay(b[2]!, b[3]!, x!)).plus(decay(b[4]!, b[5]!, x!));
const chwirut: Formula = (b, [x]) => b[0]!.times(-x!).exp().over(b[1]!.plus(b[2]!.times(x!)));
const saturation: Formula = (b, [x]) => b[1]!.times(-x!).exp().times(-1).plus(1).times(b[0]!);

/** By data set name. Nelson's response is log y. */
export const strdModels: Readonly<Record<string, Formula>> = {
  Bennett5: (b, [x]) => b[1]!.plus(x!).raised(b[2]!.power(-1).times(-1)).times(b[0]!),
  BoxBOD: saturation,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  DanWood: (b, [x]) => b[1]!.times(Math.log(x!)).exp().times(b[0]!),
  ENSO: (b, [x]) => b[0]!
    .plus(b[1]!.times(Math.cos((2 * Math.PI * x!) / 12)))
    .plus(b[2]!.times(Math.sin((2 * Math.PI * x!) / 12)))
    .plus(wave(b[4]!, b[5]!, b[3]!, x!))
    .plus(wave(b[7]!, b[8]!, b[6]!, x!)),
  Eckerle4: (b, [x]) => b[2]!.minus(x!).over(b[1]!).power(2).times(-0.5).exp().times(b[0]!).over(b[1]!),
  Gauss1: gauss,
  Gauss2: gauss,
  Gauss3: gauss,
  Hahn1: (b, [x]) => rational(b, 4, x!),
  Kirby2: (b, [x]) => rational(b, 3, x!),
  Lanczos1: lanczos,
  Lanczos2: lanczos,
  Lanczos3: lanczos,
  MGH09: (b, [x]) => b[1]!.times(x!).plus(x! * x!).times(b[0]!).over(b[2]!.times(x!).plus(b[3]!).plus(x! * x!)),
  MGH10: (b, [x]) => b[1]!.over(b[2]!.plus(x!)).exp().times(b[0]!),
  MGH17: (b, [x]) => b[0]!.plus(decay(b[1]!, b[3]!, x!)).plus(decay(b[2]!, b[4]!, x!)),
  Misra1a: saturation,
  Misra1b: (b, [x]) => b[1]!.times(x! / 2).plus(1).power(-2).times(-1).plus(1).times(b[0]!),
  Misra1c: (b, [x]) => b[1]!.times(2 * x!).plus(1).power(-0.5).times(-1).plus(1).times(b[0]!),
  Misra1d: (b, [x]) => b[0]!.times(b[1]!).times(x!).over(b[1]!.times(x!).plus(1)),
  Nelson: (b, [x1, x2]) => b[0]!.minus(b[1]!.times(x1!).times(b[2]!.times(-x2!).exp())),
  Rat42: (b, [x]) => b[0]!.over(b[1]!.minus(b[2]!.times(x!)).exp().plus(1)),
  Rat43: (b, [x]) => b[0]!.over(b[1]!.minus(b[2]!.times(x!)).exp().plus(1).raised(b[3]!.power(-1))),
  Roszman1: (b, [x]) => b[0]!.minus(b[1]!.times(x!)).minus(b[2]!.over(b[3]!.times(-1).plus(x!)).atan().times(1 / Math.PI)),
  Thurber: (b, [x]) => rational(b, 4, x!),
};

/** Values and row-major derivatives of a model at all abscissae. */
export function evaluateStrd(name: string, parameters: Float64Array, x: readonly (readonly number[])[], out: Float64Array, jacobian?: Float64Array): void {
  const n = parameters.length;
  const b = Array.from(parameters, (value, k) => new Dual(value, Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))));
  x.forEach((point, i) => {
    const value = strdModels[name]!(b, point);
    out[i] = value.v;
    jacobian?.set(value.d, i * n);
  });
}
