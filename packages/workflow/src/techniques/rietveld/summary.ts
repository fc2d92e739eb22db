import { finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';
import type { RietveldAnalysis } from './analysis.js';
import { medianRwp } from './figures.js';
import type { PhaseRow } from '@operando/xrd-rietveld';

/** A phase through a series in a few numbers. */
function phaseHeadline({ rows, refiner, phases }: RietveldAnalysis, p: number): { readonly [name: string]: JsonValue } {
  const own = rows.map((row) => row.phases[p]!);
  const count = (word: string): number => own.filter(({ presence }) => presence === word).length;
  const span = (values: number[]): JsonValue => {
    const extent = finiteExtent(values);
    return extent === undefined ? null : { from: extent[0], to: extent[1] };
  };
  const edge = refiner.names.indexOf(`${phases[p]!.phase.name}.a`);
  return {
    present: count('present'),
    trace: count('trace'),
    absent: count('absent'),
    weightFraction: span(own.map(({ weightFraction }) => weightFraction)),
    medianWeightFractionStderr: plainNumber(
      finiteMedian(Float64Array.from(own, ({ weightFractionStderr }) => weightFractionStderr)),
    ),
    volume: span(own.map(({ volume }) => volume)),
    ...(edge < 0 ? {} : { a: span(rows.map(({ values }) => values[edge]!)) }),
  };
}

/** Where a phase is seen. */
const isSeen = ({ presence }: PhaseRow): boolean => presence === 'present' || presence === 'trace';

function phaseWords({ rows, phases, refiner }: RietveldAnalysis, p: number): string {
  const own = rows.map((row) => row.phases[p]!);
  // Those whose intensities are free have no amount.
  const among = refiner.phases.some(({ method }) => method !== 'rietveld')
    ? ' among phases with structure factors'
    : '';
  const seen = own.filter(isSeen).length;
  const fractions = finiteExtent(own.filter(isSeen).map(({ weightFraction }) => weightFraction));
  const volume = finiteExtent(own.map(({ volume: value }) => value));
  const { name } = phases[p]!.phase;
  if (seen === 0) return `${name}: in no pattern`;
  const to = ([low, high]: readonly [number, number], decimals: number): string =>
    low.toFixed(decimals) === high.toFixed(decimals)
      ? low.toFixed(decimals)
      : `${low.toFixed(decimals)} to ${high.toFixed(decimals)}`;
  return [
    `${name}: in ${counted(seen, 'pattern')}`,
    ...(fractions === undefined ? [] : [`weight fraction${among} ${to(fractions, 4)}`]),
    ...(volume === undefined ? [] : [`volume ${to(volume, 3)} cubic angstrom`]),
  ].join(', ');
}

/** Numbers and words of an analysis. */
export function summariseRietveld(analysis: RietveldAnalysis): Summary {
  const { rows, phases, series, refiner } = analysis;
  const rwp = medianRwp(rows);
  const goodness = finiteMedian(Float64Array.from(rows, ({ goodnessOfFit }) => goodnessOfFit));
  const count = (word: string): number => rows.filter(({ status }) => status === word).length;
  const sound = count('converged');
  return {
    headline: {
      patterns: rows.length,
      points: refiner.used.length,
      parameters: refiner.names.length,
      converged: sound,
      misfit: count('misfit'),
      withoutData: count('masked'),
      medianRwp: plainNumber(rwp),
      medianGoodnessOfFit: plainNumber(goodness),
      phases: Object.fromEntries(phases.map(({ phase }, p) => [phase.name, phaseHeadline(analysis, p)])),
    },
    text: [
      `${counted(rows.length, 'pattern')} of ${counted(refiner.used.length, 'point')}, ${counted(refiner.names.length, 'parameter')}, ${sound} converged`,
      Number.isFinite(rwp)
        ? `median Rwp ${(100 * rwp).toFixed(2)} %, goodness of fit ${goodness.toFixed(2)}`
        : 'nothing could be refined',
      ...phases.map((_, p) => phaseWords(analysis, p)),
    ].join('\n'),
    details: { metadata: series.metadata },
  };
}
