import { axisPoints, finiteExtent, finiteMedian, unmaskedValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import type { FigureMap, FigureOverlay, FigurePanel } from '@operando/plot';
import { scatterByCurrent } from '../../technique/scatter-by-current.js';
import type { Track, TrackColumn } from '@operando/xrd-peak-track';
import { frameAxis, hourAxis, isUntimed } from '../../technique/time-axis.js';
import type { HourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { XrdAnalysis } from './analyse.js';
import type { XrdOptions } from './options.js';
import { drawnTracks } from './drawn-tracks.js';
import { namedReflection } from './named-reflection.js';
import { seedsOf } from './seeds.js';
import { humpName, trackNames } from './tables.js';

function overlays({ indexed, tracks }: XrdAnalysis): FigureOverlay[] {
  if (indexed.length > 0) {
    return indexed.map(({ track, hkl }) => ({ label: `(${hkl.join(' ')})`, x: track.center.values }));
  }
  return drawnTracks(tracks.tracks).map(({ id, center }) => ({ label: `track ${id}`, x: center.values }));
}

/** Hours, or frames where the files carry no time and no cycler gives one. */
function timeAxis(analysis: XrdAnalysis): HourAxis {
  return isUntimed(analysis) ? frameAxis(analysis.series) : hourAxis(analysis.series);
}

/** Square roots of the patterns as a heat map, whatever part of it is shown. */
type PatternMap = Omit<FigureMap, 'xRange'>;

function patternMap(series: XrdAnalysis['series']): PatternMap {
  return {
    x: axisPoints(series.axis),
    xLabel: '2θ',
    xUnit: '°',
    values: Float64Array.from(unmaskedValues(series), (value) => Math.sqrt(Math.max(0, value))),
    label: 'Square root of intensity',
  };
}

/** Widths to each side of a peak that its own figure shows. */
const besidePeak = 4;
const besideHump = 1.5;

/** A thing with a place, a width and an area in every frame. */
interface Followed {
  readonly name: string;
  readonly track: Pick<Track, 'center' | 'fwhm' | 'area'>;
  /** Widths to each side that are shown. */
  readonly beside: number;
  /** Name of its figure. */
  readonly figure: string;
}

/** A reflection, named peak or hump alone: the patterns about it, its place, width and area. */
function peakFigure(
  analysis: XrdAnalysis,
  patterns: PatternMap,
  { track, name, beside, figure }: Followed,
  { width, title }: XrdOptions,
): ResultFigure {
  const { middles, ...time } = timeAxis(analysis);
  const [low, high] = finiteExtent(track.center.values) ?? [0, 1];
  const shown = beside * finiteMedian(track.fwhm.values);
  const [first, last] = finiteExtent(patterns.x)!;
  const xRange: readonly [number, number] = [Math.max(first, low - shown), Math.min(last, high + shown)];
  const panel = (label: string, unit: string, { values, stderr }: TrackColumn): FigurePanel => ({
    label,
    unit,
    lines: [{ time: middles, values, stderr }],
  });
  const svg = operandoFigure({
    map: { ...patterns, xRange },
    ...time,
    overlay: [{ label: name, x: track.center.values }],
    panels: [panel('Place', '°', track.center), panel('FWHM', '°', track.fwhm), panel('Area', '', track.area)],
    width,
    title,
  });
  return { name: figure, title: `${name} over time`, svg };
}

/** Figures of peaks that somebody asked for by their place. */
function peakFigures(analysis: XrdAnalysis, patterns: PatternMap, options: XrdOptions): ResultFigure[] {
  const names = trackNames(analysis);
  const { indexed, tracks } = analysis;
  const places = seedsOf(options.hkl.map(namedReflection), options.peak);
  return tracks.tracks.flatMap((track, k) => {
    const [center, width] = [track.center.values[track.birth]!, track.fwhm.values[track.birth]!];
    if (!places.some((place) => Math.abs(place.center - center) < 3 * width)) return [];
    const known = indexed.find((one) => one.track.id === track.id);
    const name = names[k]!;
    const figure = `peak-${name.replaceAll(/[^\w.-]+/g, '_')}`;
    const own = { track: known?.track ?? track, name, figure, beside: besidePeak };
    return [peakFigure(analysis, patterns, own, options)];
  });
}

/** Figures of humps that have a place somewhere. */
function humpFigures(analysis: XrdAnalysis, patterns: PatternMap, options: XrdOptions): ResultFigure[] {
  return analysis.humps.flatMap((track, k) => {
    if (!track.center.values.some(Number.isFinite)) return [];
    return [
      peakFigure(analysis, patterns, { track, name: humpName(k), beside: besideHump, figure: `hump-${k}` }, options),
    ];
  });
}

/** Heat map of the patterns (square root of intensity) with tracks over it, voltage and lattice parameter beside. */
function mapFigure(
  analysis: XrdAnalysis,
  patterns: PatternMap,
  { range, width, title, clockOffset }: XrdOptions,
): string {
  const { series, cell, electrochemistry } = analysis;
  const { middles, ...time } = timeAxis(analysis);
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  return operandoFigure({
    map: { ...patterns, xRange: range },
    ...time,
    overlay: overlays(analysis),
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      ...(first === undefined
        ? []
        : [
            {
              label: first[0],
              unit: 'Å',
              lines: [{ time: middles, values: first[1].values, stderr: first[1].stderr }],
            },
          ]),
    ],
    width,
    title,
  });
}

/** The map and, with a cell and a cycler log, lattice parameter against capacity. */
export function xrdFigures(analysis: XrdAnalysis, options: XrdOptions): ResultFigure[] {
  const { series, cell } = analysis;
  const capacity = series.channels['net_capacity_ah'];
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  const groups =
    capacity === undefined || first === undefined
      ? undefined
      : scatterByCurrent(
          series,
          capacity.values.map((ah) => 1000 * ah),
          { values: first[1].values, stderr: first[1].stderr },
          'all patterns',
        );
  // Made once: of a large series it takes as much memory as the series.
  const patterns = patternMap(series);
  const map = { name: 'figure', title: 'Patterns and tracks over time', svg: mapFigure(analysis, patterns, options) };
  const peaks = [...peakFigures(analysis, patterns, options), ...humpFigures(analysis, patterns, options)];
  if (groups === undefined || first === undefined) return [map, ...peaks];
  const [yLabel] = first;
  const svg = scatterFigure({ groups, xLabel: 'Capacity', xUnit: 'mA h', yLabel, yUnit: 'Å', title: options.title });
  return [map, { name: 'lattice-capacity', title: 'Lattice parameter against capacity', svg }, ...peaks];
}
