import { OperandoError } from '@operando/core';
import { completeCell, freeParameters, spacing } from '@operando/lattice';
import type { CellParameters, CrystalSystem, Hkl, TableCalibration, VegardCalibration } from '@operando/lattice';
import type { EnergyCalibration, PeakProfileName } from '@operando/peak-fit';
import { checkAngle, dToEnergy } from './conversions.js';
import type { ScatteringAngle } from './conversions.js';
import { escapePeaks, fluorescenceLines, sumPeaks } from './fluorescence.js';
import type { DetectorMaterial, FixedLine } from './fluorescence.js';
import type { ResolutionLaw } from './resolution.js';

/** One detector (element of an array): calibrated on its own. */
export interface DetectorSetup {
  readonly calibration: EnergyCalibration;
  readonly angle: ScatteringAngle;
  /** @default widths are fitted, beginning at 1 % of the energy */
  readonly resolution?: ResolutionLaw | undefined;
}

/** How lithium content follows from the cell. */
export interface LithiumFromCell {
  readonly parameter: keyof CellParameters | 'c/a' | 'volume';
  readonly calibration: VegardCalibration | TableCalibration;
  /** Content at the beginning, to choose between branches of the curve; frame by frame the branch nearest to the frame before. */
  readonly initial?: number | undefined;
}

/** A phase and its reflections. */
export interface PhaseSetup {
  readonly name: string;
  readonly system: CrystalSystem;
  /** Free parameters expected in the first frame: angstrom and degrees. */
  readonly cell: Partial<CellParameters>;
  readonly reflections: readonly Hkl[];
  /** One of the reflections that nothing else in the cell has near: in a slice without it the phase counts as absent, so that a foil's peaks are not taken for the cathode's. @default none */
  readonly marker?: Hkl | undefined;
  /** How far, relative, from the expected place a peak is looked for. @default 0.005 */
  readonly searchRange?: number | undefined;
  readonly lithium?: LithiumFromCell | undefined;
}

/** Options of `depthProfile`. */
export interface DepthProfileOptions {
  /** Of the slices, um, in order. */
  readonly positions: ArrayLike<number>;
  readonly channels: number;
  /** One, or all elements of an array; counts are then [position x detector x channel]. */
  readonly detectors: DetectorSetup | readonly DetectorSetup[];
  readonly phases: readonly PhaseSetup[];
  /** Lines that do not move: a Bragg peak under one is reported as masked and not fitted. */
  readonly fluorescence?:
    | {
        readonly elements?: readonly string[];
        readonly lines?: readonly FixedLine[];
        /** Adds escape peaks of the K lines (and sum peaks of the K-alpha lines). */
        readonly detector?: DetectorMaterial;
        /** Half the width of a mask in FWHM. @default 1.5 */
        readonly maskWidth?: number;
      }
    | undefined;
  /** @default 'gaussian' */
  readonly profile?: Extract<PeakProfileName, 'gaussian' | 'pseudo-voigt' | 'exp-mod-gaussian'> | undefined;
  /** `law`: held at the detector's resolution; `free`: fitted. @default 'law' where the detector has one */
  readonly widths?: 'law' | 'free' | undefined;
  /** Half a window, in FWHM. @default 3.5 */
  readonly windowWidth?: number | undefined;
  /** Background of a window. @default 'line' */
  readonly background?: 'constant' | 'line' | 'quadratic' | undefined;
  /** A peak whose area is below so many standard errors counts as absent. @default 5 */
  readonly minimumSignificance?: number | undefined;
  /** Height of the beam, um: slices closer than that are warned of. */
  readonly beamHeight?: number | undefined;
  /** What areas are divided by. */
  readonly normalisation?:
    | {
        /** Incident spectrum times detector efficiency at an energy in keV, in any unit. */
        readonly incident?: (energy: number) => number;
        /** Transmission of both arms at an energy, for a slice. */
        readonly transmission?: (energy: number, slice: number) => number;
        /** Energy, keV, of a line whose area is the same in every slice (fluorescence or Bragg peak of a casing). */
        readonly staticLine?: number;
      }
    | undefined;
}

