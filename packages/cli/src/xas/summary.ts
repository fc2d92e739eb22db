import { statusOf } from '@operando/core';
import type { JsonValue, ProvenanceStep } from '@operando/core';
import { edgePositionMethods, edgeChannelName } from '@operando/xas-normalize';
import { finiteExtent, finiteMedian } from '../finite.js';
import { version } from '../version.js';
import { countFlagged, resultChannels } from './analyse.js';
import type { Analysis } from './analyse.js';
import { fileNames, flagColumn, plainTable, resultColumns } from '../results-table.js';
import type { ResultColumn } from '../results-table.js';

/** Where the numbers came from. */
export interface SummaryInputs {
  readonly inputs: readonly string[];
  readonly cycler: readonly string[];
  readonly clockOffset: number;
}

/** The results in the forms they are written. */
export interface Summary {
  readonly columns: readonly ResultColumn[];
  /** results.json. */
  readonly document: Readonly<Record<string, unknown>>;
  /** `--json`. */
  readonly headline: Readonly<Record<string, JsonValue>>;
  /** A few lines for people. */
  readonly text: string;
}

/** Tables and words from an analysis. */
export function summarise(analysis: Analysis, inputs: SummaryInputs): Summary {
  const { series, normalized, electrochemistry, warnings } = analysis;
  const frames = series.time.start.length;
  const files = fileNames(series, inputs.inputs);
  const voltage = series.channels['voltage_volt'];
  const flags: Record<string, string[]> = {};
  if (voltage !== undefined) flags['cycler_flag'] = flagColumn(voltage, frames);
  const edgeStep = series.channels['edge_step'];
  if (edgeStep !== undefined) flags['normalization_flag'] = flagColumn(edgeStep, frames);
  const columns = resultColumns({ series, files, channels: resultChannels(), flags });

  const halfStep = series.channels['edge_half_step']!;
  const [edgeLow, edgeHigh] = finiteExtent(halfStep.values) ?? [Number.NaN, Number.NaN];
  const outside = countFlagged(series, 'voltage_volt');
  const failed = normalized.status.filter((byte) => byte === statusOf.failed).length;
  const hours = (series.time.start.at(-1)! - series.time.start[0]!) / 3600;
  const headline = {
    spectra: frames,
    points: series.axis.size,
    hours,
    failed,
    edgeStep: finiteMedian(normalized.edgeStep.values),
    edgeHalfStep: { from: edgeLow, to: edgeHigh, medianStderr: finiteMedian(halfStep.stderr ?? new Float64Array()) },
    cyclerRows: electrochemistry?.columns['test_time_second']?.length ?? 0,
    framesNotFullyInCyclerLog: outside,
    clockOffset: inputs.clockOffset,
    clocks: clockNote(analysis, inputs),
    warnings: warnings.length,
  };
  const text = [
    `${frames} spectra of ${series.axis.size} points over ${hours.toFixed(1)} h${failed > 0 ? `, ${failed} could not be normalized` : ''}`,
    `half-step edge from ${edgeLow.toFixed(2)} to ${edgeHigh.toFixed(2)} eV, median standard error ${headline.edgeHalfStep.medianStderr.toPrecision(2)} eV`,
    headline.clocks,
    ...(outside > 0
      ? [`${outside} spectra lie outside the cycler log or are covered only in part: flagged, not dropped`]
      : []),
  ].join('\n');
  const document = {
    program: { name: 'operando', version },
    headline,
    table: plainTable(columns),
    methods: Object.fromEntries(edgePositionMethods.map((method) => [edgeChannelName(method), method])),
    metadata: series.metadata,
    provenance: series.provenance satisfies readonly ProvenanceStep[],
    warnings,
    electrochemistry:
      electrochemistry === undefined
        ? null
        : {
            metadata: electrochemistry.metadata,
            segments: electrochemistry.segments,
            epoch: electrochemistry.epoch ?? null,
          },
    inputs: { spectra: inputs.inputs, cycler: inputs.cycler },
  };
  return { columns, document, headline, text };
}

/** In words, how the clocks of spectra and cycler were brought together. */
function clockNote({ series, electrochemistry }: Analysis, { clockOffset }: SummaryInputs): string {
  if (electrochemistry === undefined) return 'no cycler log was given';
  const zones = series.time.zone === electrochemistry.zone ? `both ${series.time.zone ?? 'unstated'}` : 'different';
  return `clocks joined through the time stamps of the files (time zones ${zones}), cycler clock shifted by ${clockOffset} s`;
}
