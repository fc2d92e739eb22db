import type { ProvenanceStep } from '@operando/core';
import { resolutionDefaults, resolutionOf } from '@operando/nr-sld-fit';
import type { FittedCurve, Posterior, ReflectivityData, ReflectivityFit } from '@operando/nr-sld-fit';
import { usedStep } from '../../technique/used-step.js';
import type { NrOptions } from './options.js';

/** The resolution of a curve: its own widths or those of the model, and how they were taken; null where it counts as sharp. */
function usedResolution({ resolution }: ReflectivityData, { resolution: stated }: NrOptions): object | null {
  const used = resolutionOf(resolution, stated);
  if (used === undefined) return null;
  const { dq, relative, kind, shape, method, tolerance } = used;
  return {
    from: used === stated ? 'model' : 'data',
    ...(relative === undefined ? { dq: typeof dq === 'number' ? dq : 'one for each point' } : { relative }),
    kind,
    shape: shape ?? resolutionDefaults.shape,
    method: method ?? resolutionDefaults.method,
    tolerance: tolerance ?? resolutionDefaults.fitTolerance,
  };
}

/** What a search for the best fit was told, by its method. */
function usedSearch({ method, objective, maximumIterations, starts, generations, seed }: NrOptions): object {
  return {
    method,
    objective,
    maximumIterations,
    ...(method === 'multi-start' ? { starts, seed } : {}),
    ...(method === 'de' ? { generations, seed } : {}),
  };
}

/** What a fit used, and what came of it. @param fitted Its curves. */
function usedFit(data: readonly ReflectivityData[], options: NrOptions, fitted: readonly FittedCurve[]): object {
  const fixed = Object.entries(options.parameters).flatMap(([name, parameter]) =>
    parameter.fixed === true ? [name] : [],
  );
  return {
    ...usedSearch(options),
    curves: data.map(({ name, q }, c) => {
      const { kind, energy } = fitted[c]!.probe;
      return {
        name,
        points: q.length,
        ...(kind === 'neutron' ? {} : { probe: kind, ...(energy === undefined ? {} : { energy }) }),
      };
    }),
    parameters: Object.keys(options.parameters),
    fixed,
    resolution: data.map((curve) => usedResolution(curve, options)),
  };
}

/** Fit of one curve or of several together, and the sample of its posterior. */
export function refineSteps(
  data: readonly ReflectivityData[],
  options: NrOptions,
  fit: ReflectivityFit,
  posterior: Posterior | undefined,
): ProvenanceStep[] {
  const fitting = usedStep('nr-sld-fit/coRefine', {
    ...usedFit(data, options, fit.curves),
    shared: data.length === 1 ? undefined : (options.shared ?? 'all'),
    pointsUsed: fit.points,
  });
  if (posterior === undefined) return [fitting];
  const { walkers, steps, burn } = posterior;
  const sampling = { walkers, steps, burn, thin: options.thin, seed: options.seed, samples: posterior.count };
  return [fitting, usedStep('nr-sld-fit/samplePosterior', sampling)];
}

/** Fits of frames one after another. */
export function followSteps(
  data: readonly ReflectivityData[],
  options: NrOptions,
  at: readonly number[],
  fits: readonly ReflectivityFit[],
): ProvenanceStep[] {
  const { direction, linked } = options;
  return [
    usedStep('nr-sld-fit/fitSeries', {
      ...usedFit(
        data,
        options,
        fits.map(({ curves }) => curves[0]!),
      ),
      at,
      direction,
      linked: linked ?? {},
    }),
  ];
}

/** Seeds of what was drawn at random: a local fit draws nothing. */
export function usedSeeds({ method, seed }: NrOptions, isSampled: boolean): Readonly<Record<string, number>> {
  return { ...(method === 'lm' ? {} : { fit: seed }), ...(isSampled ? { posterior: seed } : {}) };
}
