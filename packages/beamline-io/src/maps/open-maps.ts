import { createAxis, createPacer, createSeries, defaultBlockFrames, OperandoError } from '@operando/core';
import type { Axis, FrameSource, NamedSource, OperandoWarning, Series } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { inFile, placed } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import { isHdf5Sample, nexus } from '../hdf5/nexus-format.js';
import { openHdf5Source } from '../hdf5/open-source.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { sampleOfSource } from '../sniff.js';
import { frameGaps } from '../series/frame-gaps.js';
import { dmMaps, isDm } from './dm-maps.js';
import { hyperspyMaps, hyperspySignals } from './hyperspy-maps.js';
import type { MapReading, MapStack } from './map-stack.js';
import { nexusMaps } from './nexus-maps.js';
import { rawMaps } from './raw-maps.js';

/** Options of {@link openEnergyMaps}. */
export interface OpenEnergyMapsOptions extends MapReading, OpenHdf5Options {
  /** Seconds from frame to frame, where the files do not say. @default frame numbers, with a warning */
  readonly timeStep?: number | undefined;
}

/** Whether files are maps of spectra by their content, or because they are said to be bare numbers. */
export async function areEnergyMaps(source: NamedSource, { raw }: MapReading = {}): Promise<boolean> {
  if (raw !== undefined) return true;
  const sample = await sampleOfSource(source, [nexus]);
  return isHdf5Sample(sample) || isDm(await source.bytes.slice(0, 16));
}

