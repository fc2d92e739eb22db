/** Names of the shapes that components can have. */
export type ComponentShapeName =
  | 'voigt'
  | 'gaussian-lorentzian-sum'
  | 'gaussian-lorentzian-product'
  | 'lorentzian-asymmetric'
  | 'doniach-sunjic';

/**
 * The shape of a component, point by point, along the distance d = E_B - centre in eV. Those with a finite area have area 1;
 * the others height 1 before they are broadened, and their area is that inside the window.
 */
export interface ComponentShape {
  readonly name: ComponentShapeName;
  /** Names of its parameters. */
  readonly parameters: readonly string[];
  /** Starts of its parameters. */
  readonly starts: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Whether its area is 1. */
  readonly hasArea: boolean;
  /** Value into out[0], derivative by d into out[1], by the parameters, p[at] on, into out[2] ... */
  point(d: number, p: Float64Array, at: number, out: Float64Array): void;
  /** Full width at half maximum, eV. */
  fwhm(p: Float64Array, at: number): number;
}

/** A shape in one frame after another, which may keep what it has computed while its parameters stay. */
export interface ShapeOfFrames {
  /** Before the points of a frame. */
  begin(p: Float64Array, at: number): void;
  /** As that of {@link ComponentShape}, at the parameters of {@link begin}. */
  point(d: number, p: Float64Array, at: number, out: Float64Array): void;
}

/** A shape of which only the value is written down; derivatives by central differences. */
export function shapeOfValue(
  shape: Omit<ComponentShape, 'point' | 'fwhm'>,
  value: (d: number, p: Float64Array, at: number) => number,
): ComponentShape {
  const count = shape.parameters.length;
  return {
    ...shape,
    point(d, p, at, out) {
      out[0] = value(d, p, at);
      const step = 1e-5;
      out[1] = (value(d + step, p, at) - value(d - step, p, at)) / (2 * step);
      for (let k = 0; k < count; k++) {
        const kept = p[at + k]!;
        const h = 1e-5 * Math.max(Math.abs(kept), 1e-2);
        p[at + k] = kept + h;
        const above = value(d, p, at);
        p[at + k] = kept - h;
        out[2 + k] = (above - value(d, p, at)) / (2 * h);
        p[at + k] = kept;
      }
    },
    fwhm: (p, at) => widthOf((d) => value(d, p, at)),
  };
}

/** Width between the half heights on both sides of the maximum, which lies within 2 eV of 0. */
function widthOf(value: (d: number) => number): number {
  let top = 0;
  for (let d = -2; d <= 2; d += 0.01) if (value(d) > value(top)) top = d;
  const half = 0.5 * value(top);
  const side = (sign: 1 | -1): number => {
    let near = 0;
    let far = 0.05;
    while (value(top + sign * far) > half && far < 1e3) {
      near = far;
      far *= 1.5;
    }
    for (let round = 0; round < 60; round++) {
      const middle = 0.5 * (near + far);
      if (value(top + sign * middle) > half) near = middle;
      else far = middle;
    }
    return 0.5 * (near + far);
  };
  return side(1) + side(-1);
}
