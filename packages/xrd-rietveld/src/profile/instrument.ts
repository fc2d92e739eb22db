/** A spectral line of the source: wavelength in angstrom and intensity relative to the first line. */
export interface SpectralLine {
  /** Angstrom. */
  readonly wavelength: number;
  /** Intensity over that of the first line. @default 1 */
  readonly ratio?: number | undefined;
}

/**
 * Polarisation of X-rays. `monochromator`: Bragg angle 2 theta of a crystal monochromator (degrees), of a source that is not
 * polarised by itself. `fraction`: share of the beam polarised in the horizontal plane, seen at `azimuth` from that plane
 * (degrees); without azimuth the mean of full rings, for which the fraction does not matter.
 */
export interface Polarisation {
  /** Two-theta of a crystal monochromator, degrees. @default none */
  readonly monochromator?: number | undefined;
  /** Share of the beam that is polarised in the horizontal plane, 0 to 1. */
  readonly fraction?: number | undefined;
  /** Of the detector from that plane, degrees. @default mean of full rings */
  readonly azimuth?: number | undefined;
}

/**
 * What the instrument does to a pattern. Full widths at half maximum, in degrees of 2 theta: Gaussian^2 = u tan^2 theta +
 * v tan theta + w, Lorentzian = x / cos theta + y tan theta + z.
 */
export interface Instrument {
  /** What is scattered. */
  readonly radiation: 'x-ray' | 'neutron';
  /** Of the source, the strongest first. */
  readonly lines: readonly SpectralLine[];
  /** Which way a displaced sample moves lines. @default `bragg-brentano` */
  readonly geometry?: 'bragg-brentano' | 'debye-scherrer' | undefined;
  /** Distance of sample and detector, mm; needed for a displacement. */
  readonly radius?: number | undefined;
  /** Of X-rays. @default unpolarised */
  readonly polarisation?: Polarisation | undefined;
  /** Added to 2 theta, degrees. @default 0 */
  readonly zero?: number | undefined;
  /**
   * Displacement of the sample, mm: moves a line by -2 s cos theta / R (Bragg-Brentano), or by + s cos 2 theta / R
   * (Debye-Scherrer), in radians. @default 0
   */
  readonly displacement?: number | undefined;
  /** Gaussian full width squared, degrees^2: u tan^2 + v tan + w. @default 0 */
  readonly u?: number | undefined;
  /** See u, degrees^2. @default 0 */
  readonly v?: number | undefined;
  /** See u, degrees^2. @default 0 */
  readonly w?: number | undefined;
  /** Lorentzian full width, degrees: x / cos + y tan + z. @default 0 */
  readonly x?: number | undefined;
  /** See x, degrees. @default 0 */
  readonly y?: number | undefined;
  /** See x, degrees. @default 0 */
  readonly z?: number | undefined;
  /** Axial divergence: half the height of the illuminated sample over its distance to the detector (S/L). @default 0 */
  readonly sampleHeight?: number | undefined;
  /** The same of the receiving slit (H/L). @default that of the sample */
  readonly slitHeight?: number | undefined;
}

/** Parameters of the instrument that can be refined, in the order in which they stand. */
export const instrumentParameters = ['zero', 'displacement', 'u', 'v', 'w', 'x', 'y', 'z', 'axial'] as const;

/** `axial` stands for both heights at once. */
export type InstrumentParameter = (typeof instrumentParameters)[number];

/** Units of {@link instrumentParameters}. */
export const instrumentUnits: Readonly<Record<InstrumentParameter, string>> = {
  zero: 'deg',
  displacement: 'mm',
  u: 'deg^2',
  v: 'deg^2',
  w: 'deg^2',
  x: 'deg',
  y: 'deg',
  z: 'deg',
  axial: '1',
};

/** Values of {@link instrumentParameters}. */
export function instrumentValues(instrument: Instrument): Float64Array {
  return Float64Array.from(instrumentParameters, (name) =>
    name === 'axial' ? (instrument.sampleHeight ?? 0) : (instrument[name] ?? 0),
  );
}
