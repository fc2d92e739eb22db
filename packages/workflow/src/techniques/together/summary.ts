import { plainNumber } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords } from '../../technique/words.js';
import type { PairLag, PairRelation, TogetherAnalysis } from './analyse.js';

/** Other lags that are named in words; all are in results.json. */
const shownOthers = 5;

/** `12.3 +- 0.4 s`; `12.3 s, error not known`. */
function inSeconds(lag: number, stderr: number): string {
  return Number.isFinite(stderr) ? `${estimateWords(lag, stderr, 1)} s` : `${lag.toFixed(1)} s, error not known`;
}

function lagWords({ first, second, lag }: PairLag): string {
  if (lag.status === 'different-cells') return `${first.name}, ${second.name}: of different cells, no lag is claimed`;
  const others =
    lag.others.length === 0
      ? ''
      : `; also ${lag.others
          .slice(0, shownOthers)
          .map((other) => `${other.lag.toFixed(0)} s`)
          .join(', ')}${lag.others.length > shownOthers ? ` and ${lag.others.length - shownOthers} more` : ''}`;
  const found = `${second.name} ${lag.lag >= 0 ? 'after' : 'before'} ${first.name} by ${inSeconds(Math.abs(lag.lag), lag.totalStderr)}`;
  return `${found} (${lag.status}, p ${lag.pValue.toPrecision(2)}${others})`;
}

function relationWords({ x, y, relation }: PairRelation): string {
  const { slope, rankCorrelation, rankInterval, status } = relation;
  return `${y.name} against ${x.name}: slope ${slope.value.toPrecision(4)} +- ${slope.stderr.toPrecision(2)} (${status}), rank correlation ${rankCorrelation.toFixed(2)} (${rankInterval.map((end) => end.toFixed(2)).join(' to ')})`;
}

/** Numbers and words of an analysis. */
export function summariseTogether({ chosen, frames, others, lags, changes, relations }: TogetherAnalysis): Summary {
  return {
    headline: {
      signals: chosen.signals.map(({ name, table, column, signal, clockStderr }) => ({
        name,
        table,
        column,
        unit: signal.unit,
        samples: signal.values.length,
        clockStderr,
      })),
      frames: frames.name,
      lags: lags.map(({ first, second, lag }) => ({
        first: first.name,
        second: second.name,
        lag: plainNumber(lag.lag),
        stderr: plainNumber(lag.stderr),
        totalStderr: plainNumber(lag.totalStderr),
        interval: lag.interval.map(plainNumber),
        pValue: plainNumber(lag.pValue),
        status: lag.status,
        others: lag.others.map(({ lag: other, above }) => ({ lag: other, above })),
      })),
      ...(changes === undefined
        ? {}
        : {
            changes: changes.changes.map(({ time, interval, isJoint, isWeak, parts }) => ({
              time,
              interval,
              signals: parts.map(({ signal }) => signal),
              joint: isJoint,
              weak: isWeak,
            })),
          }),
      relations: relations.map(({ x, y, relation: { slope, status } }) => ({
        x: x.name,
        y: y.name,
        slope: plainNumber(slope.value),
        stderr: plainNumber(slope.stderr),
        status,
      })),
    },
    text: [
      `${counted(chosen.signals.length, 'signal')} (${chosen.signals.map(({ name, signal }) => `${name} ${signal.values.length}`).join(', ')}); ${counted(frames.signal.values.length, 'row')} of ${frames.name}`,
      ...others.flatMap(({ signal, coverage }) => {
        const missing = coverage.reduce((count, covered) => count + (covered > 0 ? 0 : 1), 0);
        return missing === 0 ? [] : [`${signal} has no value in ${counted(missing, 'row')}`];
      }),
      ...lags.map(lagWords),
      ...(changes?.changes ?? [])
        .filter(({ isWeak }) => !isWeak)
        .map(
          ({ time, interval, parts, isJoint }) =>
            `${isJoint ? 'joint change' : 'change'} of ${parts.map(({ signal }) => signal).join(', ')} at ${time.toFixed(0)} s (${interval.map((end) => end.toFixed(0)).join(' to ')})`,
        ),
      ...relations.map(relationWords),
    ].join('\n'),
    details: { wandering: changes?.signals.map(({ name, wandering }) => ({ name, ...wandering })) },
  };
}
