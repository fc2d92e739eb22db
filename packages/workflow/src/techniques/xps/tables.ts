import { finiteMedian, statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { atomicRatio } from '@operando/photoelectron-fit';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { ComponentPlace, XpsAnalysis } from './analyse.js';
import type { FermiLevel } from './fermi-level.js';

/** A name as columns have it. */
export const columnName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'line';

/** Of an energy that holds potential and chemistry together. */
const ambiguous = (status: number): number => (status === statusOf.converged ? statusOf.ambiguous : status);

/** What an area is measured in. */
const areaUnit = (unit: unknown): string =>
  unit === 'counts/s' ? 'counts/s eV' : unit === 'counts' ? 'counts eV' : '';

function componentColumns({ level, index, line }: ComponentPlace, { shifts }: XpsAnalysis): EstimateColumn[] {
  const { name, center, area, fwhm, fraction } = level.components[index]!;
  const base = columnName(name);
  const unit = areaUnit(level.series.metadata['unit']);
  const chemical = line === undefined ? undefined : shifts?.chemical[line];
  const { comparison } = level;
  return [
    { ...center, name: `${base}_energy` },
    ...(chemical === undefined
      ? []
      : [
          {
            name: `${base}_chemical_energy`,
            unit: 'eV',
            values: chemical.values,
            stderr: chemical.stderr,
            status: shifts!.separation === 'separated' ? center.status : center.status.map(ambiguous),
          },
        ]),
    { ...area, name: `${base}_area`, unit },
    ...(comparison === undefined
      ? []
      : [{ name: `${base}_area_background`, unit, values: comparison.areaSpread[index]! }]),
    { ...fwhm, name: `${base}_fwhm` },
    ...(level.components.length === 1 ? [] : [{ ...fraction, name: `${base}_fraction` }]),
  ];
}

/** Amounts of levels with sensitivity factors, against the first of them. */
export function ratioColumns({ fitted }: XpsAnalysis): EstimateColumn[] {
  const levels = fitted.filter(({ region, isReference }) => region.rsf !== undefined && !isReference);
  const [first, ...others] = levels;
  if (first === undefined) return [];
  return others.map((level) => {
    const frames = level.series.time.start.length;
    const values = new Float64Array(frames);
    const stderr = new Float64Array(frames);
    for (let f = 0; f < frames; f++) {
      const [one, two] = [level.totals!, first.totals!];
      const ratio = atomicRatio(
        { area: one.values[f]!, rsf: level.region.rsf! },
        { area: two.values[f]!, rsf: first.region.rsf! },
        [one.stderr[f]! ** 2, 0, 0, two.stderr[f]! ** 2],
      );
      values[f] = ratio.value;
      stderr[f] = ratio.stderr;
    }
    return { name: `${columnName(level.name)}_per_${columnName(first.name)}`, unit: '1', values, stderr };
  });
}

/** Parameters that all spectra of a level share. */
function sharedTable({ fitted }: XpsAnalysis): ResultTable {
  const rows = fitted.flatMap(({ name, fit }) =>
    fit.model.layout.parameters.flatMap((parameter, k) =>
      parameter.scope === 'free' || parameter.scope === 'smooth'
        ? []
        : [
            {
              level: name,
              parameter: parameter.name,
              scope: parameter.link === undefined ? parameter.scope : 'linked',
              value: fit.values[k]!,
              stderr: fit.stderr[k]!,
            },
          ],
    ),
  );
  return {
    name: 'shared',
    index: { rows: 'parameter', columns: [{ name: 'row', unit: '1', values: Float64Array.from(rows, (_, i) => i) }] },
    columns: [
      { name: 'level', words: rows.map(({ level }) => level) },
      { name: 'parameter', words: rows.map(({ parameter }) => parameter) },
      { name: 'scope', words: rows.map(({ scope }) => scope) },
      {
        name: 'value',
        unit: '',
        values: Float64Array.from(rows, ({ value }) => value),
        stderr: Float64Array.from(rows, ({ stderr }) => stderr),
      },
    ],
  };
}

/** One row for each component: when it appears, its median area and what the background does to it. */
function componentTable({ components }: XpsAnalysis): ResultTable {
  const number = (of: (place: ComponentPlace) => number): Float64Array => Float64Array.from(components, of);
  const last = ({ onset }: ComponentPlace): number => onset.limit.at(-1) ?? Number.NaN;
  return {
    name: 'components',
    index: {
      rows: 'line',
      columns: [{ name: 'component', unit: '1', values: number((place) => components.indexOf(place)) }],
    },
    columns: [
      { name: 'name', words: components.map(({ level, index }) => level.components[index]!.name) },
      { name: 'level', words: components.map(({ level }) => level.name) },
      { name: 'onset_frame', unit: '1', values: number(({ onset }) => onset.frame ?? Number.NaN) },
      { name: 'onset_first', unit: '1', values: number(({ onset }) => onset.interval[0]) },
      { name: 'onset_last', unit: '1', values: number(({ onset }) => onset.interval[1]) },
      { name: 'limit_before', unit: '', values: number(last) },
      {
        name: 'median_area',
        unit: '',
        values: number(({ level, index }) => finiteMedian(level.components[index]!.area.values)),
      },
      {
        name: 'median_area_stderr',
        unit: '',
        values: number(({ level, index }) => finiteMedian(level.components[index]!.area.stderr)),
      },
      {
        name: 'median_area_background',
        unit: '',
        values: number(({ level, index }) =>
          level.comparison === undefined ? Number.NaN : finiteMedian(level.comparison.areaSpread[index]!),
        ),
      },
    ],
  };
}

/** Resolution and misfit of the Fermi edge. */
function edgeColumns({ fit }: FermiLevel): EstimateColumn[] {
  return [
    { name: 'fermi_edge_resolution', unit: 'eV', ...fit.resolution },
    {
      name: 'fermi_edge_chi_square',
      unit: '1',
      values: fit.chiSquare.map((value) => value / fit.degreesOfFreedom),
      status: fit.position.status,
    },
  ];
}

/** One row for each spectrum; one for each shared parameter; one for each component. */
export function xpsTables(analysis: XpsAnalysis): ResultTable[] {
  const { series, fitted, reference, edge, shifts, components } = analysis;
  const frames = series.time.start.length;
  const columns: ResultColumn[] = [
    ...frameColumns(series),
    ...(reference === undefined ? [] : [{ name: 'scale_shift', unit: 'eV', ...reference.shift }]),
    ...(edge === undefined ? [] : edgeColumns(edge)),
    ...(shifts === undefined || shifts.separation === 'not-separable'
      ? []
      : [{ name: 'potential_shift', unit: 'eV', ...shifts.potential }]),
    ...components.flatMap((place) => componentColumns(place, analysis)),
    ...ratioColumns(analysis),
    ...fitted.map(({ name, fit }) => ({
      name: `${columnName(name)}_chi_square`,
      unit: '1',
      values: fit.fit.frameChiSquare.map((value, f) => value / fit.frameDegrees[f]!),
      status: fit.status,
    })),
    ...(fitted.length === 0 ? analysis.levels.map(meanColumn) : []),
  ];
  const results = { name: 'results', index: frameIndex(frames), columns };
  return fitted.length === 0 ? [results] : [results, sharedTable(analysis), componentTable(analysis)];
}

/** Mean intensity of a level that was not fitted. */
function meanColumn({ name, series }: XpsAnalysis['levels'][number]): EstimateColumn {
  const points = series.axis.size;
  const unit = series.metadata['unit'];
  return {
    name: `${columnName(name)}_mean`,
    unit: typeof unit === 'string' ? unit : '',
    values: Float64Array.from({ length: series.time.start.length }, (_, f) => {
      let sum = 0;
      for (let i = 0; i < points; i++) sum += series.signal.get(f, i);
      return sum / points;
    }),
  };
}
