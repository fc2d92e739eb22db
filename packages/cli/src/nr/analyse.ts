import type { OperandoWarning, Series } from '@operando/core';
import type { ReflectivityCurve } from '@operando/beamline-io';
import { coRefine, fitSeries, samplePosterior, sldSeries } from '@operando/nr-sld-fit';
import type {
  FitOptions,
  Posterior,
  ReflectivityData,
  ReflectivityFit,
  ReflectivitySeriesFit,
} from '@operando/nr-sld-fit';
import type { NrModel } from './nr-model.js';

/** Options of {@link analyseNr}. */
export interface NrAnalyseOptions extends FitOptions {
  readonly model: NrModel;
  readonly series: boolean;
  readonly direction: 'forward' | 'backward' | 'both';
  /** Seconds from frame to frame where the files carry no time. */
  readonly timeStep: number | undefined;
  /** Steps of the posterior; 0 for none. */
  readonly sample: number;
}

/** What `operando nr` computed. */
export interface NrAnalysis {
  readonly fits: readonly ReflectivityFit[];
  readonly seriesFit?: ReflectivitySeriesFit;
  readonly posterior?: Posterior;
  /** SLD of each curve (or frame) on common depths. */
  readonly profiles: Series<'depth', 'angstrom'>;
  readonly warnings: readonly OperandoWarning[];
}

function dataOf({ name, q, r, dr, dq, dqKind }: ReflectivityCurve): ReflectivityData {
  return { name, q, r, dr, ...(dq === undefined ? {} : { resolution: { dq, kind: dqKind } }) };
}

/** Fit, co-refine or follow: everything `operando nr` does between reading and writing. */
export function analyseNr(curves: readonly ReflectivityCurve[], options: NrAnalyseOptions): NrAnalysis {
  const { model, series, direction, timeStep, sample, ...fitOptions } = options;
  const data = curves.map(dataOf);
  const warnings: OperandoWarning[] = curves.flatMap((curve) =>
    curve.warnings.map((warning): OperandoWarning => ({
      code: warning.code,
      message: `${curve.name}: ${warning.message}`,
    })),
  );
  if (series) {
    const timed = curves.every((curve) => curve.time !== undefined);
    if (!timed && timeStep === undefined)
      warnings.push({
        code: 'time-unknown',
        message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
      });
    const seriesFit = fitSeries(
      model,
      data.map((each, f) => ({ ...each, at: timed ? curves[f]!.time! : f * (timeStep ?? 1) })),
      { ...fitOptions, direction, linked: model.linked },
    );
    warnings.push(...seriesFit.warnings);
    return { fits: seriesFit.fits, seriesFit, profiles: seriesFit.profiles, warnings };
  }
  const models = data.map(() => model);
  const shared = data.length > 1 ? { shared: model.shared } : {};
  // Models of one file are told apart by their curves.
  const named =
    data.length > 1 ? models.map((each, m) => ({ ...each, name: data[m]!.name ?? `curve${m + 1}` })) : models;
  const fit = coRefine(named, data, { ...fitOptions, ...shared });
  warnings.push(...fit.warnings);
  const posterior =
    sample > 0 ? samplePosterior(named, data, { ...fitOptions, ...shared, fit, steps: sample }) : undefined;
  if (posterior?.converged === false)
    warnings.push({
      code: 'posterior-short',
      message: 'The walkers of the posterior do not agree yet: sample more steps.',
    });
  const profiles = sldSeries(fit.curves.map(({ slabs }) => slabs));
  return { fits: [fit], profiles, warnings, ...(posterior === undefined ? {} : { posterior }) };
}
