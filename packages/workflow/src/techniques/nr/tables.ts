import { createTable } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import type { FittedCurve } from '@operando/nr-sld-fit';
import { frameIndex } from '../../technique/frame-columns.js';
import type { NrAnalysis } from './analyse.js';

function parameterTable({ fits, posterior }: NrAnalysis): ResultTable {
  const fit = fits[0]!;
  const column = (name: string, of: (parameter: string) => number): EstimateColumn => ({
    name,
    unit: '',
    values: Float64Array.from(fit.names, of),
  });
  const parameters = fit.names.map((name) => fit.parameters[name]!);
  return createTable({
    name: 'results',
    index: { rows: 'parameter', columns: [{ name: 'parameter', words: fit.names }] },
    columns: [
      {
        ...column('value', (name) => fit.parameters[name]!.value),
        stderr: Float64Array.from(parameters, ({ stderr }) => stderr),
      },
      {
        name: 'status',
        words: parameters.map(({ fixed, atBound }) => (fixed ? 'held' : atBound ? 'at-bound' : fit.status)),
      },
      ...(posterior === undefined
        ? []
        : [
            column('posterior_median', (name) => posterior.parameters[name]?.median ?? Number.NaN),
            column('posterior_std', (name) => posterior.parameters[name]?.std ?? Number.NaN),
            column('posterior_low95', (name) => posterior.parameters[name]?.interval95[0] ?? Number.NaN),
            column('posterior_high95', (name) => posterior.parameters[name]?.interval95[1] ?? Number.NaN),
            column('posterior_rhat', (name) => posterior.parameters[name]?.rHat ?? Number.NaN),
          ]),
    ],
  });
}

function frameTable({ seriesFit, fits }: NrAnalysis): ResultTable {
  const { at, parameters, reducedChiSquare, origin, status } = seriesFit!;
  return createTable({
    name: 'results',
    index: frameIndex(at.length),
    columns: [
      { name: 'file', words: fits.map((fit) => fit.curves[0]!.name) },
      { name: 'time', unit: 's', values: Float64Array.from(at) },
      ...Object.entries(parameters).map(([name, { value, stderr }]): ResultColumn => ({
        name,
        unit: '',
        values: value,
        stderr,
      })),
      { name: 'reduced_chi_square', unit: '1', values: Float64Array.from(reducedChiSquare) },
      { name: 'origin', words: [...origin] },
      { name: 'status', words: [...status] },
    ],
  });
}

/** Parameters, or a row for each frame; every point of every curve; SLD against depth. */
export function nrTables(analysis: NrAnalysis): ResultTable[] {
  const { fits, seriesFit, profiles } = analysis;
  const curves = fits.flatMap((fit) => fit.curves);
  const gather = (of: (curve: FittedCurve) => ArrayLike<number>): Float64Array =>
    Float64Array.from(curves.flatMap((curve) => Array.from(of(curve))));
  return [
    seriesFit === undefined ? parameterTable(analysis) : frameTable(analysis),
    createTable({
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
    }),
    createTable({
      name: 'profile',
      index: { rows: 'point', columns: [{ name: 'depth', unit: 'angstrom', values: profiles.z }] },
      columns: profiles.sld.map((sld, c) => ({
        name: seriesFit === undefined ? `sld_${curves[c]!.name}` : `sld_frame${c}`,
        unit: '1e-6/angstrom^2',
        values: sld,
      })),
    }),
  ];
}
