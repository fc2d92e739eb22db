import { gaussLegendre } from '@operando/numerics';

/**
 * Axial divergence after Finger, Cox and Jephcoat (J. Appl. Cryst. 27 (1994) 892): rays out of the plane are seen at
 * 2 delta with cos(2 delta) = cos(2 theta) sqrt(1 + t^2), t = h / L, with weights W(t) / (h cos 2 delta) d(2 delta).
 * In t the integrand is smooth: W / ((1 + t^2) sin 2 delta) dt, where W is 1 up to |H - S| / L and falls in a line to 0
 * at (H + S) / L. Gauss-Legendre nodes in t make of the profile a weighted sum of images.
 */
export interface AxialImages {
  /** Images; those beyond are left from other calls. */
  count: number;
  /** Distance of each image from 2 theta, degrees. */
  readonly shift: Float64Array;
  /** Share of each image of the whole. */
  readonly weight: Float64Array;
  /** Derivatives of the distances by 2 theta (degree), S/L and H/L. */
  readonly shiftBy: readonly [Float64Array, Float64Array, Float64Array];
  /** Derivatives of the shares by 2 theta (degree), S/L and H/L. */
  readonly weightBy: readonly [Float64Array, Float64Array, Float64Array];
}

const degree = Math.PI / 180;
/** Rules on [0, 1], and how many widths of the profile the images may spread for each to be good to 1e-6. */
const rules = (
  [
    [0.5, 8],
    [1.2, 12],
    [2.5, 18],
    [4, 28],
    [8, 44],
    [16, 72],
    [Infinity, 128],
  ] as const
).map(([upTo, n]) => ({ upTo, rule: gaussLegendre(n, 0, 1) }));
/** What stands for a part without length, which has a derivative all the same. */
const point = { nodes: Float64Array.of(0), weights: Float64Array.of(1) };
const most = 256;

/** Room for images. */
export function createAxialImages(): AxialImages {
  const array = (): Float64Array => new Float64Array(most);
  return {
    count: 0,
    shift: array(),
    weight: array(),
    shiftBy: [array(), array(), array()],
    weightBy: [array(), array(), array()],
  };
}

/** Greatest distance of an image from 2 theta, degrees: it lies below up to 90 degrees, above beyond. */
export function axialReach(twoTheta: number, sample: number, slit: number): number {
  const cosine = Math.cos(twoTheta * degree) * Math.hypot(1, sample + slit);
  return Math.abs(Math.acos(Math.max(-1, Math.min(1, cosine))) / degree - twoTheta);
}

/**
 * Fill the images.
 *
 * @param twoTheta Degrees.
 * @param sample S/L: half the height of the illuminated sample in units of the distance to the slit.
 * @param slit H/L: the same of the receiving slit.
 * @param width Narrowest width of the profile, degrees: the more the images spread, the more are needed.
 * @param withDerivatives Without them what stands there is left as it was, and there are no images without weight. @default true
 */
export function fillAxialImages(
  images: AxialImages,
  twoTheta: number,
  sample: number,
  slit: number,
  width: number,
  withDerivatives = true,
): void {
  const { shift, weight, shiftBy, weightBy } = images;
  const cosine = Math.cos(twoTheta * degree);
  const sine = Math.sin(twoTheta * degree);
  const flat = Math.abs(slit - sample);
  const fall = 2 * Math.min(slit, sample);
  // d flat and d fall by sample and slit.
  const sign = slit >= sample ? 1 : -1;
  const flatBy = [-sign, sign];
  const fallBy = [sign > 0 ? 2 : 0, sign > 0 ? 0 : 2];
  const spread = axialReach(twoTheta, sample, slit) / width;
  const { rule } = rules.find(({ upTo }) => spread <= upTo) ?? rules.at(-1)!;
  images.count = 0;
  if (flat + fall === 0) {
    // Without divergence the profile is its own image, and nothing changes it to first order.
    images.count = 1;
    for (const list of [shift, ...shiftBy, ...weightBy]) list[0] = 0;
    weight[0] = 1;
    return;
  }
  let total = 0;
  const totalBy = new Float64Array(3);
  for (let panel = 0; panel < 2; panel++) {
    const length = panel === 0 ? flat : fall;
    if (length === 0 && !withDerivatives) continue;
    const { nodes, weights } = panel === 0 && flat === 0 ? point : rule;
    for (let i = 0; i < nodes.length; i++) {
      const t = panel === 0 ? flat * nodes[i]! : flat + fall * nodes[i]!;
      const root = Math.sqrt(1 + t * t);
      const place = cosine * root;
      // Nearer to the beam than its divergence a cone is cut: it has no such rays.
      if (!(Math.abs(place) < 1)) continue;
      const delta = Math.acos(place);
      const sineDelta = Math.sin(delta);
      const shape = (weights[i]! * (panel === 0 ? 1 : 1 - nodes[i]!)) / (root * root * sineDelta);
      const k = images.count++;
      shift[k] = delta / degree - twoTheta;
      weight[k] = length * shape;
      total += weight[k];
      if (!withDerivatives) continue;
      const deltaByT = (-cosine * t) / (root * sineDelta);
      const shapeByT = shape * ((-2 * t) / (root * root) - (place / sineDelta) * deltaByT);
      const deltaByCenter = (sine * root) / sineDelta;
      shiftBy[0][k] = deltaByCenter - 1;
      weightBy[0][k] = -length * shape * (place / sineDelta) * deltaByCenter * degree;
      for (let j = 0; j < 2; j++) {
        const tBy = panel === 0 ? flatBy[j]! * nodes[i]! : flatBy[j]! + fallBy[j]! * nodes[i]!;
        const lengthBy = panel === 0 ? flatBy[j]! : fallBy[j]!;
        shiftBy[j + 1]![k] = (deltaByT * tBy) / degree;
        weightBy[j + 1]![k] = lengthBy * shape + length * shapeByT * tBy;
      }
      for (let j = 0; j < 3; j++) totalBy[j]! += weightBy[j]![k]!;
    }
  }
  for (let k = 0; k < images.count; k++) {
    weight[k]! /= total;
    if (!withDerivatives) continue;
    for (let j = 0; j < 3; j++) weightBy[j]![k] = (weightBy[j]![k]! - weight[k]! * totalBy[j]!) / total;
  }
}
