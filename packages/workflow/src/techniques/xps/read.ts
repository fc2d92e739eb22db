import { createSeries, createAxis, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { frameGaps, readSourceScans } from '@operando/beamline-io';
import { countErrors, countsPerUnitOf } from '@operando/photoelectron-fit';
import { counted } from '../../technique/words.js';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { LevelSeries } from './input.js';
import type { XpsOptions } from './options.js';
import { plainLevel } from './reference.js';
import { spectraOfTable } from './spectrum-of-table.js';
import type { LevelSpectrum } from './spectrum-of-table.js';

/** When the spectra of a level were measured. */
function timesOf(
  spectra: readonly LevelSpectrum[],
  timeStep: number | undefined,
  warnings: OperandoWarning[],
): { readonly start: Float64Array; readonly duration: Float64Array; readonly epoch?: number; readonly zone?: string } {
  const frames = spectra.length;
  const epochs = spectra.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch]));
  const seconds = spectra.flatMap((each) => (each.seconds === undefined ? [] : [each.seconds]));
  const areDated = epochs.length === frames && new Set(epochs).size === frames;
  const start =
    seconds.length === frames && !areDated
      ? Float64Array.from(seconds)
      : areDated
        ? Float64Array.from(epochs, (epoch) => epoch - epochs[0]!)
        : Float64Array.from({ length: frames }, (_, f) => f * (timeStep ?? 1));
  const isKnown = areDated || seconds.length === frames;
  if (!isKnown && timeStep === undefined && frames > 1)
    warnings.push({
      code: 'time-unknown',
      message: `The files do not say when the spectra of ${spectra[0]!.level} were measured: frame numbers stand for seconds. Give timeStep (command: --time-step).`,
    });
  if (isKnown) warnings.push(...frameGaps(start, (f) => `spectrum ${f} of ${spectra[0]!.level} (${spectra[f]!.file})`));
  // A sweep cannot last until after the next has begun: the stated dwell is then not that of the whole sweep.
  const duration = Float64Array.from(spectra, (each, f) => {
    const next = f + 1 < frames ? start[f + 1]! - start[f]! : Infinity;
    return isKnown && each.duration <= next * 1.001 ? Math.min(each.duration, next) : 0;
  });
  if (duration.includes(0)) duration.fill(0);
  return { start, duration, ...(areDated ? { epoch: epochs[0]!, zone: spectra[0]!.zone ?? 'unstated' } : {}) };
}

/** Standard deviations of all values of a level. */
function errorsOf(
  spectra: readonly LevelSpectrum[],
  values: Float64Array,
  points: number,
  warnings: OperandoWarning[],
): Float64Array {
  const { level } = spectra[0]!;
  const isCounted = spectra.every(({ kind, dwell }) => kind === 'counts' || (kind === 'rate' && dwell !== undefined));
  if (isCounted) {
    const out = new Float64Array(values.length);
    spectra.forEach(({ kind, dwell }, f) => {
      const perUnit = kind === 'counts' ? 1 : dwell!;
      out.set(countErrors(values.subarray(f * points, (f + 1) * points), perUnit), f * points);
    });
    return out;
  }
  const perUnit = countsPerUnitOf(values, points);
  if (perUnit === undefined)
    throw new OperandoError(
      'column-missing',
      `the intensities of ${level} are no counts, and do not scatter: their errors are not known.`,
      {
        where: { parameter: 'dwell' },
        cure: 'Say what they are (command: --intensity, --dwell).',
      },
    );
  warnings.push({
    code: 'errors-from-scatter',
    message: `The intensities of ${level} are neither whole counts nor rates of a known time: standard deviations are those of ${perUnit.toPrecision(3)} counts for each unit, from the scatter of neighbouring points. Say what they are (intensity and dwell, command: --intensity, --dwell).`,
  });
  return countErrors(values, perUnit);
}

/** Spectra without any intensity have no errors: they are masked. @throws OperandoError `too-few-points` where all are so. */
function maskEmpty(spectra: readonly LevelSpectrum[], sigma: Float64Array, warnings: OperandoWarning[]): void {
  const { level, file } = spectra[0]!;
  const points = sigma.length / spectra.length;
  const empty = spectra.flatMap(({ values }, f) => (values.some((value) => value > 0) ? [] : [f]));
  if (empty.length === 0) return;
  if (empty.length === spectra.length)
    throw new OperandoError('too-few-points', `no spectrum of ${level} has an intensity above 0.`, {
      where: { file },
      cure: 'Give spectra that were measured, or the other columns of the file.',
    });
  for (const f of empty) sigma.fill(Number.NaN, f * points, (f + 1) * points);
  const named = `${empty.slice(0, 5).join(', ')}${empty.length > 5 ? ', ...' : ''}`;
  warnings.push({
    code: 'points-masked',
    message: `${counted(empty.length, 'spectrum', 'spectra')} of ${level} (frame ${named}) ${empty.length === 1 ? 'has' : 'have'} no intensity above 0, as with the shutter closed: not fitted (status masked).`,
    where: { frame: empty[0]! },
  });
}