/** A reflection of a detector, made ready. */
export interface Target {
  readonly phase: number;
  readonly hkl: Hkl;
  readonly detector: number;
  /** keV, expected in the first frame. */
  readonly expected: number;
  /** Lowest and highest energy, relative to the place expected, at which it is looked for: not beyond half way to a neighbour. */
  readonly range: readonly [number, number];
  /** Name of the line that covers it, of another reflection that does, or why it cannot be seen. */
  readonly masked?: string;
  readonly overlapped: boolean;
}

/** Reflections of one detector that are fitted together. */
export interface TargetGroup {
  readonly detector: number;
  /** Indices into the targets. */
  readonly members: readonly number[];
  /** Fixed lines in reach, merged where they cannot be told apart. */
  readonly lines: readonly number[];
}

/** Detectors as a list. */
export function detectorsOf({ detectors }: DepthProfileOptions): readonly DetectorSetup[] {
  return 'calibration' in detectors ? [detectors] : detectors;
}

/** Width expected at an energy. */
export function widthAt({ resolution }: DetectorSetup, energy: number): number {
  return resolution === undefined ? 0.01 * energy : resolution.fwhmOf(energy);
}

/** Every fixed line that masks. */
export function maskLines({ fluorescence }: DepthProfileOptions): FixedLine[] {
  if (fluorescence === undefined) return [];
  const { elements = [], lines = [], detector } = fluorescence;
  const emitted = fluorescenceLines(elements);
  const strong = emitted.filter(({ name }) => name.includes(' K'));
  const alpha = strong.filter(({ name }) => name.endsWith('Ka1'));
  return [
    ...emitted,
    ...lines,
    ...(detector === undefined ? [] : [...escapePeaks(strong, detector), ...sumPeaks(alpha)]),
  ];
}

function checkOptions(options: DepthProfileOptions): void {
  const { channels, positions, phases } = options;
  const fail = (problem: string, parameter: string, cure: string): never => {
    throw new OperandoError('invalid-argument', problem, { where: { parameter }, cure });
  };
  if (!Number.isInteger(channels) || channels < 8)
    fail(`there are ${channels} channels.`, 'channels', 'Give the number of channels of a spectrum.');
  if (positions.length === 0) fail('there are no positions.', 'positions', 'Give the depth of each slice in um.');
  for (let i = 1; i < positions.length; i++)
    if (!(Math.abs(positions[i]! - positions[i - 1]!) > 0))
      fail(`positions ${i - 1} and ${i} are the same or no numbers.`, 'positions', 'Average repeated positions first.');
  for (const { name, marker, reflections } of phases) {
    if (marker !== undefined && !reflections.some((hkl) => hkl.join() === marker.join()))
      fail(
        `the marker ${marker.join(' ')} of ${name} is none of its reflections.`,
        'phases',
        'Add it to the reflections.',
      );
  }
  if (phases.length === 0 || phases.some(({ reflections }) => reflections.length === 0))
    fail('a phase has no reflections.', 'phases', 'Give at least one reflection for each phase.');
  const detectors = detectorsOf(options);
  if (detectors.length === 0) fail('there are no detectors.', 'detectors', 'Give at least one.');
  for (const { angle, calibration, resolution } of detectors) {
    checkAngle(angle);
    // Refuses a scale that falls.
    calibration.channelEdges(channels);
    if (options.widths === 'law' && resolution === undefined)
      fail(
        'widths are to follow the law, but a detector has none.',
        'widths',
        'Give each detector its resolution (fitResolution).',
      );
  }
}

