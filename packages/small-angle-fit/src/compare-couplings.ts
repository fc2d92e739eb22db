import type { CutData } from './cut-data.js';
import { populationDefaults } from './defaults.js';
import { fitCutSeries } from './fit-cut-series.js';
import type { FitCutSeriesOptions } from './fit-cut-series.js';
import type { Coupling, CutModel, CutPopulation } from './model.js';

/** How well frames are described with another coupling of sizes and places. */
export interface CouplingComparison {
  /** Which one. */
  readonly coupling: Coupling;
  /** Of the frames that were compared. */
  readonly reducedChiSquare: number;
}

const couplingOf = ({ coupling = populationDefaults.coupling }: CutPopulation): Coupling => coupling;

/** Couplings that populations can have: forms without an amplitude have none to choose, waves and other forms than spheres no local one. */
function possible({ populations, grazing }: CutModel): Coupling[] {
  const placed = populations.filter(({ structure }) => structure !== undefined);
  const isShape = placed.every(({ form }) => form === 'sphere' || form === 'core-shell' || form === 'cylinder');
  if (placed.length === 0 || !isShape) return [];
  const isPlain = grazing === undefined && placed.every(({ form }) => form === 'sphere');
  return ['decoupling', 'product', ...(isPlain ? (['local-monodisperse'] as const) : [])];
}

/**
 * Fit the first, the middle and the last frame with each other coupling that the model could have: where the one chosen does
 * not describe the data, another may. Which of them is right is a matter of the sample, so nothing is chosen.
 *
 * @returns That of the model first, under its own name, and the others; empty where there is none to choose.
 */
export function compareCouplings(
  frames: readonly CutData[],
  model: CutModel,
  options: FitCutSeriesOptions = {},
): CouplingComparison[] {
  const own = model.populations.find(({ structure }) => structure !== undefined);
  const others = possible(model);
  if (own === undefined || others.length === 0) return [];
  const sampled = [...new Set([0, frames.length >> 1, frames.length - 1])];
  const { grazing } = model;
  const exits = grazing?.exit;
  const exit = typeof exits === 'object' ? sampled.map((f) => exits[f]!) : undefined;
  return [couplingOf(own), ...others.filter((each) => each !== couplingOf(own))].map((coupling) => {
    const populations = model.populations.map((each) => (each.structure === undefined ? each : { ...each, coupling }));
    const { chiSquare, degreesOfFreedom } = fitCutSeries(
      sampled.map((f) => frames[f]!),
      {
        ...model,
        populations,
        ...(grazing === undefined || exit === undefined ? {} : { grazing: { ...grazing, exit } }),
      },
      { ...options, times: options.times === undefined ? undefined : sampled.map((f) => options.times![f]!) },
    );
    return { coupling, reducedChiSquare: chiSquare / degreesOfFreedom };
  });
}
