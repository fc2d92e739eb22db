import type { OperandoWarning } from '@operando/core';
import type { ReflectivityCurve } from '@operando/beamline-io';
import { coRefine, fitSeries, samplePosterior, sldProfile } from '@operando/nr-sld-fit';
import type { Posterior, ReflectivityData, ReflectivityFit, ReflectivitySeriesFit } from '@operando/nr-sld-fit';
import type { Analysed } from '../../technique/technique.js';
import { dataOf, modelOf } from './model.js';
import type { NrOptions } from './options.js';

/** What `nr` takes. */
export interface NrInput {
  readonly curves: readonly ReflectivityCurve[];
}

/** What `nr` computed. */
export interface NrAnalysis extends Analysed {
  readonly fits: readonly ReflectivityFit[];
  readonly seriesFit?: ReflectivitySeriesFit;
  readonly posterior?: Posterior;
  /** SLD of each curve (or frame) on common depths, angstrom. */
  readonly profiles: { readonly z: Float64Array; readonly sld: readonly Float64Array[] };
}

function profilesOf(fits: readonly ReflectivityFit[]): NrAnalysis['profiles'] {
  const all = fits.flatMap((fit) => fit.curves.map((curve) => curve.slabs));
  const deepest = Math.max(
    ...all.map(
      (slabs) =>
        slabs.slice(1, -1).reduce((sum, slab) => sum + (slab.thickness ?? 0), 0) + 4 * (slabs.at(-1)!.roughness ?? 0),
    ),
  );
  const highest = Math.max(...all.map((slabs) => 4 * (slabs[1]!.roughness ?? 0)));
  const z = Float64Array.from({ length: 500 }, (_, i) => -highest - 20 + ((deepest + highest + 60) * i) / 499);
  return { z, sld: all.map((slabs) => sldProfile(slabs, { z }).sld) };
}

/** Fit frame after frame. */
function follow(
  curves: readonly ReflectivityCurve[],
  data: readonly ReflectivityData[],
  options: NrOptions,
): NrAnalysis {
  const { timeStep, linked, direction, method, objective, starts, seed } = options;
  const warnings: OperandoWarning[] = [];
  const timed = curves.every((curve) => curve.time !== undefined);
  if (!timed && timeStep === undefined) {
    warnings.push({
      code: 'time-unknown',
      message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
    });
  }
  const frames = data.map((each, f) => ({ ...each, at: timed ? curves[f]!.time! : f * (timeStep ?? 1) }));
  const seriesFit = fitSeries(modelOf(options), frames, { method, objective, starts, seed, direction, linked });
  const bad = seriesFit.status.filter((status) => status !== 'converged').length;
  if (bad > 0) {
    warnings.push({
      code: 'frames-doubtful',
      message: `${bad} of ${seriesFit.status.length} frames are no good fit (column status).`,
    });
  }
  return {
    fits: seriesFit.fits,
    seriesFit,
    profiles: profilesOf(seriesFit.fits),
    warnings,
    steps: [],
    seeds: { fit: seed },
  };
}

/** Fit one curve, or several together. */
function refine(data: readonly ReflectivityData[], options: NrOptions): NrAnalysis {
  const { method, objective, starts, seed, sample } = options;
  const model = modelOf(options);
  // Models of one file are told apart by their curves.
  const models = data.map(({ name }, m) => (data.length > 1 ? { ...model, name: name ?? `curve${m + 1}` } : model));
  const shared = data.length > 1 ? options.shared : undefined;
  const fitting = { method, objective, starts, seed, shared };
  const fit = coRefine(models, data, fitting);
  const posterior = sample > 0 ? samplePosterior(models, data, { ...fitting, fit, steps: sample }) : undefined;
  const short: OperandoWarning[] =
    posterior?.converged === false
      ? [{ code: 'posterior-short', message: 'The walkers of the posterior do not agree yet: sample more steps.' }]
      : [];
  return {
    fits: [fit],
    profiles: profilesOf([fit]),
    warnings: [...fit.warnings, ...short],
    steps: [],
    seeds: { fit: seed },
    ...(posterior === undefined ? {} : { posterior }),
  };
}

/** Fit, co-refine or follow. */
export function analyseNr({ curves }: NrInput, options: NrOptions): NrAnalysis {
  const data = curves.map((curve) => dataOf(curve, options));
  const told = curves.flatMap(({ name, warnings }) =>
    warnings.map((warning): OperandoWarning => ({ ...warning, message: `${name}: ${warning.message}` })),
  );
  const analysis = options.series ? follow(curves, data, options) : refine(data, options);
  return { ...analysis, warnings: [...told, ...analysis.warnings] };
}
