/** A number with its logarithmic slopes: what an element adds at one frequency. */
export interface ElementValue {
  re: number;
  im: number;
  /** d Z / d ln p of each parameter: real parts, then imaginary parts, in the order of the parameters. */
  readonly slopeRe: Float64Array;
  readonly slopeIm: Float64Array;
}

/** A kind of element. */
export interface ElementKind {
  /** As circuits name it. */
  readonly name: string;
  readonly help: string;
  /** Letters of its parameters, behind the element's name where there are several, and their units. */
  readonly parameters: readonly {
    readonly suffix: string;
    readonly unit: string;
    readonly bounds: readonly [number, number];
  }[];
  /** Fill Z and its slopes at an angular frequency (rad/s). */
  readonly fill: (omega: number, p: ArrayLike<number>, at: number, out: ElementValue) => void;
}

type Pair = readonly [number, number];

const times = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
const over = ([a, b]: Pair, [c, d]: Pair): Pair => {
  const square = c * c + d * d;
  return [(a * c + b * d) / square, (b * c - a * d) / square];
};

/** tanh of a complex number; 1 far out. */
function tanh([x, y]: Pair): Pair {
  if (x > 20) return [1, 0];
  const [a, b] = [2 * x, 2 * y];
  const below = Math.cosh(a) + Math.cos(b);
  return [Math.sinh(a) / below, Math.sin(b) / below];
}

function set(out: ElementValue, [re, im]: Pair): void {
  out.re = re;
  out.im = im;
}

function slope(out: ElementValue, k: number, [re, im]: Pair): void {
  out.slopeRe[k] = re;
  out.slopeIm[k] = im;
}

/** sqrt(i omega tau) */
const rootOf = (omega: number, tau: number): Pair => {
  const half = Math.sqrt(0.5 * omega * tau);
  return [half, half];
};

const wide: readonly [number, number] = [1e-15, 1e15];
const resistance = { suffix: 'R', unit: 'ohm', bounds: wide } as const;
const timeConstant = { suffix: 'tau', unit: 's', bounds: [1e-12, 1e9] } as const;

/** R f(sqrt(i omega tau)) with f = tanh(u)/u (finite, short end) or coth(u)/u (finite, open end). */
function finiteWarburg(isOpen: boolean): ElementKind['fill'] {
  return (omega, p, at, out) => {
    const [r, tau] = [p[at]!, p[at + 1]!];
    const u = rootOf(omega, tau);
    const t = tanh(u);
    const f: Pair = isOpen ? over([1, 0], times(u, t)) : over(t, u);
    set(out, [r * f[0], r * f[1]]);
    slope(out, 0, [r * f[0], r * f[1]]);
    // u df/du: of tanh(u)/u it is 1 - tanh^2 - tanh/u; of coth(u)/u it is 1 - coth^2 - coth/u.
    const g = isOpen ? over([1, 0], t) : t;
    const square = times(g, g);
    slope(out, 1, [0.5 * r * (1 - square[0] - f[0]), 0.5 * r * (-square[1] - f[1])]);
  };
}

/** Elements that circuits may have. */
export const elementKinds: readonly ElementKind[] = [
  {
    name: 'R',
    help: 'resistor',
    parameters: [{ ...resistance, suffix: '' }],
    fill: (_omega, p, at, out) => {
      set(out, [p[at]!, 0]);
      slope(out, 0, [p[at]!, 0]);
    },
  },
  {
    name: 'C',
    help: 'capacitor',
    parameters: [{ suffix: '', unit: 'F', bounds: wide }],
    fill: (omega, p, at, out) => {
      const im = -1 / (omega * p[at]!);
      set(out, [0, im]);
      slope(out, 0, [0, -im]);
    },
  },
  {
    name: 'L',
    help: 'inductor',
    parameters: [{ suffix: '', unit: 'H', bounds: wide }],
    fill: (omega, p, at, out) => {
      const im = omega * p[at]!;
      set(out, [0, im]);
      slope(out, 0, [0, im]);
    },
  },
  {
    name: 'CPE',
    help: 'constant phase element, 1/(Q (i w)^n)',
    parameters: [
      { suffix: 'Q', unit: 'S s^n', bounds: wide },
      { suffix: 'n', unit: '1', bounds: [0.2, 1] },
    ],
    fill: (omega, p, at, out) => {
      const [q, n] = [p[at]!, p[at + 1]!];
      const modulus = 1 / (q * omega ** n);
      const angle = -0.5 * Math.PI * n;
      const z: Pair = [modulus * Math.cos(angle), modulus * Math.sin(angle)];
      set(out, z);
      slope(out, 0, [-z[0], -z[1]]);
      // d/dn of (i w)^-n is -(ln w + i pi/2) (i w)^-n.
      slope(out, 1, times(z, [-n * Math.log(omega), -0.5 * Math.PI * n]));
    },
  },
  {
    name: 'W',
    help: 'Warburg element of infinite length, A (1 - i) / sqrt(w)',
    parameters: [{ suffix: '', unit: 'ohm/s^0.5', bounds: wide }],
    fill: (omega, p, at, out) => {
      const part = p[at]! / Math.sqrt(omega);
      set(out, [part, -part]);
      slope(out, 0, [part, -part]);
    },
  },
  {
    name: 'Wo',
    help: 'Warburg element of finite length, end closed to ions: R coth(u)/u with u = sqrt(i w tau)',
    parameters: [resistance, timeConstant],
    fill: finiteWarburg(true),
  },
  {
    name: 'Ws',
    help: 'Warburg element of finite length, end open to ions: R tanh(u)/u with u = sqrt(i w tau)',
    parameters: [resistance, timeConstant],
    fill: finiteWarburg(false),
  },
  {
    name: 'G',
    help: 'Gerischer element, R / sqrt(1 + i w tau)',
    parameters: [resistance, timeConstant],
    fill: (omega, p, at, out) => {
      const [r, x] = [p[at]!, omega * p[at + 1]!];
      const modulus = (1 + x * x) ** -0.25;
      const angle = -0.5 * Math.atan(x);
      const z: Pair = [r * modulus * Math.cos(angle), r * modulus * Math.sin(angle)];
      set(out, z);
      slope(out, 0, z);
      slope(out, 1, times(z, over([0, -0.5 * x], [1, x])));
    },
  },
];
