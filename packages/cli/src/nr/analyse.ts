import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ReflectivityCurve } from '@operando/beamline-io';
import { coRefine, fitSeries, samplePosterior, sldOf, sldProfile } from '@operando/nr-sld-fit';
import type {
  FitOptions,
  Posterior,
  ReflectivityData,
  ReflectivityFit,
  ReflectivityModel,
  ReflectivitySeriesFit,
  Resolution,
  StackItem,
} from '@operando/nr-sld-fit';
import type { NrLayer, NrModel } from './nr-model.js';

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
  readonly profiles: { readonly z: Float64Array; readonly sld: readonly Float64Array[] };
  readonly warnings: readonly OperandoWarning[];
}

/** A layer of a model file as the library takes it. */
function layerOf(item: NrLayer, where: string, warnings: OperandoWarning[]): StackItem {
  const { material, density, sld, repeat, layers, knots, ...rest } = item;
  const kinds = [material, sld, repeat, knots].filter((kind) => kind !== undefined).length;
  if (kinds !== 1) {
    throw new OperandoError('invalid-argument', `${where} has ${kinds} of sld, material, repeat and knots.`, {
      where: { parameter: where },
      cure: 'Each layer needs exactly one of them.',
    });
  }
  if (repeat !== undefined)
    return { repeat, layers: (layers ?? []).map((inner, i) => layerOf(inner, `${where}.layers[${i}]`, warnings)) };
  if (knots !== undefined) return { ...rest, thickness: rest.thickness ?? 0, knots };
  if (material === undefined) return { ...rest, sld: sld! };
  const found = sldOf(material, density);
  for (const { code, message } of found.warnings ?? []) warnings.push({ code, message, where: { parameter: where } });
  return { name: material, isld: found.isld, ...rest, sld: found.sld };
}

/** The model of a file as the library takes it; what is to be told of its materials goes to `warnings`. */
export function modelOf(file: NrModel, warnings: OperandoWarning[] = []): ReflectivityModel {
  return {
    ...(file.name === undefined ? {} : { name: file.name }),
    parameters: file.parameters,
    layers: file.layers.map((layer, i) => layerOf(layer, `layers[${i}]`, warnings)),
    ...(file.scale === undefined ? {} : { scale: file.scale }),
    ...(file.background === undefined ? {} : { background: file.background }),
  };
}

function dataOf(curve: ReflectivityCurve, model: NrModel): ReflectivityData {
  const own = model.resolution;
  const stated =
    own === undefined
      ? undefined
      : (Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as unknown as Resolution);
  const measured: Resolution | undefined = curve.dq === undefined ? undefined : { dq: curve.dq, kind: curve.dqKind };
  const resolution =
    stated === undefined
      ? measured
      : stated.relative === undefined && stated.dq === undefined
        ? measured === undefined
          ? undefined
          : { ...measured, ...stated, kind: measured.kind }
        : stated;
  return {
    name: curve.name,
    q: curve.q,
    r: curve.r,
    dr: curve.dr,
    ...(resolution === undefined ? {} : { resolution }),
  };
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

/** Fit, co-refine or follow: everything `operando nr` does between reading and writing. */
export function analyseNr(curves: readonly ReflectivityCurve[], options: NrAnalyseOptions): NrAnalysis {
  const { model: file, series, direction, timeStep, sample, ...fitOptions } = options;
  const materialWarnings: OperandoWarning[] = [];
  const model = modelOf(file, materialWarnings);
  const data = curves.map((curve) => dataOf(curve, file));
  const warnings: OperandoWarning[] = [
    ...materialWarnings,
    ...curves.flatMap((curve) =>
      curve.warnings.map((warning): OperandoWarning => ({
        code: warning.code,
        message: `${curve.name}: ${warning.message}`,
      })),
    ),
  ];
  if (series) {
    const timed = curves.every((curve) => curve.time !== undefined);
    if (!timed && timeStep === undefined)
      warnings.push({
        code: 'time-unknown',
        message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
      });
    const linked =
      file.linked === undefined
        ? {}
        : {
            linked: Object.fromEntries(
              Object.entries(file.linked).map(([name, { curve, knots }]) => [
                name,
                { curve, ...(knots === undefined ? {} : { knots }) },
              ]),
            ),
          };
    const seriesFit = fitSeries(
      model,
      data.map((each, f) => ({ ...each, at: timed ? curves[f]!.time! : f * (timeStep ?? 1) })),
      { ...fitOptions, direction, ...linked },
    );
    const bad = seriesFit.status.filter((status) => status !== 'converged').length;
    if (bad > 0)
      warnings.push({
        code: 'frames-doubtful',
        message: `${bad} of ${seriesFit.status.length} frames are no good fit (column status).`,
      });
    return { fits: seriesFit.fits, seriesFit, profiles: profilesOf(seriesFit.fits), warnings };
  }
  const models = data.map(() => model);
  const shared = data.length > 1 && file.shared !== undefined ? { shared: file.shared } : {};
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
  return { fits: [fit], profiles: profilesOf([fit]), warnings, ...(posterior === undefined ? {} : { posterior }) };
}
