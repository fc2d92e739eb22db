import { statusBytes } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { SaxsAnalysis } from './analyse.js';
import { ofFrames, resultColumns, statusAt } from './columns.js';
import type { SaxsOptions } from './options.js';
import { shownFrames } from './shown.js';

/** Parameters that are one value for all frames: shared, or held. */
function parameterTable(analysis: SaxsAnalysis): ResultTable[] {
  const { fit } = analysis;
  const own = ofFrames(analysis);
  const isFixed = fit.fits[0]!.parameters.map(({ scope }) => scope === 'fixed');
  // A frame that had a vote on what is shared.
  const voter = Math.max(
    0,
    fit.fits.findIndex(({ statuses }) => statuses.every((status, k) => isFixed[k] === true || status !== 'held')),
  );
  const { parameters, values, stderr } = fit.fits[voter]!;
  const rows = parameters.map((_, k) => k).filter((k) => !own.includes(k));
  if (rows.length === 0) return [];
  return [
    {
      name: 'parameters',
      index: { rows: 'parameter', columns: [{ name: 'parameter', words: rows.map((k) => parameters[k]!.name) }] },
      columns: [
        {
          name: 'value',
          unit: '',
          values: Float64Array.from(rows, (k) => values[k]!),
          stderr: Float64Array.from(rows, (k) => stderr[k]!),
          status: statusBytes(rows.map((k) => statusAt(analysis, voter, k))),
        },
        { name: 'unit', words: rows.map((k) => parameters[k]!.unit) },
        { name: 'scope', words: rows.map((k) => parameters[k]!.scope) },
      ],
    },
  ];
}

/** Points of the frames that are shown. */
function curveTable(analysis: SaxsAnalysis, options: SaxsOptions): ResultTable {
  const { fit, used } = analysis;
  const shown = shownFrames(analysis, options);
  const gather = (of: (i: number) => ArrayLike<number>): Float64Array =>
    Float64Array.from(shown.flatMap((i) => Array.from(of(i))));
  const data = (i: number) => fit.problems[i]!.data;
  return {
    name: 'curves',
    index: {
      rows: 'point',
      columns: [
        { name: 'frame', unit: '1', values: gather((i) => Float64Array.from(data(i).q, () => used.frames[i]!)) },
        { name: 'q', unit: '1/angstrom', values: gather((i) => data(i).q) },
      ],
    },
    columns: [
      {
        name: 'intensity',
        unit: '',
        values: gather((i) => data(i).intensity),
        stderr: gather((i) => fit.problems[i]!.sigma),
      },
      { name: 'fitted', unit: '', values: gather((i) => fit.fits[i]!.fitted) },
      { name: 'residual', unit: '1', values: gather((i) => fit.fits[i]!.residuals) },
    ],
  };
}

/** Chi-square against what is held. */
function profileTable({ profiles, fit, used }: SaxsAnalysis): ResultTable[] {
  const all = profiles.profiles.flatMap((row, i) =>
    row.flatMap((profile) => (profile === undefined ? [] : [{ profile, frame: used.frames[i]!, fit: fit.own[i]! }])),
  );
  if (all.length === 0) return [];
  const gather = (of: (each: (typeof all)[number]) => ArrayLike<number>): Float64Array =>
    Float64Array.from(all.flatMap((each) => Array.from(of(each))));
  const words = (of: (each: (typeof all)[number]) => string): string[] =>
    all.flatMap((each) => Array.from(each.profile.values, () => of(each)));
  return [
    {
      name: 'profiles',
      index: {
        rows: 'point',
        columns: [
          { name: 'frame', unit: '1', values: gather(({ profile, frame }) => profile.values.map(() => frame)) },
          { name: 'parameter', words: words(({ profile }) => profile.name) },
          { name: 'value', unit: '', values: gather(({ profile }) => profile.values) },
        ],
      },
      columns: [
        { name: 'unit', words: words(({ profile }) => profile.unit) },
        { name: 'chi_square', unit: '1', values: gather(({ profile }) => profile.chiSquare) },
      ],
    },
  ];
}

/** A row for each frame; what is shared; points of frames that are shown; profiles. */
export function saxsTables(analysis: SaxsAnalysis, options: SaxsOptions): ResultTable[] {
  const { series } = analysis;
  return [
    {
      name: 'results',
      index: frameIndex(series.time.start.length),
      columns: [...frameColumns(series), ...resultColumns(analysis, options)],
    },
    ...parameterTable(analysis),
    curveTable(analysis, options),
    ...profileTable(analysis),
  ];
}
