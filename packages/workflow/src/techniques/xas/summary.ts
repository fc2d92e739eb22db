import { createTable, finiteExtent, finiteMedian, statusOf } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { edgeChannelName, edgePositionMethods } from '@operando/xas-normalize';
import { countUnsound, frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { Summary } from '../../technique/technique.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

/** One row for each spectrum. */
export function xasTables({ series }: XasAnalysis): ResultTable[] {
  const channels = [...cyclerColumns, 'e0', 'edge_step', ...edgePositionMethods.map(edgeChannelName)];
  return [
    createTable({
      name: 'results',
      index: frameIndex(series.time.start.length),
      columns: frameColumns(series, channels),
    }),
  ];
}

/** Numbers and words of an analysis. */
export function summariseXas(analysis: XasAnalysis, { clockOffset }: XasOptions): Summary {
  const { series, normalized, electrochemistry, clock } = analysis;
  const frames = series.time.start.length;
  const { values, stderr } = series.channels['edge_half_step']!;
  const [from, to] = finiteExtent(values) ?? [Number.NaN, Number.NaN];
  const medianStderr = finiteMedian(stderr ?? new Float64Array());
  const outside = countUnsound(series, 'voltage_volt');
  const failed = normalized.status.filter((byte) => byte === statusOf.failed).length;
  const hours = (series.time.start.at(-1)! - series.time.start[0]!) / 3600;
  return {
    headline: {
      spectra: frames,
      points: series.axis.size,
      hours,
      failed,
      edgeStep: finiteMedian(normalized.edgeStep.values),
      edgeHalfStep: { from, to, medianStderr },
      cyclerRows: electrochemistry?.columns['test_time_second']?.length ?? 0,
      framesNotFullyInCyclerLog: outside,
      clockOffset,
      clocks: clock ?? '',
    },
    text: [
      `${frames} spectra of ${series.axis.size} points over ${hours.toFixed(1)} h${failed > 0 ? `, ${failed} could not be normalized` : ''}`,
      `half-step edge from ${from.toFixed(2)} to ${to.toFixed(2)} eV, median standard error ${medianStderr.toPrecision(2)} eV`,
      ...(clock === undefined ? [] : [clock]),
      ...(outside > 0
        ? [`${outside} spectra lie outside the cycler log or are covered only in part: flagged, not dropped`]
        : []),
    ].join('\n'),
    details: { metadata: series.metadata },
  };
}
