import { finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import { isFar } from '@operando/small-angle-fit';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords, medianErrorWords } from '../../technique/words.js';
import type { SaxsAnalysis } from './analyse.js';
import { mostChanging, ofFrames, parameterColumn, statusAt } from './columns.js';
import type { SaxsOptions } from './options.js';

/** How far the values of a parameter lie apart, and what its errors would make of it: of rows of one map, which should agree. */
function spreadOf(analysis: SaxsAnalysis, k: number) {
  const { name, unit, values, stderr } = parameterColumn(analysis, k);
  const known = values.filter((value) => Number.isFinite(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length - 1);
  return { name, unit, mean, spread: Math.sqrt(variance), medianStderr: plainNumber(finiteMedian(stderr!)) };
}

/** Frames in which a parameter is not determined. */
function degenerateIn(analysis: SaxsAnalysis, k: number): number {
  return analysis.fit.fits.filter((_, i) => statusAt(analysis, i, k) === 'degenerate').length;
}

/** From the least to the largest value of the frames that determine a parameter; of all where none does. */
function extentOf(analysis: SaxsAnalysis, k: number): readonly [number, number] | undefined {
  const { values } = parameterColumn(analysis, k);
  const { used } = analysis;
  const determined = used.frames.flatMap((f, i) => (statusAt(analysis, i, k) === 'degenerate' ? [] : [values[f]!]));
  return finiteExtent(determined.length === 0 ? values : Float64Array.from(determined));
}

/** A parameter in a line. */
function parameterLine(analysis: SaxsAnalysis, k: number): string {
  const { name, unit, stderr } = parameterColumn(analysis, k);
  const extent = extentOf(analysis, k);
  const degenerate = degenerateIn(analysis, k);
  const frames = analysis.fit.fits.length;
  if (extent === undefined) return `${name}: no value`;
  if (degenerate === frames)
    return `${name}: the data do not determine it (about ${extent[0].toPrecision(1)}; see its interval, or ask for one with profiles)`;
  const doubt = degenerate > 0 ? `, not determined in ${counted(degenerate, 'frame')}` : '';
  if (frames === 1) {
    const error = stderr![0]!;
    const decimals = error > 0 ? Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(error)))) : 4;
    return `${name}: ${estimateWords(extent[0], error, decimals)} ${unit === '1' ? '' : unit}`.trim() + doubt;
  }
  return `${name}: ${extent[0].toPrecision(5)} to ${extent[1].toPrecision(5)} ${unit === '1' ? '' : unit}, ${medianErrorWords(finiteMedian(stderr!), unit === '1' ? '' : unit)}${doubt}`;
}

/** Numbers and words of an analysis. */
export function summariseSaxs(analysis: SaxsAnalysis, options: SaxsOptions): Summary {
  const { fit, series, used, definitions, profiles } = analysis;
  const shown = mostChanging(analysis);
  const misfits = fit.fits.filter(isFar).length;
  const unfinished = fit.fits.filter(({ status }) => status !== 'misfit' && status !== 'converged').length;
  const isRows = typeof options.grazing?.exit === 'object';
  const columns = ofFrames(analysis);
  const { parameters } = fit.fits[0]!;
  const last = parameters.findIndex(({ name }) => name === 'flat');
  const spreads = isRows
    ? columns.filter((k) => k < last && !parameters[k]!.isLinear).map((k) => spreadOf(analysis, k))
    : [];
  return {
    headline: {
      frames: series.time.start.length,
      fitted: used.frames.length,
      weights: used.weights,
      misfits,
      unfinished,
      reducedChiSquare: plainNumber(fit.chiSquare / fit.degreesOfFreedom),
      parameters: Object.fromEntries(
        columns.map((k) => {
          const { name, unit, stderr } = parameterColumn(analysis, k);
          const extent = extentOf(analysis, k);
          return [
            name,
            extent === undefined
              ? null
              : {
                  unit,
                  from: extent[0],
                  to: extent[1],
                  medianStderr: plainNumber(finiteMedian(stderr!)),
                  degenerate: degenerateIn(analysis, k),
                },
          ];
        }),
      ),
      ...(isRows ? { spreadOverRows: spreads } : {}),
    },
    text: [
      `${counted(used.frames.length, 'cut')} of ${counted(fit.problems[0]!.data.q.length, 'point')} fitted, reduced chi-square ${(fit.chiSquare / fit.degreesOfFreedom).toFixed(3)}`,
      ...shown.map((k) => parameterLine(analysis, k)),
      ...spreads.map(
        ({ name, unit, mean, spread }) =>
          `${name} over the rows: ${mean.toPrecision(4)} ${unit}, rows differ by ${spread.toPrecision(2)} (standard deviation)`,
      ),
      ...definitions.map((definition) => `structure: ${definition}`),
      ...(misfits > 0 ? [`${counted(misfits, 'frame')} not described by the model`] : []),
      ...(unfinished > 0
        ? [`fits of ${counted(unfinished, 'frame')} did not end in a minimum: do not believe them`]
        : []),
    ].join('\n'),
    details: {
      definitions,
      profiled: profiles.parameters.map((k) => parameters[k]!.name),
      metadata: series.metadata,
    },
  };
}
