import { statusWord } from '@operando/core';
import type { Track, TrackColumn } from '@operando/xrd-peak-track';
import { finiteExtent, finiteMedian } from '../finite.js';
import { cyclerColumns } from '../join-cycler.js';
import { fileNames, flagColumn, plainTable, resultColumns } from '../results-table.js';
import type { ResultColumn } from '../results-table.js';
import { version } from '../version.js';
import type { XrdAnalysis } from './analyse.js';

/** Results in the forms they are written. */
export interface XrdSummary {
  readonly columns: readonly ResultColumn[];
  readonly trackColumns: readonly ResultColumn[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly headline: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const pair = (name: string, { values, stderr }: TrackColumn): ResultColumn[] => [
  { name, values: [...values] },
  { name: `${name}_stderr`, values: [...stderr] },
];

/** A name for a track in column heads: its hkl where known, else its number. */
function nameOf({ indexed, tracks }: XrdAnalysis, track: Track): string {
  const known = indexed.find((one) => one.track.id === track.id);
  return known === undefined ? `track${tracks.tracks.indexOf(track)}` : `hkl_${known.hkl.join('_')}`;
}

/** Tables and words from an analysis. */
export function summariseXrd(
  analysis: XrdAnalysis,
  inputs: { readonly inputs: readonly string[]; readonly cycler: readonly string[] },
): XrdSummary {
  const { series, tracks, indexed, cell, warnings } = analysis;
  const frames = series.time.start.length;
  const files = fileNames(series, inputs.inputs);
  const voltage = series.channels['voltage_volt'];
  const base = resultColumns({
    series,
    files,
    channels: cyclerColumns,
    flags: voltage === undefined ? {} : { cycler_flag: flagColumn(voltage, frames) },
  });
  const cellColumns =
    cell === undefined
      ? []
      : [
          ...Object.entries(cell.cell).flatMap(([name, column]) =>
            pair(['alpha', 'beta', 'gamma'].includes(name) ? `${name}_deg` : `${name}_A`, column),
          ),
          ...pair('volume_A3', cell.volume),
          ...(cell.zeroShift === undefined ? [] : pair('zero_shift_deg', cell.zeroShift)),
          ...(cell.displacement === undefined ? [] : pair('displacement_deg', cell.displacement)),
          { name: 'cell_reduced_chi2', values: [...cell.reducedChiSquare] },
        ];
  const shown = tracks.tracks.map((track) => indexed.find((one) => one.track.id === track.id)?.track ?? track);
  const peaks = shown.flatMap((track, k): ResultColumn[] => {
    const name = nameOf(analysis, tracks.tracks[k]!);
    return [
      pair(`${name}_center_deg`, track.center),
      pair(`${name}_area`, track.area),
      pair(`${name}_fwhm_deg`, track.fwhm),
      { name: `${name}_area_limit`, values: [...track.areaLimit] },
      { name: `${name}_flag`, values: Array.from(track.status, statusWord) },
    ].flat();
  });
  const trackColumns: ResultColumn[] = [
    { name: 'track', values: tracks.tracks.map((track) => nameOf(analysis, track)) },
    { name: 'birth', values: tracks.tracks.map(({ birth }) => birth) },
    { name: 'death', values: tracks.tracks.map(({ death }) => death) },
    { name: 'end', values: tracks.tracks.map(({ end }) => end) },
    { name: 'parent', values: tracks.tracks.map(({ parent }) => (parent === undefined ? '' : `track${parent}`)) },
    { name: 'frames', values: tracks.tracks.map((track) => track.frames.length) },
    { name: 'first_center_deg', values: tracks.tracks.map((track) => track.center.values[track.birth]!) },
    { name: 'last_center_deg', values: tracks.tracks.map((track) => track.center.values[track.death]!) },
    { name: 'median_area', values: tracks.tracks.map((track) => finiteMedian(track.area.values)) },
  ];
  const dark = tracks.dark.reduce((sum, value) => sum + value, 0);
  const a = cell === undefined ? undefined : Object.entries(cell.cell)[0];
  const extent = a === undefined ? undefined : finiteExtent(a[1].values);
  const headline = {
    patterns: frames,
    points: series.axis.size,
    tracks: tracks.tracks.length,
    darkFrames: dark,
    ...(a === undefined || extent === undefined
      ? {}
      : { [a[0]]: { from: extent[0], to: extent[1], medianStderr: finiteMedian(a[1].stderr) } }),
    warnings: warnings.length,
  };
  const text = [
    `${frames} patterns of ${series.axis.size} points, ${tracks.tracks.length} tracks${dark > 0 ? `, ${dark} dark frames` : ''}`,
    ...(a === undefined || extent === undefined
      ? []
      : [
          `${a[0]} from ${extent[0].toFixed(4)} to ${extent[1].toFixed(4)} angstrom, median standard error ${finiteMedian(a[1].stderr).toPrecision(2)}`,
        ]),
  ].join('\n');
  const columns = [...base, ...cellColumns, ...peaks];
  const document = {
    program: { name: 'operando', version },
    headline,
    table: plainTable(columns),
    tracks: plainTable(trackColumns),
    metadata: series.metadata,
    provenance: series.provenance,
    warnings,
    inputs: { patterns: inputs.inputs, cycler: inputs.cycler },
  };
  return { columns, trackColumns, document, headline, text };
}