/** Reflections on every detector: where they are expected, and what covers them. */
export function planTargets(options: DepthProfileOptions): {
  readonly targets: readonly Target[];
  readonly groups: readonly TargetGroup[];
  readonly lines: readonly FixedLine[];
} {
  checkOptions(options);
  const lines = maskLines(options);
  const maskWidth = options.fluorescence?.maskWidth ?? 1.5;
  const targets: Target[] = [];
  for (const [detector, setup] of detectorsOf(options).entries()) {
    const [lowest, highest] = [setup.calibration.energyOf(3), setup.calibration.energyOf(options.channels - 4)];
    const own = options.phases.flatMap(({ system, cell, reflections, searchRange = 0.005 }, phase) => {
      const full = completeCell(
        system,
        freeParameters[system].map((name) => cell[name] ?? Number.NaN),
      );
      return reflections.map((hkl) => {
        const expected = dToEnergy(spacing(full, hkl), setup.angle.twoTheta);
        if (!Number.isFinite(expected))
          throw new OperandoError(
            'invalid-argument',
            `phase ${options.phases[phase]!.name} has no spacing for ${hkl.join(' ')}.`,
            { where: { parameter: 'phases' }, cure: `A ${system} cell needs ${freeParameters[system].join(', ')}.` },
          );
        return { phase, hkl, expected, searchRange };
      });
    });
    for (const one of own) {
      const fwhm = widthAt(setup, one.expected);
      const inRange = one.expected - 2 * fwhm > lowest && one.expected + 2 * fwhm < highest;
      const line = lines.find(({ energy }) => Math.abs(energy - one.expected) < maskWidth * fwhm);
      const { searchRange } = one;
      const [below, above] = [
        (other: number): boolean => other < one.expected,
        (other: number): boolean => other > one.expected,
      ].map((side) =>
        own
          .map(({ expected }) => expected)
          .filter(side)
          .map((other) => 0.45 * Math.abs(other / one.expected - 1)),
      );
      const range = [1 - Math.min(searchRange, ...below!), 1 + Math.min(searchRange, ...above!)] as const;
      const overlapped = own.some((other) => other !== one && Math.abs(other.expected - one.expected) < 0.6 * fwhm);
      targets.push({
        phase: one.phase,
        hkl: one.hkl,
        expected: one.expected,
        range,
        detector,
        overlapped,
        ...(inRange ? (line === undefined ? {} : { masked: line.name }) : { masked: 'outside the spectrum' }),
      });
    }
  }
  return { targets, groups: groupTargets(targets, lines, options), lines };
}

/** Neighbours whose windows hold each other's peaks are fitted together. */
function groupTargets(
  targets: readonly Target[],
  lines: readonly FixedLine[],
  options: DepthProfileOptions,
): TargetGroup[] {
  const detectors = detectorsOf(options);
  const reach = (options.windowWidth ?? 3.5) + 1;
  const groups: TargetGroup[] = [];
  for (const detector of detectors.keys()) {
    const usable = [...targets.keys()]
      .filter((t) => targets[t]!.detector === detector && targets[t]!.masked === undefined && !targets[t]!.overlapped)
      .toSorted((a, b) => targets[a]!.expected - targets[b]!.expected);
    let members: number[] = [];
    const close = (): void => {
      if (members.length > 0)
        groups.push({
          detector,
          members,
          lines: linesNear(
            members.map((t) => targets[t]!.expected),
            lines,
            detectors[detector]!,
            reach,
          ),
        });
      members = [];
    };
    for (const t of usable) {
      const before = members.at(-1);
      if (
        before !== undefined &&
        targets[t]!.expected - targets[before]!.expected > reach * widthAt(detectors[detector]!, targets[t]!.expected)
      )
        close();
      members.push(t);
    }
    close();
  }
  return groups;
}

function linesNear(
  energies: readonly number[],
  lines: readonly FixedLine[],
  detector: DetectorSetup,
  reach: number,
): number[] {
  const near = lines
    .map(({ energy }) => energy)
    .filter((energy) => energies.some((peak) => Math.abs(energy - peak) < reach * widthAt(detector, peak)))
    .toSorted((a, b) => a - b);
  const merged: number[][] = [];
  for (const energy of near) {
    if (merged.length > 0 && energy - merged.at(-1)!.at(-1)! < 0.6 * widthAt(detector, energy))
      merged.at(-1)!.push(energy);
    else merged.push([energy]);
  }
  return merged.map((each) => each.reduce((sum, energy) => sum + energy, 0) / each.length);
}
