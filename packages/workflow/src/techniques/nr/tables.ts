import { flatValues, statusBytes } from '@operando/core';
import type { EstimateColumn, ResultTable } from '@operando/core';
import type { FittedCurve, LinkedCurve, PosteriorParameter } from '@operando/nr-sld-fit';
import { channelColumn, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { NrAnalysis } from './analyse.js';

/** Parameters in rows: their units stand in a column of their own. */
function parameterTable({ fits, posterior }: NrAnalysis): ResultTable {
  const { names, parameters } = fits[0]!;
  const rows = names.map((name) => parameters[name]!);
  const sampled = (name: string, of: (parameter: PosteriorParameter) => number): EstimateColumn => ({
    name: `posterior_${name}`,
    unit: '',
    values: Float64Array.from(names, (parameter) => {
      const own = posterior?.parameters[parameter];
      return own === undefined ? Number.NaN : of(own);
    }),
  });
  return {
    name: 'results',
    index: { rows: 'parameter', columns: [{ name: 'parameter', words: names }] },
    columns: [
      {
        name: 'value',
        unit: '',
        values: Float64Array.from(rows, ({ value }) => value),
        stderr: Float64Array.from(rows, ({ stderr }) => stderr),
        status: statusBytes(rows.map(({ status }) => status)),
      },
      { name: 'unit', words: rows.map(({ unit }) => unit) },
      ...(posterior === undefined
        ? []
        : [
            sampled('median', ({ median }) => median),
            sampled('std', ({ std }) => std),
            sampled('low95', ({ interval95 }) => interval95[0]),
            sampled('high95', ({ interval95 }) => interval95[1]),
            sampled('rhat', ({ rHat }) => rHat),
          ]),
    ],
  };
}

function frameTable({ seriesFit, fits, profiles }: NrAnalysis): ResultTable {
  const { at, parameters, reducedChiSquare, origin, status } = seriesFit!;
  return {
    name: 'results',
    index: frameIndex(at.length),
    columns: [
      { name: 'file', words: fits.map((fit) => fit.curves[0]!.name) },
      { name: 'time', unit: 's', values: at },
      ...cyclerColumns.flatMap((name) => {
        const channel = profiles.channels[name];
        return channel === undefined ? [] : [channelColumn(name, channel)];
      }),
      ...Object.values(parameters),
      { name: 'reduced_chi_square', unit: '1', values: reducedChiSquare, status },
      { name: 'origin', words: origin },
    ],
  };
}

/** Distinct places that a search found, a row for each. */
function solutionTable({ fits }: NrAnalysis): ResultTable[] {
  const { solutions, names } = fits[0]!;
  if (solutions.length < 2) return [];
  return [
    {
      name: 'solutions',
      index: {
        rows: 'solution',
        columns: [{ name: 'solution', words: solutions.map((_, s) => String(s + 1)) }],
      },
      columns: [
        { name: 'chi_square', unit: '1', values: Float64Array.from(solutions, ({ chiSquare }) => chiSquare) },
        { name: 'reached', unit: '1', values: Float64Array.from(solutions, ({ reached }) => reached) },
        { name: 'kind', words: solutions.map(({ isMinimum }) => (isMinimum ? 'minimum' : 'valley')) },
        ...names.map((name): EstimateColumn => {
          const own = solutions.map(({ parameters }) => parameters[name]!);
          return {
            name,
            unit: own[0]!.unit,
            values: Float64Array.from(own, ({ value }) => value),
            stderr: Float64Array.from(own, ({ stderr }) => stderr),
          };
        }),
      ],
    },
  ];
}

/** Curves of linked parameters: a row for each knot, with its error where it was found. */
function linkedTable({ seriesFit }: NrAnalysis): ResultTable[] {
  const curves = Object.entries(seriesFit?.linked ?? {});
  if (curves.length === 0) return [];
  const gather = (of: (curve: LinkedCurve) => ArrayLike<number>): Float64Array =>
    Float64Array.from(curves.flatMap(([, curve]) => Array.from(of(curve))));
  return [
    {
      name: 'linked',
      index: {
        rows: 'point',
        columns: [{ name: 'parameter', words: curves.flatMap(([name, { knots }]) => Array.from(knots, () => name)) }],
      },
      columns: [
        { name: 'time', unit: 's', values: gather(({ knots }) => knots), stderr: gather((each) => each.knotsStderr) },
        { name: 'value', unit: '', values: gather(({ values }) => values), stderr: gather(({ stderr }) => stderr) },
        { name: 'unit', words: curves.flatMap(([, { knots, unit }]) => Array.from(knots, () => unit)) },
      ],
    },
  ];
}

/** Parameters, or a row for each frame; every point of every curve; SLD against depth; what else a search found. */
export function nrTables(analysis: NrAnalysis): ResultTable[] {
  const { fits, seriesFit, profiles } = analysis;
  const curves = fits.flatMap((fit) => fit.curves);
  const gather = (of: (curve: FittedCurve) => ArrayLike<number>): Float64Array =>
    Float64Array.from(curves.flatMap((curve) => Array.from(of(curve))));
  const depths = profiles.axis.values;
  const sld = flatValues(profiles.signal);
  return [
    seriesFit === undefined ? parameterTable(analysis) : frameTable(analysis),
    ...(seriesFit === undefined ? solutionTable(analysis) : linkedTable(analysis)),
    {
      name: 'curves',
      index: {
        rows: 'point',
        columns: [
          { name: 'curve', words: curves.flatMap((curve) => Array.from(curve.q, () => curve.name)) },
          { name: 'q', unit: '1/angstrom', values: gather(({ q }) => q) },
        ],
      },
      columns: [
        { name: 'r', unit: '1', values: gather(({ r }) => r), stderr: gather(({ dr }) => dr) },
        { name: 'fitted', unit: '1', values: gather(({ fitted }) => fitted) },
        { name: 'residual', unit: '1', values: gather(({ residuals }) => residuals) },
      ],
    },
    {
      name: 'profile',
      index: { rows: 'point', columns: [{ name: 'depth', unit: 'angstrom', values: depths }] },
      columns: Array.from(profiles.time.start, (_, c) => ({
        name: seriesFit === undefined ? `sld_${curves[c]!.name}` : `sld_frame${c}`,
        unit: '1e-6/angstrom^2',
        values: sld.slice(c * depths.length, (c + 1) * depths.length),
      })),
    },
  ];
}
