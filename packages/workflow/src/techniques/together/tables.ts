import { statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { TogetherAnalysis } from './analyse.js';

/** The signals over the exposures of one: means with errors, samples and coverage. */
function resultsTable({ series, frames, others }: TogetherAnalysis): ResultTable {
  const { values, stderr, unit } = frames.signal;
  return {
    name: 'results',
    index: frameIndex(values.length),
    columns: [
      ...frameColumns(series),
      { name: frames.name, unit, values, stderr },
      ...others.flatMap(({ signal, mean, samples, coverage }): EstimateColumn[] => [
        {
          ...mean,
          name: signal,
          status: Uint8Array.from(coverage, (covered) =>
            covered >= 0.999 ? statusOf.ok : covered > 0 ? statusOf.partial : statusOf.gap,
          ),
        },
        { name: `${signal}_samples`, unit: '1', values: samples },
        { name: `${signal}_coverage`, unit: '1', values: coverage },
      ]),
    ],
  };
}

function column(name: string, unit: string, values: readonly number[], stderr?: readonly number[]): EstimateColumn {
  return {
    name,
    unit,
    values: Float64Array.from(values),
    ...(stderr === undefined ? {} : { stderr: Float64Array.from(stderr) }),
  };
}

/** Every lag with its status; other minima of ambiguous ones in words. */
function lagTables({ lags }: TogetherAnalysis): ResultTable[] {
  if (lags.length === 0) return [];
  const of = (value: (lag: (typeof lags)[number]['lag']) => number): number[] => lags.map(({ lag }) => value(lag));
  const profile = lags.flatMap(({ lag }, pair) =>
    Array.from(lag.profile.lag, (at, k) => ({ pair, at, above: lag.profile.above[k]! })),
  );
  return [
    {
      name: 'lags',
      index: {
        rows: 'solution',
        columns: [
          column(
            'pair',
            '1',
            lags.map((_, k) => k),
          ),
          { name: 'first', words: lags.map(({ first }) => first.name) },
          { name: 'second', words: lags.map(({ second }) => second.name) },
        ],
      },
      columns: [
        {
          ...column(
            'lag',
            's',
            of(({ lag }) => lag),
            of(({ stderr }) => stderr),
          ),
          status: Uint8Array.from(lags, ({ lag }) => statusOf[lag.status]),
        },
        column(
          'lag_total_stderr',
          's',
          of(({ totalStderr }) => totalStderr),
        ),
        column(
          'lag_low',
          's',
          of(({ interval }) => interval[0]),
        ),
        column(
          'lag_high',
          's',
          of(({ interval }) => interval[1]),
        ),
        column(
          'p_value',
          '1',
          of(({ pValue }) => pValue),
        ),
        column(
          'explained',
          '1',
          of(({ explained }) => explained),
        ),
        column(
          'gain',
          '',
          of(({ gain }) => gain),
        ),
        column(
          'reduced_chi_square',
          '1',
          of(({ reducedChiSquare }) => reducedChiSquare),
        ),
        {
          name: 'other_lags',
          words: lags.map(({ lag }) =>
            lag.others.map((other) => `${other.lag.toFixed(1)} (+${other.above.toFixed(1)})`).join(' '),
          ),
        },
      ],
    },
    {
      name: 'lag_profile',
      index: {
        rows: 'point',
        columns: [
          column(
            'pair',
            '1',
            profile.map(({ pair }) => pair),
          ),
          column(
            'lag',
            's',
            profile.map(({ at }) => at),
          ),
        ],
      },
      columns: [
        column(
          'chi_square_above',
          '1',
          profile.map(({ above }) => above),
        ),
      ],
    },
  ];
}

/** One row for each change of each signal; those that happen together have one number. */
function changeTables({ changes }: TogetherAnalysis): ResultTable[] {
  if (changes === undefined) return [];
  const rows = changes.changes.flatMap((change, number) =>
    change.parts.map((part) => ({ number, ...change, ...part })),
  );
  const of = (value: (row: (typeof rows)[number]) => number): number[] => rows.map(value);
  const columns: ResultColumn[] = [
    {
      ...column(
        'time',
        's',
        of(({ time }) => time),
      ),
      status: Uint8Array.from(rows, ({ change }) => (change.isWeak ? statusOf.weak : statusOf.converged)),
    },
    column(
      'time_low',
      's',
      of(({ interval }) => interval[0]),
    ),
    column(
      'time_high',
      's',
      of(({ interval }) => interval[1]),
    ),
    { name: 'change_kind', words: rows.map(({ isJoint }) => (isJoint ? 'joint' : 'alone')) },
    column(
      'own_time',
      's',
      of(({ change }) => change.time),
    ),
    column(
      'own_time_low',
      's',
      of(({ change }) => change.interval[0]),
    ),
    column(
      'own_time_high',
      's',
      of(({ change }) => change.interval[1]),
    ),
    column(
      'height',
      '',
      of(({ change }) => change.height),
      of(({ change }) => change.heightStderr),
    ),
    column(
      'gain',
      '1',
      of(({ change }) => change.gain),
    ),
    column(
      'p_same_as_before',
      '1',
      of(({ pSameAsBefore }) => pSameAsBefore),
    ),
  ];
  return [
    {
      name: 'changes',
      index: {
        rows: 'point',
        columns: [
          column(
            'change',
            '1',
            of(({ number }) => number),
          ),
          { name: 'signal', words: rows.map(({ signal }) => signal) },
        ],
      },
      columns,
    },
  ];
}

function relationTables({ relations }: TogetherAnalysis): ResultTable[] {
  if (relations.length === 0) return [];
  const of = (value: (relation: (typeof relations)[number]['relation']) => number): number[] =>
    relations.map(({ relation }) => value(relation));
  return [
    {
      name: 'relations',
      index: {
        rows: 'solution',
        columns: [
          { name: 'x', words: relations.map(({ x }) => x.name) },
          { name: 'y', words: relations.map(({ y }) => y.name) },
        ],
      },
      columns: [
        {
          ...column(
            'slope',
            '',
            of(({ slope }) => slope.value),
            of(({ slope }) => slope.stderr),
          ),
          status: Uint8Array.from(relations, ({ relation }) => statusOf[relation.status]),
        },
        column(
          'intercept',
          '',
          of(({ intercept }) => intercept.value),
          of(({ intercept }) => intercept.stderr),
        ),
        column(
          'chi_square',
          '1',
          of(({ chiSquare }) => chiSquare),
        ),
        column(
          'degrees_of_freedom',
          '1',
          of(({ degreesOfFreedom }) => degreesOfFreedom),
        ),
        column(
          'rank_correlation',
          '1',
          of((relation) => relation.rankCorrelation),
        ),
        column(
          'rank_correlation_low',
          '1',
          of(({ rankInterval }) => rankInterval[0]),
        ),
        column(
          'rank_correlation_high',
          '1',
          of(({ rankInterval }) => rankInterval[1]),
        ),
      ],
    },
  ];
}

/** Signals over exposures, then lags, changes and relations where they were asked for. */
export function togetherTables(analysis: TogetherAnalysis): ResultTable[] {
  return [resultsTable(analysis), ...lagTables(analysis), ...changeTables(analysis), ...relationTables(analysis)];
}
