import {
  createAxis,
  finiteExtent,
  finiteMedian,
  isOperandoError,
  OperandoError,
  sliceAxis,
  statusOf,
  unmaskedValues,
} from '@operando/core';
import type { FrameSource, OperandoWarning } from '@operando/core';
import { alignSeries, createEnergyDrift } from '@operando/xas-normalize';
import type { EnergyDrift } from '@operando/xas-normalize';
import { expectAligned, expectFoil } from './foil.js';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';

type Source = FrameSource<'energy', 'eV'>;

/** How far the foil of every frame is off that of the first. @throws OperandoError `no-edge` for what is no foil. */
export async function driftOf(foil: Source, context: RunContext): Promise<EnergyDrift> {
  const progress = progressOf(context, 'aligning');
  const { add, finish } = createEnergyDrift(foil.axis.values);
  let done = 0;
  for await (const block of foil.blocks({ frames: 256, signal: context.signal })) {
    const stack = unmaskedValues(block);
    if (done === 0) expectFoil(foil.axis.values, stack.subarray(0, foil.axis.values.length), foil.metadata);
    add(stack);
    done += block.time.start.length;
    progress(done, foil.frames);
  }
  if (done === 0) throw new OperandoError('too-few-points', 'there are no spectra of the foil.');
  const whole = finish();
  expectAligned(whole, foil.metadata);
  return whole;
}

/** That energies drift by what the foil says; nothing where they do not, or it cannot be told. */
export async function driftWarnings(foil: Source, context: RunContext): Promise<readonly OperandoWarning[]> {
  try {
    return movedWarnings(await driftOf(foil, context));
  } catch (error) {
    // Columns that are called so need not hold a foil with an edge.
    if (isOperandoError(error)) return [];
    throw error;
  }
}

function movedWarnings({ shift, stderr, status }: EnergyDrift): OperandoWarning[] {
  const known = [...shift.keys()].filter((frame) => status[frame] === statusOf.converged);
  const extent = finiteExtent(known.map((frame) => shift[frame]!));
  if (extent === undefined) return [];
  const [lowest, highest] = extent;
  const usualError = finiteMedian(Float64Array.from(known, (frame) => stderr[frame]!));
  if (!(highest - lowest > Math.max(0.02, 5 * usualError))) return [];
  const message = `The reference foil that was measured along moves by ${(highest - lowest).toFixed(2)} eV through the series, and the energies of all spectra with it: they were not aligned. Give reference: auto (command: --reference auto) to align them.`;
  return [{ code: 'reference-drifts', message }];
}

/**
 * Take the drift of a series away. Its ends, which not all shifted spectra reach, are cut off.
 *
 * @throws OperandoError `shape-mismatch` for a foil of other frames.
 */
export function alignFrames(source: Source, drift: EnergyDrift): Source {
  const { shift, stderr, status } = drift;
  if (source.frames !== shift.length)
    throw new OperandoError('shape-mismatch', `the foil has ${shift.length} spectra, the sample ${source.frames}.`, {
      where: { parameter: 'reference' },
      cure: 'All files must have both, the sample and the foil.',
    });
  const { values } = source.axis;
  const highest = shift.reduce((most, each) => Math.max(most, each), 0);
  const lowest = shift.reduce((least, each) => Math.min(least, each), 0);
  const fromIndex = values.findIndex((energy) => energy - highest >= values[0]!);
  const toIndex = values.findLastIndex((energy) => energy - lowest <= values.at(-1)!);
  if (fromIndex < 0 || toIndex - fromIndex < 6)
    throw new OperandoError(
      'outside-range',
      `the foil moves by ${(highest - lowest).toFixed(1)} eV, as far as the scans reach.`,
      {
        where: { parameter: 'reference' },
        cure: 'Look whether the columns of the foil are the right ones.',
      },
    );
  return {
    ...source,
    beginsAnywhere: false,
    axis: createAxis({ name: 'energy', unit: 'eV', values: values.slice(fromIndex, toIndex + 1) }),
    async *blocks(asked) {
      let done = 0;
      for await (const block of source.blocks(asked)) {
        const to = done + block.time.start.length;
        const own = {
          shift: shift.subarray(done, to),
          stderr: stderr.subarray(done, to),
          status: status.subarray(done, to),
        };
        yield sliceAxis(alignSeries(block, own), { fromIndex, toIndex });
        done = to;
      }
    },
  };
}
