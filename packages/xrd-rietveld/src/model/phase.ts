import type { CellParameters, CrystalSystem } from '@operando/lattice';

/** Lines of a phase: one for each set of equivalent reflections. */
export interface ReflectionList {
  /** Miller index, one for each line. */
  readonly h: ArrayLike<number>;
  /** Miller index, one for each line. */
  readonly k: ArrayLike<number>;
  /** Miller index, one for each line. */
  readonly l: ArrayLike<number>;
  /** How many reflections are equivalent, Friedel mates among them. */
  readonly multiplicity: ArrayLike<number>;
  /** |F|^2 of the cell, mean of Friedel mates; not needed where `structure` gives it, nor for Pawley and Le Bail. */
  readonly f2?: ArrayLike<number> | undefined;
}

/**
 * What gives |F|^2 at values of atoms. Quantities are named as the site and what of it: `O1.z`, `Li1.occupancy`, `Li1.uiso`
 * (square angstrom).
 */
export interface StructureModel {
  /** Names of all quantities that may change. */
  readonly quantities: readonly string[];
  /** Their values to begin with. */
  readonly values: ArrayLike<number>;
  /**
   * Fill f2 of all reflections at values of the quantities, and for each of those wanted (by number) a row of derivatives.
   *
   * @param metric Reciprocal metric [a*a*, b*b*, c*c*, b*c*, a*c*, a*b*] of the cell.
   */
  factors(
    values: Float64Array,
    metric: Float64Array,
    f2: Float64Array,
    wanted: Int32Array,
    derivatives: Float64Array,
  ): void;
  /** Mass of the cell's content (Z M), u, and into `byQuantity` how it changes with each. */
  cellMass(values: Float64Array, byQuantity?: Float64Array): number;
}

/** March-Dollase: crystallites lie with this axis (of the reciprocal lattice) along or across the symmetry axis of the sample. */
export interface Orientation {
  /** h, k, l of the planes that crystallites lie with. */
  readonly axis: readonly [number, number, number];
  /** 1 for none; below 1 the axis stands along the scattering vector. @default 1 */
  readonly ratio?: number | undefined;
}

/** How intensities of a phase come about. */
export type IntensityMethod = 'rietveld' | 'pawley' | 'lebail';

/** A crystalline phase as the pattern sees it. */
export interface Phase {
  /** What it is called in the results. */
  readonly name: string;
  /** Says which parameters of the cell are free. */
  readonly system: CrystalSystem;
  /** Where refinement begins. */
  readonly cell: CellParameters;
  /** Its lines. */
  readonly reflections: ReflectionList;
  /** Operations of the point group as nine whole numbers, rows first, that act on columns xyz; for orientation and Stephens. */
  readonly rotations?: readonly (readonly number[])[] | undefined;
  /** Mass of the cell's content (Z M), u; needed for weight fractions. From `structure` where there is one. */
  readonly cellMass?: number | undefined;
  /** Where intensities come from. @default the list's own */
  readonly structure?: StructureModel | undefined;
  /** Size of crystallites, nm: adds K lambda / (D cos theta) to the Lorentzian width, with K = 1. @default without end */
  readonly size?: number | undefined;
  /** Microstrain, 1e-6: adds strain tan theta to the Lorentzian width, as full width at half maximum. @default 0 */
  readonly strain?: number | undefined;
  /**
   * Axis (of the reciprocal lattice) along which strain differs from that across it: `strain` is then that across, and the
   * width goes as across along / sqrt((across cos)^2 + (along sin)^2) with the angle to the axis. @default none
   */
  readonly strainAxis?: readonly [number, number, number] | undefined;
  /** Microstrain along the axis, 1e-6. @default that across */
  readonly strainAlong?: number | undefined;
  /** Preferred orientation. @default none */
  readonly orientation?: Orientation | undefined;
  /** Displacement of this phase beyond that of the sample, mm. @default 0 */
  readonly displacement?: number | undefined;
  /** Where its intensities come from. @default that of the refinement */
  readonly method?: IntensityMethod | undefined;
}

/**
 * What can be refined of a phase, beside its scale. `strain`: with an axis that across and along it; `stephens`: anisotropic strain (all invariants of the Laue group),
 * instead of `strain`.
 */
export type PhaseParameter = 'cell' | 'size' | 'strain' | 'stephens' | 'orientation' | 'displacement';

/** Quantities of atoms that move together, each with its factor: `{ 'Fe1.occupancy': 1, 'Al1.occupancy': -1 }`. */
export type AtomShift = Readonly<Record<string, number>>;
