import { plainValue, statusOf, statusWords } from '@operando/core';
import { plainTable } from '../results-table.js';
import type { ResultColumn } from '../results-table.js';
import { version } from '../version.js';
import type { NrAnalysis } from './analyse.js';

/** Results in the forms they are written. */
export interface NrSummary {
  readonly columns: readonly ResultColumn[];
  readonly curveColumns: readonly ResultColumn[];
  readonly profileColumns: readonly ResultColumn[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly headline: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function parameterColumns({ fits, posterior }: NrAnalysis): ResultColumn[] {
  const fit = fits[0]!;
  const column = (name: string, of: (parameter: string, k: number) => number | string): ResultColumn => ({
    name,
    values: fit.names.map((parameter, k) => of(parameter, k)),
  });
  return [
    column('parameter', (name) => name),
    column('value', (name) => fit.parameters[name]!.value),
    column('stderr', (name) => fit.parameters[name]!.stderr),
    column('flag', (name) => fit.parameters[name]!.status),
    ...(posterior === undefined
      ? []
      : [
          column('posterior_median', (name) => posterior.parameters[name]?.median ?? Number.NaN),
          column('posterior_std', (name) => posterior.parameters[name]?.std ?? Number.NaN),
          column('posterior_low95', (name) => posterior.parameters[name]?.interval95[0] ?? Number.NaN),
          column('posterior_high95', (name) => posterior.parameters[name]?.interval95[1] ?? Number.NaN),
          column('posterior_rhat', (name) => posterior.parameters[name]?.rHat ?? Number.NaN),
        ]),
  ];
}

function frameColumns({ seriesFit, fits }: NrAnalysis): ResultColumn[] {
  const series = seriesFit!;
  return [
    { name: 'frame', values: Array.from(series.at, (_, f) => f) },
    { name: 'file', values: fits.map((fit) => fit.curves[0]!.name) },
    { name: 'time_s', values: [...series.at] },
    ...Object.entries(series.parameters).flatMap(([name, { values, stderr }]): ResultColumn[] => [
      { name, values: [...values] },
      { name: `${name}_stderr`, values: [...stderr] },
    ]),
    { name: 'reduced_chi2', values: [...series.reducedChiSquare] },
    { name: 'origin', values: [...series.origin] },
    { name: 'status', values: statusWords(series.status) },
  ];
}

/** Tables and words from an analysis. */
export function summariseNr(
  analysis: NrAnalysis,
  inputs: { readonly model: string; readonly inputs: readonly string[] },
): NrSummary {
  const { fits, seriesFit, posterior, profiles, warnings } = analysis;
  const columns = seriesFit === undefined ? parameterColumns(analysis) : frameColumns(analysis);
  const curves = fits.flatMap((fit) => fit.curves);
  const gather = (of: (curve: (typeof curves)[number]) => ArrayLike<number | string>): (number | string)[] =>
    curves.flatMap((curve) => Array.from(of(curve)));
  const curveColumns: ResultColumn[] = [
    { name: 'curve', values: gather((curve) => Array.from(curve.q, () => curve.name)) },
    { name: 'q', values: gather((curve) => curve.q) },
    { name: 'r', values: gather((curve) => curve.r) },
    { name: 'dr', values: gather((curve) => curve.dr) },
    { name: 'fitted', values: gather((curve) => curve.fitted) },
    { name: 'residual', values: gather((curve) => curve.residuals) },
  ];
  const profileColumns: ResultColumn[] = [
    { name: 'depth_A', values: [...profiles.axis.values] },
    ...Array.from(profiles.time.start, (_, c): ResultColumn => ({
      name: seriesFit === undefined ? `sld_${curves[c]!.name}` : `sld_frame${c}`,
      values: Array.from(profiles.axis.values, (__, i) => profiles.signal.get(c, i)),
    })),
  ];
  const fit = fits[0]!;
  const headline =
    seriesFit === undefined
      ? {
          curves: curves.length,
          points: fit.points,
          chiSquare: fit.chiSquare,
          reducedChiSquare: fit.reducedChiSquare,
          status: fit.status,
          parameters: Object.fromEntries(
            fit.names.map((name) => [
              name,
              { value: fit.parameters[name]!.value, stderr: plainValue(fit.parameters[name]!.stderr) },
            ]),
          ),
          ...(posterior === undefined
            ? {}
            : { posterior: { samples: posterior.count, converged: posterior.converged } }),
          warnings: warnings.length,
        }
      : {
          frames: fits.length,
          converged: seriesFit.status.filter((status) => status === statusOf.converged).length,
          worstReducedChi2: Math.max(...seriesFit.reducedChiSquare),
          warnings: warnings.length,
        };
  const text =
    seriesFit === undefined
      ? [
          `${curves.length === 1 ? 'one curve' : `${curves.length} curves`}, ${fit.points} points: ${fit.status}, reduced chi2 ${fit.reducedChiSquare.toFixed(3)}`,
          ...fit.names.map(
            (name) =>
              `  ${name} = ${fit.parameters[name]!.value.toPrecision(6)} +- ${fit.parameters[name]!.stderr.toPrecision(2)}${fit.parameters[name]!.status === 'at-bound' ? ' (at a bound)' : ''}`,
          ),
          ...(posterior === undefined
            ? []
            : [`${posterior.count} samples of the posterior, ${posterior.converged ? 'converged' : 'not converged'}`]),
        ].join('\n')
      : `${fits.length} frames, ${seriesFit.status.filter((status) => status === statusOf.converged).length} of them converged, reduced chi2 up to ${Math.max(...seriesFit.reducedChiSquare).toFixed(2)}`;
  const document = {
    program: { name: 'operando', version },
    headline,
    table: plainTable(columns),
    curves: plainTable(curveColumns),
    profiles: plainTable(profileColumns),
    slabs: curves.map((curve) => curve.slabs),
    ...(seriesFit === undefined
      ? {
          names: fit.names,
          covariance: Array.from(fit.covariance, (value) => (Number.isFinite(value) ? value : null)),
          starts: fit.starts,
        }
      : {}),
    warnings,
    inputs: { model: inputs.model, curves: inputs.inputs },
  };
  return { columns, curveColumns, profileColumns, document, headline, text };
}
