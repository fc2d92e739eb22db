import { plainValue, statusWords } from '@operando/core';
import { finiteExtent, finiteMedian } from '../finite.js';
import { cyclerColumns } from '../join-cycler.js';
import { flagColumn, plainTable, resultColumns } from '../results-table.js';
import type { ResultColumn } from '../results-table.js';
import { version } from '../version.js';
import type { EdxrdAnalysis } from './analyse.js';

/** Results in the forms they are written. */
export interface EdxrdSummary {
  readonly columns: readonly ResultColumn[];
  readonly sliceColumns: readonly ResultColumn[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly headline: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Tables and words from an analysis. */
export function summariseEdxrd(
  analysis: EdxrdAnalysis,
  inputs: { readonly model: string; readonly inputs: readonly string[]; readonly cycler: readonly string[] },
): EdxrdSummary {
  const { profile, series, gradients, reactions, closures, shown, quantity, warnings } = analysis;
  const { frames, positions } = profile;
  const slices = positions.length;
  const voltage = series.channels['voltage_volt'];
  const columns: ResultColumn[] = [
    ...resultColumns({
      series,
      files: [],
      channels: cyclerColumns,
      flags: voltage === undefined ? {} : { cycler_flag: flagColumn(voltage, frames) },
    }),
    ...(gradients === undefined
      ? []
      : [
          { name: 'gradient', values: [...gradients.corrected.values] },
          { name: 'gradient_stderr', values: [...gradients.corrected.stderr!] },
          { name: 'gradient_uncorrected', values: [...gradients.largest.values] },
          { name: 'gradient_probability_of_none', values: [...gradients.probability.values] },
        ]),
    ...Array.from({ length: slices }, (_, s): ResultColumn[] => [
      {
        name: `${shown.lithium === undefined ? quantity.label.replaceAll(' ', '_') : 'x'}_${series.axis.values[s]!}um`,
        values: Array.from({ length: frames }, (__, f) => quantity.values[f * slices + s]!),
      },
      {
        name: `${shown.lithium === undefined ? quantity.label.replaceAll(' ', '_') : 'x'}_${series.axis.values[s]!}um_stderr`,
        values: Array.from({ length: frames }, (__, f) => quantity.stderr[f * slices + s]!),
      },
    ]).flat(),
  ];
  const sliceColumns: ResultColumn[] = [
    { name: 'frame', values: Array.from({ length: frames * slices }, (_, i) => Math.floor(i / slices)) },
    { name: 'position_um', values: Array.from({ length: frames * slices }, (_, i) => positions[i % slices]!) },
    ...profile.phases.flatMap((phase): ResultColumn[] => [
      ...Object.entries(phase.cell).flatMap(([name, column]): ResultColumn[] => [
        { name: `${phase.name}_${name}`, values: [...column.values] },
        { name: `${phase.name}_${name}_stderr`, values: [...column.stderr] },
      ]),
      ...(phase.lithium === undefined
        ? []
        : [
            { name: `${phase.name}_x`, values: [...phase.lithium.values] },
            { name: `${phase.name}_x_stderr`, values: [...phase.lithium.stderr] },
          ]),
      { name: `${phase.name}_area`, values: [...phase.area.values] },
      { name: `${phase.name}_area_stderr`, values: [...phase.area.stderr] },
    ]),
    ...profile.reflections.flatMap((reflection): ResultColumn[] => {
      const name = `${reflection.phase}_${reflection.hkl.join('_')}${analysis.detectors.length > 1 ? `_detector${reflection.detector}` : ''}`;
      return [
        { name: `${name}_d`, values: [...reflection.d.values] },
        { name: `${name}_d_stderr`, values: [...reflection.d.stderr] },
        { name: `${name}_status`, values: statusWords(reflection.status) },
      ];
    }),
  ];
  const masked = profile.reflections
    .filter((reflection) => reflection.masked !== undefined)
    .map(({ phase, hkl, masked: by }) => `${phase} ${hkl.join('')}: ${by}`);
  const extent = finiteExtent(quantity.values);
  const steepest = (gradients?.corrected.values ?? new Float64Array()).reduce<number>(
    (most, value, f, all) => (value > (all[most] ?? -1) ? f : most),
    -1,
  );
  const largest =
    steepest < 0
      ? undefined
      : { value: gradients!.corrected.values[steepest]!, stderr: gradients!.corrected.stderr![steepest]! };
  const headline = {
    frames,
    positions: slices,
    reflections: profile.reflections.length,
    masked,
    shown: {
      name: quantity.label,
      unit: quantity.unit,
      range: extent ?? null,
      medianStderr: finite(finiteMedian(quantity.stderr)),
    },
    calibrationError: finite(shown.calibrationError),
    largestGradient: largest === undefined ? null : { frame: steepest, ...largest },
    stages: reactions.map(({ stage, total, missing, measuredAmount, activeAmount }, k) => ({
      ...stage,
      umolPerCm2: finite(total.value),
      stderr: finite(total.stderr),
      missingSlices: missing.length,
      measuredShare: finite(measuredAmount / activeAmount),
      ...(closures[k] === undefined
        ? {}
        : { perElectron: finite(closures[k].ratio.value), perElectronStderr: finite(closures[k].ratio.stderr) }),
    })),
    warnings: warnings.length,
  };
  const text = [
    `${frames} frames of ${slices} positions, ${profile.reflections.length} reflections${masked.length > 0 ? `, ${masked.length} masked` : ''}`,
    ...(extent === undefined
      ? ['nothing could be fitted']
      : [
          `${quantity.label}: ${extent[0].toPrecision(4)} to ${extent[1].toPrecision(4)} ${quantity.unit}, median standard error ${finiteMedian(quantity.stderr).toPrecision(2)}`,
        ]),
    ...(largest === undefined
      ? []
      : [`largest gradient ${largest.value.toFixed(4)} +- ${largest.stderr.toFixed(4)} in frame ${steepest}`]),
    ...closures.map(
      ({ stage, ratio }) =>
        `${stage.name ?? `frames ${stage.from} to ${stage.to}`}: ${ratio.value.toFixed(4)} +- ${ratio.stderr.toFixed(4)} lithium for each electron passed`,
    ),
  ].join('\n');
  const document = {
    program: { name: 'operando', version },
    headline,
    detectors: analysis.detectors.map(({ calibration, angle, resolution }) => ({
      calibration: [...calibration.coefficients],
      angle,
      ...(resolution === undefined
        ? {}
        : {
            resolution: {
              noise: resolution.noise.value,
              statistics: resolution.statistics.value,
              geometry: resolution.geometry.value,
            },
          }),
    })),
    table: plainTable(columns),
    slices: plainTable(sliceColumns),
    reactions: plainValue(reactions),
    closures: plainValue(closures),
    metadata: series.metadata,
    warnings,
    inputs: { model: inputs.model, spectra: inputs.inputs, cycler: inputs.cycler },
  };
  return { columns, sliceColumns, document, headline, text };
}
