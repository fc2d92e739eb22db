import { OperandoError } from '@operando/core';
import { spacing } from '@operando/lattice';
import type { Hkl } from '@operando/lattice';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { widthAt } from './calibrated-detectors.js';
import { dToEnergy } from './conversions.js';
import { fluorescenceDefaults, phaseDefaults } from './defaults.js';
import { escapePeaks, fluorescenceLines, sumPeaks } from './fluorescence.js';
import type { FixedLine } from './fluorescence.js';
import { checkOptions } from './frame-shape.js';
import type { FrameShape } from './frame-shape.js';
import type { DepthProfileOptions, PhaseSetup } from './options.js';
import { freeParametersOf, wholeCell } from './whole-cell.js';

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

/** What stands for the name of a line where a reflection has no channels. */
export const outsideSpectrum = 'outside the spectrum';

/** Reflections of one detector that are fitted together. */
export interface TargetGroup {
  readonly detector: number;
  /** Indices into the targets. */
  readonly members: readonly number[];
  /** Fixed lines in reach, merged where they cannot be told apart. */
  readonly lines: readonly number[];
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

/** What is to be fitted. */
export interface TargetPlan {
  readonly targets: readonly Target[];
  readonly groups: readonly TargetGroup[];
}

/** Reflections on every detector: where they are expected, and what covers them. */
export function planTargets(options: DepthProfileOptions, shape: FrameShape): TargetPlan {
  checkOptions(options, shape);
  const lines = maskLines(options);
  const maskWidth = options.fluorescence?.maskWidth ?? fluorescenceDefaults.maskWidth;
  const targets: Target[] = [];
  for (const [detector, setup] of shape.detectors.entries()) {
    const [lowest, highest] = [3, shape.channels - 4].map((i) => setup.calibration.energyOf(shape.firstChannel + i));
    const own = options.phases.flatMap((phase, p) => expectedEnergies(phase, p, setup));
    for (const one of own) {
      const fwhm = widthAt(setup, one.expected);
      const inRange = one.expected - 2 * fwhm > lowest! && one.expected + 2 * fwhm < highest!;
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
        ...(inRange ? (line === undefined ? {} : { masked: line.name }) : { masked: outsideSpectrum }),
      });
    }
  }
  return { targets, groups: groupTargets(targets, lines, shape.detectors, options.windowWidth ?? 3.5) };
}

interface ExpectedReflection {
  readonly phase: number;
  readonly hkl: Hkl;
  /** keV. */
  readonly expected: number;
  readonly searchRange: number;
}

/** Where the reflections of a phase are expected. */
function expectedEnergies(phase: PhaseSetup, index: number, { angle }: CalibratedDetector): ExpectedReflection[] {
  const { system, reflections, searchRange = phaseDefaults.searchRange } = phase;
  const full = wholeCell(system, phase.cell);
  return reflections.map((hkl) => {
    const expected = dToEnergy(spacing(full, hkl), angle.twoTheta);
    if (!Number.isFinite(expected))
      throw new OperandoError('invalid-argument', `phase ${phase.name} has no spacing for ${hkl.join(' ')}.`, {
        where: { parameter: 'phases' },
        cure: `A ${system} cell needs ${freeParametersOf(system).join(', ')}.`,
      });
    return { phase: index, hkl, expected, searchRange };
  });
}

/** Neighbours whose windows hold each other's peaks are fitted together. */
function groupTargets(
  targets: readonly Target[],
  lines: readonly FixedLine[],
  detectors: readonly CalibratedDetector[],
  windowWidth: number,
): TargetGroup[] {
  const reach = windowWidth + 1;
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
  detector: CalibratedDetector,
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
