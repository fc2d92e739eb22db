import type { CrystalSystem, Hkl, TableCalibration, VegardCalibration } from '@operando/lattice';
import type { EnergyCalibration, PeakProfileName } from '@operando/peak-fit';
import type { ScatteringAngle } from './conversions.js';
import type { DetectorMaterial, FixedLine } from './fluorescence.js';
import type { HeaderCalibration } from './header-calibration.js';
import type { BalanceOptions, Stage } from './reaction.js';
import type { ResolutionLaw, ResolutionTerms } from './resolution.js';

/** Slices at equal steps, um. */
export interface PositionRange {
  /** Position of the first slice, um. */
  readonly first: number;
  /** From slice to slice, um; below 0 for a scan downwards. */
  readonly step: number;
  /** How many slices. */
  readonly count: number;
}

/** One detector (element of an array): calibrated on its own. */
export interface DetectorSetup {
  /** Energy scale, or its terms. @default what the series' header says (metadata `calibration`) */
  readonly calibration?: EnergyCalibration | HeaderCalibration | undefined;
  /** Degrees, or what `calibrateAngle` gave. @default what the series' header says (metadata `two_theta`) */
  readonly twoTheta?: number | ScatteringAngle | undefined;
  /** Standard error of a plain two-theta, degrees. @default not known */
  readonly twoThetaStderr?: number | undefined;
  /** Resolution law, or its terms. @default widths are fitted, beginning at 1 % of the energy */
  readonly resolution?: ResolutionLaw | ResolutionTerms | undefined;
}

/** Parameters of a cell, those that its system leaves free: angstrom and degrees. */
export interface FreeCell {
  /** Angstrom. */
  readonly a?: number | undefined;
  /** Angstrom. */
  readonly b?: number | undefined;
  /** Angstrom. */
  readonly c?: number | undefined;
  /** Degrees. */
  readonly alpha?: number | undefined;
  /** Degrees. */
  readonly beta?: number | undefined;
  /** Degrees. */
  readonly gamma?: number | undefined;
}

/** How lithium content follows from the cell: by a table (`x` and `value`) or a `calibration`. */
export interface LithiumFromCell {
  /** What of the cell tells the content: angstrom, degrees, cubic angstrom, or c/a. */
  readonly parameter: 'a' | 'b' | 'c' | 'alpha' | 'beta' | 'gamma' | 'c/a' | 'volume';
  /** In place of `x` and `value`. */
  readonly calibration?: VegardCalibration | TableCalibration | undefined;
  /** Contents of a table, increasing. */
  readonly x?: ArrayLike<number> | undefined;
  /** The parameter at each of them. */
  readonly value?: ArrayLike<number> | undefined;
  /** Content at the beginning, to choose between branches of the curve; frame by frame the branch nearest to the frame before. */
  readonly initial?: number | undefined;
  /** umol/cm2 of formula units in a slice: one for all, or one for each (0 where there is none), in the order of the positions. */
  readonly activeAmount?: number | ArrayLike<number> | undefined;
}

/** A phase and its reflections. */
export interface PhaseSetup {
  /** What it is called in the results. */
  readonly name: string;
  /** Says which parameters of the cell are free. */
  readonly system: CrystalSystem;
  /** Free parameters expected in the first frame. */
  readonly cell: FreeCell;
  /** Miller indices of those that are fitted. */
  readonly reflections: readonly Hkl[];
  /** One of the reflections that nothing else in the cell has near: in a slice without it the phase counts as absent, so that a foil's peaks are not taken for the cathode's. @default none */
  readonly marker?: Hkl | undefined;
  /** How far, relative, from the expected place a peak is looked for. @default 0.005 */
  readonly searchRange?: number | undefined;
  /** How its content follows from its cell. @default no content */
  readonly lithium?: LithiumFromCell | undefined;
}

/** Lines that do not move: a Bragg peak under one is reported as masked and not fitted. */
export interface FluorescenceSetup {
  /** Symbols of those in the beam; their K and L lines mask Bragg peaks. @default none */
  readonly elements?: readonly string[] | undefined;
  /** Other lines that do not move. @default none */
  readonly lines?: readonly FixedLine[] | undefined;
  /** Adds escape peaks of the K lines (and sum peaks of the K-alpha lines). */
  readonly detector?: DetectorMaterial | undefined;
  /** Half the width of a mask in FWHM. @default 1.5 */
  readonly maskWidth?: number | undefined;
}

/** What areas are divided by. */
export interface AreaNormalisation {
  /** Incident spectrum times detector efficiency at an energy in keV, in any unit. */
  readonly incident?: ((energy: number) => number) | undefined;
  /** Transmission of both arms at an energy, for a slice. */
  readonly transmission?: ((energy: number, slice: number) => number) | undefined;
  /** Energy, keV, of a line whose area is the same in every slice (fluorescence or Bragg peak of a casing). */
  readonly staticLine?: number | undefined;
}

/** Options of `depthProfile`. What is said of the detector holds for all of an array, but for what `detectors` says of each. */
export interface DepthProfileOptions extends DetectorSetup {
  /** Of the slices, um, in the order of the data, all different. @default the series' coordinate `position`, when it is in um */
  readonly positions?: ArrayLike<number> | PositionRange | undefined;
  /** One for each element of an array. @default all alike */
  readonly detectors?: DetectorSetup | readonly DetectorSetup[] | undefined;
  /** All that are in the beam. */
  readonly phases: readonly PhaseSetup[];
  /** Lines that mask Bragg peaks. @default none */
  readonly fluorescence?: FluorescenceSetup | undefined;
  /** Shape of the peaks. @default 'gaussian' */
  readonly profile?: Extract<PeakProfileName, 'gaussian' | 'pseudo-voigt' | 'exp-mod-gaussian'> | undefined;
  /** `law`: held at the detector's resolution; `free`: fitted. @default 'law' where the detector has one */
  readonly widths?: 'law' | 'free' | undefined;
  /** Half a window, in FWHM. @default 3.5 */
  readonly windowWidth?: number | undefined;
  /** Background of a window. @default 'line' */
  readonly background?: 'constant' | 'line' | 'quadratic' | undefined;
  /** A peak whose area is below so many standard errors counts as not visible. @default 5 */
  readonly minimumSignificance?: number | undefined;
  /** Height of the beam, um: slices closer than that are warned of. */
  readonly beamHeight?: number | undefined;
  /** What areas are divided by. @default nothing */
  readonly normalisation?: AreaNormalisation | undefined;
  /** Live time, s, of spectra whose own is not known. */
  readonly liveTime?: number | undefined;
}

/** What this package takes from a model file, interface by interface: a schema can be held against each, key by key. */
export interface EdxrdOptionTypes {
  /** All of them. */
  readonly options: DepthProfileOptions;
  /** Places of the slices. */
  readonly positions: PositionRange;
  /** Of one detector. */
  readonly detector: DetectorSetup;
  /** Terms of its energy scale. */
  readonly calibration: HeaderCalibration;
  /** Its two-theta. */
  readonly angle: ScatteringAngle;
  /** Terms of its resolution. */
  readonly resolution: ResolutionTerms;
  /** Of one phase. */
  readonly phase: PhaseSetup;
  /** Its cell. */
  readonly cell: FreeCell;
  /** Its content. */
  readonly lithium: LithiumFromCell;
  /** Lines that mask. */
  readonly fluorescence: FluorescenceSetup;
  /** What areas are divided by. */
  readonly normalisation: AreaNormalisation;
  /** Charge balance. */
  readonly balance: BalanceOptions;
  /** Frames of a stage. */
  readonly stage: Stage;
}
