import { statusOf, statusWords } from '@operando/core';
import { finiteExtent, finiteMedian } from '../finite.js';
import { cyclerColumns } from '../join-cycler.js';
import { fileNames, flagColumn, plainTable, resultColumns } from '../results-table.js';
import type { ResultColumn } from '../results-table.js';
import { version } from '../version.js';
import type { NdpAnalysis } from './analyse.js';

/** Results in the forms they are written. */
export interface NdpSummary {
  readonly columns: readonly ResultColumn[];
  readonly profileColumns: readonly ResultColumn[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly headline: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Tables and words from an analysis. */
export function summariseNdp(
  analysis: NdpAnalysis,
  inputs: { readonly model: string; readonly inputs: readonly string[]; readonly cycler: readonly string[] },
): NdpSummary {
  const { profiles, series, balance, warnings, calibration } = analysis;
  const frames = series.time.start.length;
  const bins = series.axis.size;
  const voltage = series.channels['voltage_volt'];
  const names = fileNames(series, inputs.inputs);
  const columns: ResultColumn[] = [
    ...resultColumns({
      series,
      files: names.length === frames ? names : [],
      channels: ['live_time', 'monitor', ...cyclerColumns],
      flags: voltage === undefined ? {} : { cycler_flag: flagColumn(voltage, frames) },
    }),
    ...[...profiles.layers, profiles.total].flatMap((layer): ResultColumn[] => [
      { name: `${layer.name}_per_cm2`, values: [...layer.values] },
      { name: `${layer.name}_per_cm2_stderr`, values: [...layer.stderr] },
    ]),
    ...(balance === undefined ? [] : [{ name: 'charge_per_cm2', values: [...balance.passed] }]),
    { name: 'chi2', values: [...profiles.chiSquare.values] },
    { name: 'status', values: statusWords(profiles.status) },
  ];
  const edges = series.axis.values;
  const profileColumns: ResultColumn[] = [
    { name: 'depth_top_um', values: Array.from({ length: bins }, (_, j) => edges[j]!) },
    { name: 'depth_bottom_um', values: Array.from({ length: bins }, (_, j) => edges[j + 1]!) },
    { name: 'depth_stderr_um', values: Array.from({ length: bins }, (_, j) => profiles.depthStderr[j + 1]!) },
    ...Array.from({ length: frames }, (_, f): ResultColumn[] => [
      { name: `frame${f}_per_cm3`, values: Array.from({ length: bins }, (__, j) => series.signal.get(f, j)) },
      {
        name: `frame${f}_per_cm3_stderr`,
        values: Array.from({ length: bins }, (__, j) => Math.sqrt(series.variances!.get(f, j))),
      },
    ]).flat(),
  ];
  const extent = finiteExtent(profiles.total.values);
  const misfits = profiles.status.filter((status) => status === statusOf.misfit).length;
  const headline = {
    frames,
    depthBins: bins,
    particles: analysis.axes.map((axis) => axis.ion),
    lambda: Number.isFinite(profiles.lambda) ? profiles.lambda : null,
    total:
      extent === undefined
        ? null
        : { from: extent[0], to: extent[1], medianStderr: finiteMedian(profiles.total.stderr) },
    scaleUncertainty: profiles.scaleUncertainty,
    misfits,
    ...(balance === undefined
      ? {}
      : {
          chargeBalance: {
            layer: balance.layer,
            slope: balance.slope.value,
            stderr: balance.slope.stderr,
            totalStderr: balance.slopeTotalStderr,
            offset: balance.offset.value,
            chiSquare: balance.chiSquare,
            degreesOfFreedom: balance.degreesOfFreedom,
          },
        }),
    warnings: warnings.length,
  };
  const text = [
    `${frames} profiles of ${bins} depth bins to ${edges[bins]!.toFixed(3)} um (${analysis.axes.map((axis) => axis.ion).join(' and ')})`,
    ...(extent === undefined
      ? []
      : [
          `atoms per cm2 in all layers: ${extent[0].toPrecision(4)} to ${extent[1].toPrecision(4)}, median standard error ${finiteMedian(profiles.total.stderr).toPrecision(2)}, scale uncertain by ${(100 * profiles.scaleUncertainty).toFixed(1)} %`,
        ]),
    ...(balance === undefined
      ? []
      : [
          `${balance.layer}: ${balance.slope.value.toFixed(4)} +- ${balance.slope.stderr.toFixed(4)} lithium for each one passed (with the scale: +- ${balance.slopeTotalStderr.toFixed(4)})`,
        ]),
    ...(misfits > 0 ? [`${misfits} frames are not explained by the layers given`] : []),
  ].join('\n');
  const document = {
    program: { name: 'operando', version },
    headline,
    calibration: {
      coefficients: [...calibration.coefficients],
      covariance: [...calibration.covariance],
      reducedChiSquare: Number.isFinite(calibration.reducedChiSquare) ? calibration.reducedChiSquare : null,
    },
    axes: analysis.axes,
    table: plainTable(columns),
    profiles: plainTable(profileColumns),
    metadata: series.metadata,
    provenance: series.provenance,
    warnings,
    inputs: { model: inputs.model, spectra: inputs.inputs, cycler: inputs.cycler },
  };
  return { columns, profileColumns, document, headline, text };
}