async function openStack(source: NamedSource, options: OpenEnergyMapsOptions): Promise<MapStack> {
  try {
    if (options.raw !== undefined) return await rawMaps(source, options);
    if (isDm(await source.bytes.slice(0, 16))) return await dmMaps(source, options);
    const file = await openHdf5Source(source, options);
    try {
      return hyperspySignals(file).length > 0 ? hyperspyMaps(file, options) : nexusMaps(file, options);
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    throw placed(error, source.name);
  }
}

/** A stack, and the file it is in. */
interface Part {
  readonly source: NamedSource;
  readonly frames: number;
  readonly start: Float64Array | undefined;
  readonly duration: number | undefined;
  readonly epoch: number | undefined;
}

/** What the maps of all files have in common. */
interface MapsPlan {
  readonly rows: number;
  readonly columns: number;
  readonly axis: Axis<'energy', 'eV'>;
  readonly parts: readonly Part[];
  readonly start: Float64Array;
  readonly duration: Float64Array;
  readonly epoch: number | undefined;
  readonly zone: string | undefined;
  readonly metadata: MapStack['metadata'];
  readonly warnings: readonly OperandoWarning[];
}

/** Energies of one file differ from those of another by less than this share of a step. */
const sameEnergies = 0.01;

function expectAlike(first: MapStack, other: MapStack, source: NamedSource): void {
  const step = Math.abs(first.energies[1]! - first.energies[0]!);
  const sizes = [first, other].map(({ rows, columns, energies }) => `${rows} x ${columns} x ${energies.length}`);
  if (sizes[0] !== sizes[1])
    throw inFile(source.name, 'shape-mismatch', `the map is ${sizes[1]}, that of the first file ${sizes[0]}.`);
  if (other.energies.some((energy, i) => Math.abs(energy - first.energies[i]!) > sameEnergies * step))
    throw inFile(
      source.name,
      'shape-mismatch',
      'the energies are not those of the first file.',
      'Give energy: {offset, step} if they were calibrated differently by mistake; shifts are found by themselves.',
    );
}

const unknownTimes: OperandoWarning = {
  code: 'time-unknown',
  message: 'The files carry no time: frame numbers stand for seconds. Give timeStep (command: --time-step).',
};

/** Times of all frames: those of the files, where each has them; else a step, or numbers. */
function timesOf(
  parts: readonly Part[],
  timeStep: number | undefined,
): Pick<MapsPlan, 'start' | 'duration' | 'epoch'> & { readonly warnings: readonly OperandoWarning[] } {
  const frames = parts.reduce((sum, part) => sum + part.frames, 0);
  const [first] = parts;
  const single = parts.length === 1 && first!.start !== undefined;
  const dated = parts.every(
    ({ epoch, frames: own, start }) => epoch !== undefined && (own === 1 || start !== undefined),
  );
  if (single || (dated && parts.length > 1)) {
    const epoch = first!.epoch;
    const start = parts.flatMap((part) =>
      [...(part.start ?? [0])].map((at) => at + ((part.epoch ?? 0) - (epoch ?? 0))),
    );
    const steps = start.slice(1).map((at, i) => at - start[i]!);
    const step = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
    return {
      start: Float64Array.from(start),
      duration: Float64Array.from(
        parts.flatMap((part) => Array.from({ length: part.frames }, () => part.duration ?? step)),
      ),
      epoch,
      warnings: frameGaps(Float64Array.from(start), (f) => `map ${f}`),
    };
  }
  const step = timeStep ?? 1;
  return {
    start: Float64Array.from({ length: frames }, (_, i) => i * step),
    duration: new Float64Array(frames).fill(timeStep ?? 0),
    epoch: first?.epoch,
    warnings: timeStep === undefined && frames > 1 ? [unknownTimes] : [],
  };
}

async function planOf(sources: readonly NamedSource[], options: OpenEnergyMapsOptions): Promise<MapsPlan> {
  let first: MapStack | undefined;
  const parts: Part[] = [];
  const warnings: OperandoWarning[] = [];
  const told = new Set<string>();
  for (const source of sources) {
    const stack = await openStack(source, options);
    try {
      if (first === undefined) first = stack;
      else expectAlike(first, stack, source);
      const { frames, start, duration, epoch } = stack;
      parts.push({ source, frames, start, duration, epoch });
      for (const warning of stack.warnings) {
        if (told.has(warning.code)) continue;
        told.add(warning.code);
        warnings.push(sources.length === 1 ? warning : { ...warning, where: { file: source.name, ...warning.where } });
      }
    } finally {
      stack.close();
    }
  }
  if (first === undefined) throw new OperandoError('too-few-points', 'there are no files.');
  const { rows, columns, energies, metadata, zone } = first;
  if (energies.length < 2) throw new OperandoError('too-few-points', `the spectra have ${energies.length} channels.`);
  const { warnings: untimed, ...times } = timesOf(parts, options.timeStep);
  return {
    rows,
    columns,
    axis: createAxis({
      name: 'energy',
      unit: 'eV',
      values: energies[1]! < energies[0]! ? energies.toReversed() : energies,
    }),
    parts,
    ...times,
    zone,
    metadata: { ...metadata, files: sources.map(baseName) },
    warnings: [...warnings, ...untimed],
  };
}

/** Coordinates that only count, from 0. */
function counted(name: string, size: number): Axis {
  return createAxis({ name, unit: '1', values: Float64Array.from({ length: size }, (_, i) => i) });
}

/** Spectra turned round, where energies fall. */
function turned(values: Float64Array, channels: number, falls: boolean): Float64Array {
  if (falls) for (let at = 0; at < values.length; at += channels) values.subarray(at, at + channels).reverse();
  return values;
}

function blockOf(values: Float64Array, from: number, frames: number, plan: MapsPlan): Series<'energy', 'eV'> {
  const { rows, columns, axis, start, duration, epoch, zone, metadata, warnings } = plan;
  return createSeries({
    signal: values,
    dims: ['time', 'row', 'column', 'energy'],
    coordinates: { row: counted('row', rows), column: counted('column', columns) },
    axis,
    time: {
      start: start.subarray(from, from + frames),
      duration: duration.subarray(from, from + frames),
      ...(epoch === undefined ? {} : { epoch }),
      ...(zone === undefined ? {} : { zone }),
    },
    metadata,
    provenance: [{ step: 'beamline-io/openEnergyMaps', options: { rows, columns }, warnings }],
  });
}

/**
 * Maps of energy-loss spectra through time: [time x row x column x energy], energies in eV. Files of HyperSpy (`.hspy`), of Gatan's
 * DigitalMicrograph (DM3, DM4), NeXus and other HDF5 files, and files of bare numbers (`raw`); several files follow each other in
 * natural order of their names. Frames are read block by block.
 *
 * @throws OperandoError `shape-mismatch` for maps of different sizes or energies, `unit-mismatch`, `unsupported`, `column-missing`; as
 * `openHdf5Source` and `readDm`; always with the file.
 */
export async function openEnergyMaps(
  sources: readonly NamedSource[],
  options: OpenEnergyMapsOptions = {},
): Promise<FrameSource<'energy', 'eV'>> {
  const plan = await planOf(naturally(sources), options);
  const { rows, columns, axis, parts, start, metadata, warnings } = plan;
  const frames = start.length;
  return {
    axis,
    frames,
    metadata,
    warnings,
    async *blocks({ frames: asked = defaultBlockFrames(rows * columns * axis.size), signal } = {}) {
      const pace = createPacer(signal);
      let at = 0;
      for (const { source, frames: own } of parts) {
        const stack = await openStack(source, options);
        try {
          const falls = stack.energies[1]! < stack.energies[0]!;
          for (let from = 0; from < own; from += asked) {
            await pace();
            const to = Math.min(own, from + asked);
            const values = turned(await stack.read(from, to), axis.size, falls);
            yield blockOf(values, at + from, to - from, plan);
          }
        } catch (error) {
          throw placed(error, source.name);
        } finally {
          stack.close();
        }
        at += own;
      }
    },
  };
}
