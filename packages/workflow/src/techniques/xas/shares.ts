import { flatValues, OperandoError, statusOf } from '@operando/core';
import type { Channel, FrameSource, OperandoWarning } from '@operando/core';
import { linearCombinationStack } from '@operando/xas-normalize';
import type { LinearCombinationStackOptions, SpeciesSpectrum } from '@operando/xas-normalize';

/** The name of a channel: lower-case words joined by underscores. */
export function channelName(before: string, name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `${before}_${words === '' ? 'unnamed' : words}`;
}

/** What is left over of every spectrum. */
const misfitName = 'share_misfit';
/** What channels of shares and of shifts say they are. */
const ofShare = 'share of a spectrum';
const ofShift = 'added to the energies for the linear combination';

/**
 * Names of the channels of standards, in their order.
 *
 * @throws OperandoError `invalid-argument` for names that would make one column.
 */
export function shareNames(names: readonly string[]): string[] {
  const columns = names.map((name) => channelName('share', name));
  columns.forEach((column, k) => {
    const before = columns.indexOf(column);
    if (before === k && column !== misfitName) return;
    const of = before === k ? 'what is left over' : `the standard ${names[before]!}`;
    throw new OperandoError(
      'invalid-argument',
      `the standard ${names[k]!} would share the column ${column} with ${of}.`,
      {
        where: { parameter: `lcf.standards[${k}].name` },
        cure: 'Give each standard a name of its own; letters and digits count.',
      },
    );
  });
  return columns;
}

/** @throws OperandoError `outside-range` for a standard that has no energies where the spectra have theirs. */
export function expectOverlap(
  energy: Float64Array,
  standards: readonly SpeciesSpectrum[],
  names: readonly string[],
): void {
  const [lowest, highest] = [energy[0]!, energy.at(-1)!];
  for (const [k, standard] of standards.entries()) {
    const [from, to] = [standard.energy[0]!, standard.energy[standard.energy.length - 1]!];
    if (from < highest && to > lowest) continue;
    throw new OperandoError(
      'outside-range',
      `the standard ${names[k]!} runs from ${from} to ${to} eV, the spectra from ${lowest} to ${highest} eV.`,
      {
        where: { parameter: `lcf.standards[${k}]` },
        cure: 'Give a spectrum of the same edge.',
      },
    );
  }
}

/** That shares cannot be told from each other, since spectra of standards depend on each other, and that shifts went as far as they may. */
export function shareWarnings(
  channels: Readonly<Record<string, Channel>>,
  columns: readonly string[],
  largestShift: number,
): OperandoWarning[] {
  const status = channels[columns[0] ?? '']?.status ?? new Uint8Array();
  const framesOf = (which: number): number[] => [...status.keys()].filter((frame) => status[frame] === which);
  const singular = framesOf(statusOf.singular);
  const bound = framesOf(statusOf['at-bound']);
  const unfinished = framesOf(statusOf['limit-reached']);
  const told = (frames: readonly number[], message: string): OperandoWarning[] =>
    frames.length === 0 ? [] : [{ code: 'undetermined', message, where: { frame: frames[0]! } }];
  return [
    ...told(
      singular,
      `The shares of standards are not determined in ${singular.length} of ${status.length} spectra: some standards are alike, or mixtures of others, at the energies of the fit. Leave one out, or give a wider window (command: --fit-range).`,
    ),
    ...told(
      bound,
      `Energies went as far as they may, ${largestShift} eV, in ${bound.length} of ${status.length} spectra: the shares there are those of the bound. Look whether the standards are of this edge and scale, or give a larger lcf.largestShift.`,
    ),
    ...told(
      unfinished,
      `The search for shares and shifts was left before its end in ${unfinished.length} of ${status.length} spectra.`,
    ),
  ];
}

/** How far outside 0 to 1 shares of mixtures may be, beside three standard errors: standards of a series are not quite its ends. */
const beyond = 0.1;
/** The share of spectra beyond that from which on it is told: single ones may be spoilt. */
const leastBeyond = 0.05;

/** How far a share is outside of those of mixtures by more than its error explains, 0 where it is not. */
function overshoot(share: number, error: number): number {
  const off = Math.max(-share, share - 1);
  return off > beyond + 3 * (Number.isFinite(error) ? error : 0) ? off : 0;
}

