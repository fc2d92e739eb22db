import { OperandoError } from '@operando/core';

/** A layer under the domains: n = 1 - delta + i beta. */
export interface ReflectingLayer {
  /** 1 less the real part of the refractive index. */
  readonly delta: number;
  /** Imaginary part of the refractive index. @default 0 */
  readonly beta?: number | undefined;
  /** angstrom; roughness is not taken. The last layer, the substrate, has none. */
  readonly thickness?: number | undefined;
}

/** A beam at grazing incidence on domains that stand on layers, seen at one exit angle. */
export interface GrazingBeam {
  /** Angle of incidence, degrees. */
  readonly incidence: number;
  /** Exit angle of the cut, degrees. */
  readonly exit: number;
  /** angstrom */
  readonly wavelength: number;
  /** From the surface down; the last is the substrate. */
  readonly layers: readonly ReflectingLayer[];
}

/** A complex number. */
export interface Complex {
  /** Real part. */
  readonly re: number;
  /** Imaginary part. */
  readonly im: number;
}

/** The four waves of the distorted-wave Born approximation: momentum transfers along the normal, and reflections. */
export interface DistortedWave {
  /** k_f + k_i along the normal, 1/angstrom. */
  readonly sum: number;
  /** k_f - k_i */
  readonly difference: number;
  /** Fresnel reflection of the incoming wave. */
  readonly incoming: Complex;
  /** Of the outgoing wave. */
  readonly outgoing: Complex;
}

const times = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });

function over(a: Complex, b: Complex): Complex {
  const norm = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / norm, im: (a.im * b.re - a.re * b.im) / norm };
}

/** The root with a positive imaginary part: waves that fade into the layer. */
function root({ re, im }: Complex): Complex {
  const size = Math.hypot(re, im);
  return { re: Math.sqrt(0.5 * (size + re)), im: Math.sqrt(Math.max(0, 0.5 * (size - re))) };
}

/** Amplitude that layers reflect at a wave vector along the normal, by Parratt's recursion (1954), phase at their surface. */
export function reflection(normal: number, wavelength: number, layers: readonly ReflectingLayer[]): Complex {
  const k0 = (2 * Math.PI) / wavelength;
  const inside = layers.map(({ delta, beta = 0 }) => {
    // n^2 - 1, to the second order too.
    const re = -2 * delta + delta * delta - beta * beta;
    const im = 2 * beta * (1 - delta);
    return root({ re: normal * normal + k0 * k0 * re, im: k0 * k0 * im });
  });
  const waves: Complex[] = [{ re: normal, im: 0 }, ...inside];
  let below: Complex = { re: 0, im: 0 };
  for (let j = waves.length - 2; j >= 0; j--) {
    const above = waves[j]!;
    const under = waves[j + 1]!;
    const fresnel = over(
      { re: above.re - under.re, im: above.im - under.im },
      { re: above.re + under.re, im: above.im + under.im },
    );
    // Round trip through the layer under the interface.
    const thickness = layers[j]!.thickness ?? 0;
    const fade = Math.exp(-2 * under.im * thickness);
    const phase = { re: fade * Math.cos(2 * under.re * thickness), im: fade * Math.sin(2 * under.re * thickness) };
    const returned = times(below, phase);
    const product = times(fresnel, returned);
    below = over(
      { re: fresnel.re + returned.re, im: fresnel.im + returned.im },
      { re: 1 + product.re, im: product.im },
    );
  }
  return below;
}

/**
 * The waves that domains on a surface see and send out: direct, reflected before, after, and both. Angles above the horizon.
 *
 * @throws OperandoError `invalid-argument` for angles that are not between 0 and 90 degrees, or without a substrate.
 * @see Renaud, Lazzari and Leroy, Surf. Sci. Rep. 64 (2009) 255
 */
export function distortedWave({ incidence, exit, wavelength, layers }: GrazingBeam): DistortedWave {
  for (const [parameter, angle] of [
    ['incidence', incidence],
    ['exit', exit],
  ] as const)
    if (!(angle > 0 && angle < 90))
      throw new OperandoError('invalid-argument', `an angle of ${angle} degrees is not above the horizon.`, {
        where: { parameter },
        cure: 'Give angles of incidence and exit in degrees, between 0 and 90.',
      });
  if (layers.length === 0)
    throw new OperandoError('invalid-argument', 'there is no layer that reflects.', {
      where: { parameter: 'layers' },
      cure: 'Give the substrate at least: its delta (and beta).',
    });
  const k0 = (2 * Math.PI) / wavelength;
  const ki = k0 * Math.sin((incidence * Math.PI) / 180);
  const kf = k0 * Math.sin((exit * Math.PI) / 180);
  return {
    sum: kf + ki,
    difference: kf - ki,
    incoming: reflection(ki, wavelength, layers),
    outgoing: reflection(kf, wavelength, layers),
  };
}
