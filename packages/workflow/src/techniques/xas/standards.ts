import { openSeries } from '@operando/beamline-io';
import { collectSeries, createSeries, flatValues, OperandoError } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { createNormalizer } from '@operando/xas-normalize';
import type { SpeciesSpectrum } from '@operando/xas-normalize';
import type { TechniqueFiles } from '../../technique/technique.js';
import { normalizationOf } from './normalize-blocks.js';
import type { XasOptions } from './options.js';
import { absorptionSignal, onBadPointOf } from './signal.js';

type Spectra = Series<'energy', 'eV'>;

/** Spectra of standards as they were measured, by their names. */
export type StandardSpectra = Readonly<Record<string, Spectra>>;

/** Read the files of the standards. @throws OperandoError as `openSeries`. */
export async function readStandards(
  { named }: Pick<TechniqueFiles, 'named'>,
  options: XasOptions,
): Promise<StandardSpectra | undefined> {
  const { lcf, energy } = options;
  if (lcf === undefined) return undefined;
  const onBadPoint = onBadPointOf(options);
  const read: [string, Spectra][] = [];
  for (const [k, { name, file, signal }] of lcf.standards.entries()) {
    const source = named[`lcf.standards[${k}].file`];
    if (file === undefined || source === undefined) continue;
    const spectra = await openSeries([source], { signal: absorptionSignal(signal), x: energy, onBadPoint });
    read.push([name, await collectSeries(spectra)]);
  }
  return Object.fromEntries(read);
}

/** The mean of the frames of a stack, without those that are not whole. */
function meanOf(stack: Float64Array, points: number): Float64Array {
  const sum = new Float64Array(points);
  let count = 0;
  for (let at = 0; at < stack.length; at += points) {
    const row = stack.subarray(at, at + points);
    if (!row.every(Number.isFinite)) continue;
    count++;
    for (let i = 0; i < points; i++) sum[i]! += row[i]!;
  }
  return sum.map((value) => value / count);
}

/** Means of spectra of the series itself. @throws OperandoError `outside-range` for frames that are not there. */
async function ownStandards(
  source: FrameSource<'energy', 'eV'>,
  wanted: readonly { readonly name: string; readonly frames: readonly [number, number] }[],
): Promise<ReadonlyMap<string, SpeciesSpectrum>> {
  const points = source.axis.size;
  const parts = new Map<string, Float64Array[]>();
  let done = 0;
  for await (const block of source.blocks()) {
    const frames = block.time.start.length;
    const values = flatValues(block.signal);
    for (const {
      name,
      frames: [first, last],
    } of wanted) {
      const [from, to] = [Math.max(0, first - done), Math.min(frames, last + 1 - done)];
      if (from < to) parts.set(name, [...(parts.get(name) ?? []), values.slice(from * points, to * points)]);
    }
    done += frames;
  }
  return new Map(
    wanted.map(({ name, frames: [first, last] }) => {
      const rows = parts.get(name) ?? [];
      const count = rows.reduce((sum, { length }) => sum + length / points, 0);
      if (last < first || count !== last - first + 1)
        throw new OperandoError(
          'outside-range',
          `the standard ${name} is spectra ${first} to ${last}; there are ${done}.`,
          {
            where: { parameter: 'lcf.standards' },
            cure: 'Count from 0, the first before the last.',
          },
        );
      const stack = new Float64Array(count * points);
      let at = 0;
      for (const row of rows) {
        stack.set(row, at);
        at += row.length;
      }
      return [name, { energy: source.axis.values, norm: meanOf(stack, points) }];
    }),
  );
}

/** The standards, normalized, in the order given. @throws OperandoError `invalid-argument` for one whose spectrum is missing. */
export async function normalizedStandards(
  given: StandardSpectra,
  flat: FrameSource<'energy', 'eV'>,
  options: XasOptions,
): Promise<SpeciesSpectrum[]> {
  const { standards = [] } = options.lcf ?? {};
  const own = await ownStandards(
    flat,
    standards.flatMap(({ name, frames }) => (frames === undefined ? [] : [{ name, frames }])),
  );
  return standards.map(({ name }) => {
    const found = own.get(name);
    if (found !== undefined) return found;
    const spectra = given[name];
    if (spectra === undefined)
      throw new OperandoError('invalid-argument', `the spectrum of the standard ${name} is missing.`, {
        where: { parameter: 'standards' },
        cure: 'Give it among the standards, by its name.',
      });
    const { axis, time, metadata } = spectra;
    const raw = createSeries({
      signal: meanOf(flatValues(spectra.signal), axis.size),
      axis,
      time: { start: time.start.slice(0, 1) },
    });
    const { flat: normalized } = createNormalizer(axis, {
      ...normalizationOf(metadata, options),
      positions: undefined,
    }).add(raw);
    return { energy: axis.values, norm: flatValues(normalized.signal) };
  });
}
