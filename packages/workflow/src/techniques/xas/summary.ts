import { finiteExtent, finiteMedian, plainNumber, statusOf } from '@operando/core';
import type { ResultTable } from '@operando/core';
import type { SeriesAbsorber } from '@operando/xas-normalize';
import { countUnsound, frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { Summary } from '../../technique/technique.js';
import { counted, medianErrorWords } from '../../technique/words.js';
import { normalizedChannels } from './analyse.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';
import { summariseSpecies } from './species-summary.js';
import { speciesTables } from './species.js';

/** One row for each spectrum, one for each definition of the edge, and what was found of species. */
export function xasTables({ series, repeatability, species }: XasAnalysis): ResultTable[] {
  return [
    {
      name: 'results',
      index: frameIndex(series.time.start.length),
      columns: frameColumns(series, [
        ...cyclerColumns,
        'energy_shift',
        ...normalizedChannels,
        ...Object.keys(species.channels),
      ]),
    },
    {
      name: 'edges',
      index: { rows: 'parameter', columns: [{ name: 'edge', words: repeatability.map(({ method }) => method) }] },
      columns: [
        { name: 'median_stderr', unit: 'eV', values: Float64Array.from(repeatability, ({ stderr }) => stderr) },
        { name: 'repeatability', unit: 'eV', values: Float64Array.from(repeatability, (each) => each.repeatability) },
      ],
    },
    ...speciesTables(species),
  ];
}

/** Which edge it is, in words. */
function absorberWords({ element, edge, energy, from }: SeriesAbsorber): string {
  const how = from === 'stated' ? '' : ', as the likeliest of the tabulated edges near it: nothing states it';
  return `${element} ${edge} edge (${energy} eV in the table)${how}`;
}

/** Numbers and words of an analysis. */
export function summariseXas(analysis: XasAnalysis, { clockOffset = 0 }: XasOptions): Summary {
  const { series, detail, normalized, electrochemistry, clock } = analysis;
  const { size: points } = detail.axis;
  const frames = series.time.start.length;
  const { values, stderr } = series.channels['edge_half_step']!;
  const extent = finiteExtent(values);
  const medianStderr = finiteMedian(stderr ?? new Float64Array());
  const scatter = analysis.repeatability.find(({ method }) => method === 'half-step')?.repeatability ?? Number.NaN;
  const outside = countUnsound(series, 'voltage_volt');
  const failed = normalized.status.filter((byte) => byte === statusOf.failed).length;
  const { absorber } = normalized;
  const species = summariseSpecies(analysis.species);
  const hours = (series.time.start.at(-1)! - series.time.start[0]!) / 3600;
  return {
    headline: {
      spectra: frames,
      points,
      hours,
      failed,
      absorber: absorber === undefined ? null : { element: absorber.element, edge: absorber.edge, from: absorber.from },
      edgeStep: plainNumber(finiteMedian(normalized.edgeStep.values)),
      edgeHalfStep:
        extent === undefined
          ? null
          : {
              from: extent[0],
              to: extent[1],
              medianStderr: plainNumber(medianStderr),
              repeatability: plainNumber(scatter),
            },
      cyclerRows: electrochemistry?.columns['test_time_second']?.length ?? 0,
      framesNotFullyInCyclerLog: outside,
      clockOffset,
      clocks: clock ?? '',
      ...species.headline,
    },
    text: [
      `${counted(frames, 'spectrum', 'spectra')} of ${counted(points, 'point')} over ${hours.toFixed(1)} h${failed > 0 ? `, ${failed} could not be normalized` : ''}`,
      ...(absorber === undefined ? [] : [absorberWords(absorber)]),
      extent === undefined
        ? 'no edge was found'
        : `half-step edge from ${extent[0].toFixed(2)} to ${extent[1].toFixed(2)} eV, ${medianErrorWords(medianStderr, 'eV')}${Number.isNaN(scatter) ? '' : `, from frame to frame ${scatter.toPrecision(2)} eV`}`,
      ...species.text,
      ...(clock === undefined ? [] : [clock]),
      ...(outside > 0
        ? [
            `${counted(outside, 'spectrum outside the cycler log or covered only in part', 'spectra outside the cycler log or covered only in part')}: flagged, not dropped`,
          ]
        : []),
    ].join('\n'),
    details: { metadata: series.metadata, errors: 'scatter' },
  };
}
