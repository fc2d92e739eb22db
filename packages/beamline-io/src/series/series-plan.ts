import { createAxis, createFrameTime, maskWarnings } from '@operando/core';
import type { Axis, Channel, FrameTime, Metadata, OperandoWarning, ProvenanceStep } from '@operando/core';
import { clockOf } from './frame-clock.js';
import { sequenceWarnings } from './frame-sequence.js';
import { comparedInWords } from '../absorption/choose-signal.js';
import type { AssembleOptions } from './frame.js';
import type { FrameNote } from './frame-note.js';
import { wavelengthInWords } from './header-wavelength.js';
import { errorWarnings } from './error-warnings.js';
import type { RowFacts } from './row-survey.js';
import { said } from '../text/said.js';

function scalarChannels(frames: readonly FrameNote[]): Record<string, Channel> {
  const names = new Set(frames.flatMap(({ scalars }) => Object.keys(scalars)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      {
        values: Float64Array.from(frames, ({ scalars }) => scalars[name]?.value ?? Number.NaN),
        unit: frames.find(({ scalars }) => name in scalars)!.scalars[name]!.unit,
        description: 'from the file headers',
      },
    ]),
  );
}

/** Warnings of many files, each kind told once: the first of a code in each file, the second, and so on. */
function fileWarnings(frames: readonly FrameNote[]): OperandoWarning[] {
  const kinds = new Map<string, { warning: OperandoWarning; file: string; count: number }>();
  for (const { name, warnings } of frames) {
    const before = new Map<string, number>();
    for (const warning of warnings) {
      const nth = before.get(warning.code) ?? 0;
      before.set(warning.code, nth + 1);
      const known = kinds.get(`${warning.code} ${nth}`);
      if (known === undefined) kinds.set(`${warning.code} ${nth}`, { warning, file: name, count: 1 });
      else known.count++;
    }
  }
  return Array.from(kinds.values(), ({ warning, file, count }) => ({
    code: warning.code,
    message: count === 1 ? said`${file}: ${warning.message}` : said`${count} files, first ${file}: ${warning.message}`,
    where: { ...warning.where, file },
  }));
}

/** The unit of the signal, where all frames state the same. */
function signalUnit(frames: readonly FrameNote[]): Metadata {
  const units = new Set(frames.map(({ unit }) => unit));
  const [unit] = units;
  return unit === undefined || units.size > 1 ? {} : { signal_unit: unit };
}

/** The wavelength that the headers state, angstrom, where all state the same. */
function wavelengthOf(frames: readonly FrameNote[], warnings: OperandoWarning[]): Metadata {
  const stated = frames.flatMap(({ wavelength }) => (wavelength === undefined ? [] : [wavelength]));
  const [first] = stated;
  if (first === undefined) return {};
  const odd = frames.find(
    ({ wavelength }) => wavelength !== undefined && Math.abs(wavelength.wavelength / first.wavelength - 1) > 1e-6,
  );
  if (odd !== undefined) {
    warnings.push({
      code: 'wavelength-differs',
      message: said`The headers state different wavelengths: ${wavelengthInWords(first.wavelength)} angstrom, and ${wavelengthInWords(odd.wavelength!.wavelength)} in ${odd.name}.`,
      where: { file: odd.name },
    });
    return {};
  }
  return {
    wavelength: first.wavelength,
    ...(first.second === undefined ? {} : { secondWavelength: first.second }),
  };
}

/** The edge that the headers state, where all that state one state the same. */
function absorberOf(frames: readonly FrameNote[], warnings: OperandoWarning[]): Metadata {
  const stated = frames.filter(({ absorber }) => absorber !== undefined);
  const first = stated[0]?.absorber;
  if (first === undefined) return {};
  const text = ({ absorber }: FrameNote): string => `${absorber!.element} ${absorber!.edge ?? ''}`.trim();
  const odd = stated.find((frame) => text(frame) !== text(stated[0]!));
  if (odd === undefined) return { absorber: { ...first } };
  warnings.push({
    code: 'absorber-differs',
    message: said`The headers state different edges: ${text(stated[0]!)}, and ${text(odd)} in ${odd.name}.`,
    where: { file: odd.name },
  });
  return {};
}

/** All of a series but its values. */
export interface SeriesPlan<Name extends string, Unit extends string> {
  readonly axis: Axis<Name, Unit>;
  readonly time: FrameTime;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly metadata: Metadata;
  readonly warnings: readonly OperandoWarning[];
  readonly provenance: readonly ProvenanceStep[];
}

/** What {@link planSeries} goes by. */
export interface SeriesFindings<Name extends string, Unit extends string> {
  readonly axis: { readonly name: Name; readonly unit: Unit };
  readonly grid: Float64Array;
  readonly facts: RowFacts;
  /** Found before: files left out, grids that differ. */
  readonly warnings: readonly OperandoWarning[];
}

/** Frames in the order of their times, where all have one; else as they are. */
export function inOrder<F>(frames: readonly F[], timeOf: (frame: F) => FrameNote['time']): readonly F[] {
  return frames.every((frame) => timeOf(frame) !== undefined)
    ? [...frames].sort((a, b) => timeOf(a)!.epoch - timeOf(b)!.epoch)
    : frames;
}

/**
 * What stands beside the values of a series: scalars of the headers become channels, the file names `metadata.files`, and
 * everything that had to be assumed a warning in the provenance.
 *
 * @param notes In order, see {@link inOrder}.
 */
export function planSeries<const Name extends string, const Unit extends string>(
  notes: readonly FrameNote[],
  { axis, grid, facts, warnings: before }: SeriesFindings<Name, Unit>,
  { timeStep, grid: mode = 'error', compared = [] }: AssembleOptions,
): SeriesPlan<Name, Unit> {
  const warnings: OperandoWarning[] = [...before];
  const time = createFrameTime(clockOf(notes, timeStep, warnings));
  warnings.push(
    ...maskWarnings(facts.gaps),
    ...errorWarnings(facts, notes.length),
    ...sequenceWarnings(notes, facts.repeated),
    ...fileWarnings(notes),
  );
  const signal = [...new Set(notes.map(({ expression }) => expression))].join('; ');
  const options = {
    files: notes.length,
    signal,
    grid: mode,
    ...(compared.length === 0 ? {} : { compared: compared.map(comparedInWords) }),
  };
  return {
    axis: createAxis({ name: axis.name, unit: axis.unit, values: grid }),
    time,
    channels: scalarChannels(notes),
    metadata: {
      files: notes.map(({ name }) => name),
      formats: [...new Set(notes.map(({ format }) => format))],
      signal,
      ...(facts.measured ? { errors: 'file' } : {}),
      // Normalized at the beamline, all of them.
      ...(notes.every(({ normalized }) => normalized === true) ? { normalized: true } : {}),
      ...signalUnit(notes),
      ...wavelengthOf(notes, warnings),
      ...absorberOf(notes, warnings),
    },
    warnings,
    provenance: [{ step: 'beamline-io/readSeries', options, warnings }],
  };
}