/** That spectra are no mixtures of the standards: their shares are far below 0 or above 1. Bounds that were given are what may be. */
export function outsideWarnings(
  channels: Readonly<Record<string, Channel>>,
  columns: readonly string[],
  bounds: readonly [number, number] | undefined,
): OperandoWarning[] {
  const frames = channels[columns[0] ?? '']?.values.length ?? 0;
  if (bounds !== undefined || frames === 0) return [];
  const off = Float64Array.from({ length: frames }, (_, frame) =>
    Math.max(...columns.map((name) => overshoot(channels[name]!.values[frame]!, channels[name]!.stderr?.[frame] ?? 0))),
  );
  const outside = [...off.keys()].filter((frame) => off[frame]! > 0);
  if (outside.length <= leastBeyond * frames) return [];
  const most = Math.max(...outside.map((frame) => off[frame]!)).toPrecision(2);
  return [
    {
      code: 'shares-outside',
      message: `Shares of standards are below 0 or above 1 by up to ${most} in ${outside.length} of ${frames} spectra: these are no mixtures of the standards. A standard is a mixture itself (as a mean of spectra through which the sample changed is), or a species is missing: give spectra of pure species, or bounds.`,
      where: { frame: outside[0]! },
    },
  ];
}

/** Names of the channels of energy shifts: one of the spectrum, or one of each standard. */
export function shiftNames(of: 'none' | 'sample' | 'standards', names: readonly string[]): string[] {
  if (of === 'none') return [];
  return of === 'sample' ? ['shift_of_spectrum'] : names.map((name) => channelName('shift', name));
}

/** Whether a channel holds shares of spectra. */
export function isShare({ description }: Channel): boolean {
  return description === ofShare;
}

/** Whether a channel holds energy shifts of a linear combination. */
export function isShift({ description }: Channel): boolean {
  return description === ofShift;
}

/** Squares left over, as a share of those of the spectrum, below which only rounding is: the spectrum is a standard itself. */
const rounding = 1e-24;

/** Shares of spectra in every frame of a series, energy shifts as far as they are named, and the misfit, as channels. No errors where a spectrum is a standard. */
export async function shareChannels(
  source: FrameSource<'energy', 'eV'>,
  components: readonly SpeciesSpectrum[],
  names: readonly string[],
  options: LinearCombinationStackOptions,
  shifts: readonly string[] = [],
): Promise<Record<string, Channel>> {
  const energy = source.axis.values;
  const columns = [...names, ...shifts].map(() => ({ values: [] as number[], stderr: [] as number[] }));
  const misfit: number[] = [];
  const status: number[] = [];
  for await (const block of source.blocks()) {
    const found = linearCombinationStack(energy, flatValues(block.signal), components, options);
    const take = (first: number, count: number, values?: Float64Array, stderr?: Float64Array): void => {
      for (let k = 0; k < count; k++) {
        for (let frame = 0; frame < found.frames; frame++) {
          columns[first + k]!.values.push(values![frame * count + k]!);
          const isExact = found.rfactor[frame]! < rounding;
          columns[first + k]!.stderr.push(isExact ? Number.NaN : stderr![frame * count + k]!);
        }
      }
    };
    take(0, names.length, found.weights, found.stderr);
    take(names.length, shifts.length, found.shifts, found.shiftStderr);
    misfit.push(...found.rfactor);
    status.push(...found.status);
  }
  const bytes = Uint8Array.from(status);
  const channelOf = (k: number, unit: string, description: string): Channel => ({
    values: Float64Array.from(columns[k]!.values),
    stderr: Float64Array.from(columns[k]!.stderr),
    status: bytes,
    unit,
    description,
  });
  return {
    ...Object.fromEntries(names.map((name, k) => [name, channelOf(k, '1', ofShare)])),
    ...Object.fromEntries(shifts.map((name, k) => [name, channelOf(names.length + k, 'eV', ofShift)])),
    [misfitName]: {
      values: Float64Array.from(misfit),
      unit: '1',
      description: 'squares left over as a share of those of the spectrum',
    },
  };
}
