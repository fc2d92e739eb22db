import type { Instrument } from '../profile/instrument.js';
import { lorentzPolarisation } from '../profile/intensity-factors.js';
import type { PhaseLines } from './compile.js';
import { fillChains } from './fill-chains.js';
import { at } from './instrument-places.js';
import { fillMetric } from './metric.js';
import { marchDollase } from './orientation.js';

const degree = 180 / Math.PI;
/** Lines nearer than this to a Bragg angle of 90 degrees are out of reach. */
const steepest = 0.9999;
/** Lines without width cannot be calculated, degrees. */
const narrowest = 1e-5;
/**
 * Works out places, widths and intensities of the lines of a phase, and how refined parameters move them.
 *
 * Where a Gaussian variance, a Lorentzian width or an anisotropic strain would be negative it is taken as 0, and the line marked.
 *
 * @returns What does so at values of all parameters; false where a line has no real width.
 */
export function createLineUpdate(instrument: Instrument): (lines: PhaseLines, values: Float64Array) => boolean {
  const polarised = lorentzPolarisation(instrument);
  const lp = new Float64Array(2);
  const uniaxial = new Float64Array(3);
  const radius = instrument.radius ?? Infinity;
  const isReflection = (instrument.geometry ?? 'bragg-brentano') === 'bragg-brentano';
  const count = instrument.lines.length;
  return (lines, values) => {
    updateReflections(lines, values);
    const { places, inverseSpacing2, place, gaussian, lorentzian, intensity } = lines;
    const shift = values[at.displacement]! + values[places.displacement]!;
    const inverseSize = values[places.inverseSize]!;
    for (let i = 0; i < lines.reflections; i++) {
      const q2 = inverseSpacing2[i]!;
      const variance = stephensSum(lines, values, i);
      const squared = Math.max(0, variance);
      const anisotropic = Math.sqrt(squared * 1e-10) / q2;
      uniaxialStrain(lines, values, i, uniaxial);
      const strain = uniaxial[0]!;
      for (let s = 0; s < count; s++) {
        const j = i * count + s;
        const { wavelength, ratio = 1 } = instrument.lines[s]!;
        const sine = 0.5 * wavelength * Math.sqrt(q2);
        if (!(sine < steepest)) {
          intensity[j] = 0;
          place[j] = Number.NaN;
          continue;
        }
        const theta = Math.asin(sine);
        const cosine = Math.sqrt(1 - sine * sine);
        const tangent = sine / cosine;
        const perDisplacement = (degree * (isReflection ? -2 * cosine : 1 - 2 * sine * sine)) / radius;
        place[j] = 2 * theta * degree + values[at.zero]! + shift * perDisplacement;
        const squares = (values[at.u]! * tangent + values[at.v]!) * tangent + values[at.w]!;
        const size = (wavelength * 0.1 * degree) / cosine;
        const sum =
          inverseSize * size +
          (strain * 1e-6 + anisotropic) * tangent * degree +
          values[at.x]! / cosine +
          values[at.y]! * tangent +
          values[at.z]!;
        const g = Math.sqrt(Math.max(0, squares));
        const wide = Math.max(0, sum);
        if (!(g + wide > narrowest)) return false;
        lines.negative[j] = squares < 0 || sum < 0 || variance < 0 ? 1 : 0;
        gaussian[j] = g;
        lorentzian[j] = wide;
        polarised(theta, lp);
        const rietveld = lines.method === 'rietveld';
        // Of free intensities the share of each spectral line is all there is; they carry everything else.
        const shared = rietveld ? lines.multiplicity[i]! * lp[0]! * ratio : ratio / lineSum(instrument);
        intensity[j] = rietveld ? shared * lines.f2[i]! * lines.factor[i]! : shared * lines.free[i]!;
        fillChains(lines, i, j, {
          cosine,
          tangent,
          g,
          size,
          byAcross: uniaxial[1]!,
          byAlong: uniaxial[2]!,
          shared,
          perDisplacement,
          // The displacement's own change with the angle among it.
          placeByQ: ((tangent * degree) / q2) * (1 + (shift / radius) * (isReflection ? sine : -2 * sine * cosine)),
          intensityByQ: (intensity[j] * lp[1]! * tangent) / (2 * q2),
          anisotropic: squared > 0 ? (0.5 * anisotropic * tangent * degree) / squared : 0,
        });
      }
    }
    return true;
  };
}

function lineSum({ lines }: Instrument): number {
  return lines.reduce((sum, { ratio = 1 }) => sum + ratio, 0);
}

function stephensSum({ places, stephens, reflections }: PhaseLines, values: Float64Array, i: number): number {
  let sum = 0;
  for (let t = 0; t < places.stephensTerms.length; t++)
    sum += values[places.stephens + t]! * stephens[t * reflections + i]!;
  return sum;
}

/** Strain of a line, and its derivatives by that across and along the axis, into out. */
function uniaxialStrain(
  { phase, places, metric, inverseSpacing2 }: PhaseLines,
  values: Float64Array,
  i: number,
  out: Float64Array,
): void {
  const across = values[places.strain]!;
  out[0] = across;
  out[1] = 1;
  out[2] = 0;
  if (phase.strainAxis === undefined) return;
  const along = values[places.strainAlong]!;
  const { h, k, l } = phase.reflections;
  const [p, q, r] = phase.strainAxis;
  const g = metric;
  const axis2 = p * p * g[0]! + q * q * g[1]! + r * r * g[2]! + 2 * (q * r * g[3]! + p * r * g[4]! + p * q * g[5]!);
  const product =
    h[i]! * (g[0]! * p + g[5]! * q + g[4]! * r) +
    k[i]! * (g[5]! * p + g[1]! * q + g[3]! * r) +
    l[i]! * (g[4]! * p + g[3]! * q + g[2]! * r);
  const cosine2 = (product * product) / (axis2 * inverseSpacing2[i]!);
  const sum = across * across * cosine2 + along * along * (1 - cosine2);
  if (!(sum > 0)) return;
  const root = Math.sqrt(sum);
  out[0] = (across * along) / root;
  out[1] = along / root - (across * across * along * cosine2) / (sum * root);
  out[2] = across / root - (along * along * across * (1 - cosine2)) / (sum * root);
}

/** What belongs to a reflection whatever the wavelength: spacing, structure factor, preferred orientation. */
function updateReflections(lines: PhaseLines, values: Float64Array): void {
  const { phase, places, terms, metric, inverseSpacing2, quantities } = lines;
  fillMetric(phase.system, values, places.cell, metric);
  for (let i = 0; i < lines.reflections; i++) {
    let sum = 0;
    for (let j = 0; j < 6; j++) sum += metric[j]! * terms[6 * i + j]!;
    inverseSpacing2[i] = sum;
  }
  if (lines.method !== 'rietveld') return;
  if (phase.structure !== undefined) {
    quantities.set(phase.structure.values);
    places.atomParameters.forEach(({ quantities: moved, factors }, k) => {
      const by = values[places.atoms + k]! - phase.structure!.values[moved[0]!]!;
      moved.forEach((quantity, m) => (quantities[quantity]! += factors[m]! * by));
    });
    phase.structure.factors(quantities, metric.subarray(0, 6), lines.f2, lines.wanted, lines.f2By);
  }
  if (lines.orbits !== undefined) {
    marchDollase(
      lines.orbits,
      phase.orientation!.axis,
      metric,
      values[places.orientation]!,
      lines.factor,
      lines.factorByRatio,
    );
  }
}
