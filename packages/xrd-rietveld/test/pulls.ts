import { statusOf } from '@operando/core';
import { createRefiner, followSeries } from '../src/index.js';
import type { FrameRow, Phase, Refiner, VisitFrames } from '../src/index.js';
import { optionsOf, phasesOf } from './simulated.js';
import type { SeriesId, SimulatedSeries, TrueFrame } from './simulated.js';

/** Cells and shapes as in this frame are where each series begins, orientation apart. */
const library: Readonly<Record<SeriesId, number>> = { 'lfp-synchrotron': 40, 'nmc-laboratory': 22, 'nmc-neutron': 0 };

function withRatio(phase: Phase, ratio: number): Phase {
  return phase.orientation === undefined ? phase : { ...phase, orientation: { ...phase.orientation, ratio } };
}

function refinerOf(series: SimulatedSeries): Refiner {
  const frame = series.frames[library[series.id]]!;
  const ratio = series.id === 'nmc-neutron' ? 0.9 : 0.85;
  const phases = phasesOf(series, frame).map((phase) => withRatio(phase, ratio));
  return createRefiner(series.twoTheta, optionsOf(series, phases, frame.displacement));
}

/** A simulated series as refined. */
export interface Walked {
  readonly series: SimulatedSeries;
  readonly refiner: Refiner;
  readonly rows: readonly FrameRow[];
}

/** Refine a simulated series, both ways. */
export async function walkSeries(series: SimulatedSeries): Promise<Walked> {
  const refiner = refinerOf(series);
  const visit: VisitFrames = async (look, wanted) => {
    for (const { frame } of series.frames)
      if (wanted?.has(frame) !== false) look(frame, { intensity: series.counts(frame) });
  };
  const { rows } = await followSeries(refiner, visit, { shared: [], smooth: [], onRow: () => {} });
  return { series, refiner, rows };
}

/** Truth of a parameter of a row. */
function truthOf(name: string, { displacement, phases }: TrueFrame): number | undefined {
  if (name === 'displacement') return displacement;
  const phase = phases.find((one) => name.startsWith(`${one.name}.`));
  if (phase === undefined) return undefined;
  const { cell, size, strain, edit } = phase;
  const own: Record<string, number | undefined> = {
    a: cell[0],
    b: cell[1],
    c: cell[2],
    size,
    strain,
    'Li1.occupancy': edit?.['Li1']?.occ,
    'Li1.uiso': edit?.['Li1']?.u,
    'O1.z': edit?.['O1']?.x?.[2],
  };
  return own[name.slice(phase.name.length + 1)];
}

/** Deviations from the truth in standard errors, by what they are of. */
export function pullsOf({ series, refiner, rows }: Walked): Map<string, number[]> {
  const all = new Map<string, number[]>();
  const add = (name: string, pull: number): void => {
    if (Number.isFinite(pull)) all.set(name, [...(all.get(name) ?? []), pull]);
  };
  for (const row of rows) {
    if (row.status !== 'converged') continue;
    const truth = series.frames[row.frame]!;
    row.phases.forEach(({ presence, weightFraction, weightFractionStderr }, p) => {
      const { name, weightFraction: fraction } = truth.phases[p]!;
      if (presence === 'present') add(`${name} weight`, (weightFraction - fraction) / weightFractionStderr);
    });
    refiner.names.forEach((name, k) => {
      const value = truthOf(name, truth);
      if (value !== undefined && row.statuses[k] === statusOf.converged)
        add(name, (row.values[k]! - value) / row.stderr[k]!);
    });
  }
  return all;
}