/** Spectra in the order of their dates, where all have one of their own: files may be given in any order, which is told. */
function inTime(given: readonly LevelSpectrum[], warnings: OperandoWarning[]): readonly LevelSpectrum[] {
  const epochs = given.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch]));
  const back = epochs.findIndex((epoch, f) => f > 0 && epoch < epochs[f - 1]!);
  if (new Set(epochs).size < given.length || back < 0) return given;
  warnings.push({
    code: 'rows-sorted',
    message: `The spectra of ${given[0]!.level} were not in the order of their times (${given[back]!.file} is older than what stands before it): they were sorted.`,
  });
  return given.toSorted((a, b) => a.epoch! - b.epoch!);
}

function levelSeries(given: readonly LevelSpectrum[], { timeStep }: XpsOptions): LevelSeries {
  const warnings = given.flatMap((each) => each.warnings);
  const spectra = inTime(given, warnings);
  const { level, energy } = spectra[0]!;
  const points = energy.length;
  const step = Math.abs((energy.at(-1)! - energy[0]!) / Math.max(1, points - 1));
  const other = spectra.findIndex(
    (each) =>
      each.energy.length !== points || each.energy.some((value, i) => Math.abs(value - energy[i]!) > 1e-3 * step),
  );
  if (other >= 0)
    throw new OperandoError('shape-mismatch', `spectrum ${other} of ${level} has other energies than the first.`, {
      where: { file: spectra[other]!.file, frame: other },
      cure: 'Give spectra of one level on one grid of energies, or other levels other names.',
    });
  const values = new Float64Array(points * spectra.length);
  spectra.forEach((each, f) => values.set(each.values, f * points));
  const { start, duration, epoch, zone } = timesOf(spectra, timeStep, warnings);
  const backwards = start.findIndex((value, f) => f > 0 && value < start[f - 1]!);
  if (backwards >= 0)
    throw new OperandoError(
      'time-backwards',
      `spectrum ${backwards} of ${level} was measured before the one before it.`,
      {
        where: { file: spectra[backwards]!.file, frame: backwards },
        cure: 'Give the files in the order of their times.',
      },
    );
  const sigma = errorsOf(spectra, values, points, warnings);
  maskEmpty(spectra, sigma, warnings);
  return {
    name: level,
    isKinetic: spectra.some((each) => each.isKinetic),
    // Every block of a file says the same, and of dates that can be read in two ways the first stands for all.
    warnings: warnings.filter(
      ({ code, message }, i) =>
        warnings.findIndex((each) => each.message === message || (code === 'date-ambiguous' && each.code === code)) ===
        i,
    ),
    series: createSeries({
      axis: createAxis({ name: 'binding_energy', unit: 'eV', values: energy }),
      signal: values,
      variances: sigma.map((each) => each * each),
      time: { start, duration, ...(epoch === undefined ? {} : { epoch }), ...(zone === undefined ? {} : { zone }) },
      metadata: {
        level,
        unit: spectra[0]!.kind === 'rate' ? 'counts/s' : spectra[0]!.kind === 'counts' ? 'counts' : '',
        files: spectra.map(({ file }) => file),
      },
    }),
  };
}

/**
 * The levels of photoelectron files: every block of VAMAS files by its species and transition, every column of tables by the
 * name of the file.
 *
 * @throws OperandoError as the readers; `shape-mismatch` for spectra of one level on different energies, `time-backwards`.
 */
export async function readLevels(
  files: readonly NamedSource[],
  options: XpsOptions,
  context: RunContext,
): Promise<LevelSeries[]> {
  const levels = new Map<string, LevelSpectrum[]>();
  const progress = progressOf(context, 'reading');
  let done = 0;
  for (const source of files) {
    context.signal?.throwIfAborted();
    const tables = await readSourceScans(source, { dateOrder: options.frameDateOrder });
    if (tables.length === 0)
      throw new OperandoError('too-few-points', 'the file has no spectrum, but a header at most.', {
        where: { file: source.name },
        cure: 'Leave it out, or export its spectra again.',
      });
    for (const table of tables)
      for (const spectrum of spectraOfTable(table, source.name, options)) {
        const key = plainLevel(spectrum.level);
        const spectra = levels.get(key);
        if (spectra === undefined) levels.set(key, [spectrum]);
        else spectra.push(spectrum);
      }
    progress(++done, files.length);
  }
  return Array.from(levels.values(), (spectra) => levelSeries(spectra, options));
}
