import { finiteMedian, uniqueNames } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import type { Hump, Track } from '@operando/xrd-peak-track';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { XrdAnalysis } from './analyse.js';

/** Names for tracks in heads of columns, in their order: the hkl where known, else the number. */
export function trackNames({ indexed, tracks }: XrdAnalysis): string[] {
  return uniqueNames(
    tracks.tracks.map(({ id }, k) => {
      const known = indexed.find((one) => one.track.id === id);
      return known === undefined ? `track${k}` : `hkl_${known.hkl.join('_')}`;
    }),
  );
}

/** Name of a hump in heads of columns, by its place among those asked for. */
export const humpName = (k: number): string => `hump${k}`;

/** What was found of the cell in each frame. */
function cellColumns({ cell }: XrdAnalysis): ResultColumn[] {
  if (cell === undefined) return [];
  return [
    ...Object.values(cell.cell),
    cell.volume,
    ...(cell.zeroShift === undefined ? [] : [cell.zeroShift]),
    ...(cell.displacement === undefined ? [] : [cell.displacement]),
    { name: 'cell_reduced_chi_square', unit: '1', values: cell.reducedChiSquare, status: cell.status },
  ];
}

/** What was found of a peak in each frame. */
function peakColumns(name: string, track: Track): ResultColumn[] {
  const own = (column: EstimateColumn): EstimateColumn => ({ ...column, name: `${name}_${column.name}` });
  return [
    { ...own(track.center), status: track.status },
    own(track.area),
    own(track.fwhm),
    own(track.eta),
    ...(track.skew === undefined ? [] : [own(track.skew)]),
    ...(track.parts === undefined ? [] : [own(track.parts.gaussian), own(track.parts.lorentzian)]),
    { name: `${name}_area_limit`, unit: '', values: track.areaLimit },
    { name: `${name}_reduced_chi_square`, unit: '1', values: track.reducedChiSquare },
  ];
}

/** What was found of a hump in each frame. */
function humpColumns({ center, fwhm, area, status, reducedChiSquare }: Hump, k: number): ResultColumn[] {
  const own = (column: EstimateColumn): EstimateColumn => ({ ...column, name: `${humpName(k)}_${column.name}` });
  return [
    { ...own(center), status },
    own(area),
    own(fwhm),
    { name: `${humpName(k)}_reduced_chi_square`, unit: '1', values: reducedChiSquare },
  ];
}

/** Patterns about the peaks with what was fitted there. */
function curvesTable({ curves }: XrdAnalysis): ResultTable[] {
  if (curves === undefined) return [];
  const { frame, x, intensity, fitted, ground } = curves;
  const column = (name: string, values: Float64Array): EstimateColumn => ({ name, unit: '', values });
  return [
    {
      name: 'curves',
      index: {
        rows: 'point',
        columns: [
          { name: 'frame', unit: '1', values: frame },
          { name: 'two_theta', unit: 'deg', values: x },
        ],
      },
      columns: [
        column('intensity', intensity),
        column('fitted', fitted),
        column('background', ground),
        column(
          'residual',
          intensity.map((value, i) => value - fitted[i]!),
        ),
      ],
    },
  ];
}

/** One row for each pattern, one for each peak followed. */
export function xrdTables(analysis: XrdAnalysis): ResultTable[] {
  const { series, indexed } = analysis;
  const { tracks } = analysis.tracks;
  const names = trackNames(analysis);
  const nameOf = new Map(tracks.map(({ id }, k) => [id, names[k]!]));
  const used = (track: Track): Track => indexed.find((one) => one.track.id === track.id)?.track ?? track;
  const count = (name: string, of: (track: Track) => number, unit = '1'): EstimateColumn => ({
    name,
    unit,
    values: Float64Array.from(tracks, of),
  });
  return [
    {
      name: 'results',
      index: frameIndex(series.time.start.length),
      columns: [
        ...frameColumns(series),
        ...cellColumns(analysis),
        ...tracks.flatMap((track, k) => peakColumns(names[k]!, used(track))),
        ...analysis.humps.flatMap(humpColumns),
      ],
    },
    {
      name: 'tracks',
      index: { rows: 'track', columns: [{ name: 'track', words: names }] },
      columns: [
        count('birth', ({ birth }) => birth),
        count('death', ({ death }) => death),
        { name: 'end', words: tracks.map(({ end }) => end) },
        {
          name: 'parent',
          words: tracks.map(({ parent }) => (parent === undefined ? '' : (nameOf.get(parent) ?? `track${parent}`))),
        },
        {
          name: 'same_as',
          words: tracks.map(({ sameAs }) => (sameAs === undefined ? '' : (nameOf.get(sameAs) ?? `track${sameAs}`))),
        },
        count('gap', ({ birth, sameAs }) =>
          sameAs === undefined ? Number.NaN : birth - (tracks.find(({ id }) => id === sameAs)?.death ?? Number.NaN) - 1,
        ),
        count('crossings', ({ crossings }) => crossings.length),
        count('least_margin', ({ crossings }) =>
          crossings.length === 0 ? Number.NaN : Math.min(...crossings.map(({ margin }) => margin)),
        ),
        count('frames', ({ frames }) => frames.length),
        count('first_center', (track) => track.center.values[track.birth]!, 'deg'),
        count('last_center', (track) => track.center.values[track.death]!, 'deg'),
        count('median_reduced_chi_square', (track) => finiteMedian(track.reducedChiSquare)),
        count('median_area', (track) => finiteMedian(track.area.values), ''),
      ],
    },
    ...curvesTable(analysis),
  ];
}
