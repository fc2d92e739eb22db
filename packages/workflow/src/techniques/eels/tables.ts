import { finiteMedian, statusOf, worseStatus } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { pixelTimes } from './analyse.js';
import type { EelsAnalysis, LayerWhiteLines } from './analyse.js';
import { lowLossOf } from './low-loss.js';
import { columnWord, edgeColumn } from './names.js';
import type { EelsOptions } from './options.js';

/** Contents of every layer, with what calibration and choice of energies add. */
function contentColumns({ maps }: EelsAnalysis): ResultColumn[] {
  return (maps?.contents ?? []).flatMap((content) =>
    content.layers.flatMap((layer): ResultColumn[] => {
      const name = `${edgeColumn(content)}_${columnWord(layer.layer)}`;
      const { values, stderr, status } = layer;
      return [
        { name, unit: '1', values, stderr, status },
        ...(content.isCalibrated ? [{ name: `${name}_calibration_stderr`, unit: '1', values: layer.scaleStderr }] : []),
        { name: `${name}_window_spread`, unit: '1', values: layer.windowSpread },
      ];
    }),
  );
}

/** Mean shift and statistics of each map. */
function fitColumns({ maps }: EelsAnalysis): EstimateColumn[] {
  if (maps === undefined) return [];
  const { frames } = maps;
  const mean = (values: Float64Array): number => {
    const known = values.filter((value) => Number.isFinite(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return [
    {
      name: 'energy_shift',
      unit: 'eV',
      values: Float64Array.from(frames, ({ shift }) => mean(shift)),
      stderr: Float64Array.from(frames, ({ shiftStderr }) => finiteMedian(shiftStderr)),
    },
    { name: 'background_counts', unit: '1', values: Float64Array.from(frames, ({ background }) => mean(background)) },
    { name: 'chi_square', unit: '1', values: Float64Array.from(frames, ({ chiSquare }) => mean(chiSquare)) },
    {
      name: 'bad_pixels',
      unit: '1',
      values: Float64Array.from(frames, ({ status }) =>
        status.reduce((count, each) => count + Number(each !== statusOf.converged), 0),
      ),
    },
  ];
}

/** Thickness of the layers: a mean over pixels, its bounds, and the worst status of them. */
function thicknessColumns({ lowLoss, layers, series, shape }: EelsAnalysis): EstimateColumn[] {
  if (lowLoss === undefined) return [];
  const frames = Array.from(series.time.start, (_, f) => lowLossOf(lowLoss, f, shape.rows * shape.columns).thickness);
  return layers.flatMap(({ name, pixels }): EstimateColumn[] => {
    const mean = (of: (frame: (typeof frames)[number]) => Float64Array): Float64Array =>
      Float64Array.from(frames, (frame) => pixels.reduce((sum, p) => sum + of(frame)[p]!, 0) / pixels.length);
    const column = `thickness_${columnWord(name)}`;
    return [
      {
        name: column,
        unit: '1',
        values: mean(({ values }) => values),
        stderr: Float64Array.from(
          frames,
          ({ stderr }) => Math.sqrt(pixels.reduce((sum, p) => sum + stderr[p]! ** 2, 0)) / pixels.length,
        ),
        status: Uint8Array.from(frames, ({ status }) =>
          pixels.reduce((worst, p) => worseStatus(worst, status[p]!), statusOf.converged),
        ),
      },
      { name: `${column}_least`, unit: '1', values: mean(({ lower }) => lower) },
      { name: `${column}_most`, unit: '1', values: mean(({ upper }) => upper) },
    ];
  });
}

function whiteLineColumns(all: readonly LayerWhiteLines[]): EstimateColumn[] {
  return all.flatMap(({ layer, fits, valences }): EstimateColumn[] => {
    const end = columnWord(layer);
    const status = Uint8Array.from(fits, (fit) => fit.status);
    const of = (
      name: string,
      unit: string,
      get: (fit: (typeof fits)[number]) => { value: number; stderr: number },
    ): EstimateColumn => ({
      name: `${name}_${end}`,
      unit,
      values: Float64Array.from(fits, (fit) => get(fit).value),
      stderr: Float64Array.from(fits, (fit) => get(fit).stderr),
    });
    return [
      { ...of('l3_l2_height_ratio', '1', ({ ratio }) => ratio), status },
      of('l3', 'eV', ({ l3 }) => l3),
      of('l2', 'eV', ({ l2 }) => l2),
      of('white_line_fwhm', 'eV', ({ lineWidth }) => lineWidth),
      ...(valences === undefined
        ? []
        : [
            {
              name: `valence_${end}`,
              unit: '1',
              values: Float64Array.from(valences, ({ value }) => value),
              stderr: Float64Array.from(valences, ({ stderr }) => stderr),
              status: Uint8Array.from(valences, (valence) => valence.status),
            },
          ]),
    ];
  });
}

/** One row for each frame and place across the layers. */
function profileTable({ maps, profiles, series }: EelsAnalysis, { along }: EelsOptions): ResultTable[] {
  const [first] = profiles;
  if (maps === undefined || first === undefined) return [];
  const { places } = first;
  const rows = Array.from({ length: series.time.start.length * places }, (_, i) => i);
  return [
    {
      name: 'profiles',
      index: {
        rows: 'slice',
        columns: [
          { name: 'frame', unit: '1', values: Float64Array.from(rows, (i) => Math.floor(i / places)) },
          { name: along, unit: '1', values: Float64Array.from(rows, (i) => i % places) },
        ],
      },
      columns: maps.contents.map((content, k) => ({
        name: edgeColumn(content),
        unit: '1',
        values: profiles[k]!.values,
        stderr: profiles[k]!.stderr,
      })),
    },
  ];
}

/** Values of all frames one after another. */
function joined<Values extends Float64Array | Uint8Array>(parts: readonly Values[], out: Values): Values {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** One row for each frame and pixel, each at its own time. */
function pixelTable(analysis: EelsAnalysis, { pixels: wanted }: EelsOptions): ResultTable[] {
  const { maps, lowLoss, series, shape } = analysis;
  if (wanted === 'none' || (maps === undefined && lowLoss === undefined)) return [];
  const frames = series.time.start.length;
  const pixels = shape.rows * shape.columns;
  const size = frames * pixels;
  const numbers = (of: (frame: number) => Float64Array): Float64Array =>
    joined(
      Array.from({ length: frames }, (_, f) => of(f)),
      new Float64Array(size),
    );
  const bytes = (of: (frame: number) => Uint8Array): Uint8Array =>
    joined(
      Array.from({ length: frames }, (_, f) => of(f)),
      new Uint8Array(size),
    );
  const counting = (of: (i: number) => number): Float64Array => Float64Array.from({ length: size }, (_, i) => of(i));
  const low = (f: number) => lowLossOf(lowLoss!, f, pixels).thickness;
  return [
    {
      name: 'pixels',
      index: {
        rows: 'frame',
        columns: [
          { name: 'frame', unit: '1', values: counting((i) => Math.floor(i / pixels)) },
          { name: 'row', unit: '1', values: counting((i) => Math.floor((i % pixels) / shape.columns)) },
          { name: 'column', unit: '1', values: counting((i) => i % shape.columns) },
        ],
      },
      columns: [
        { name: 'time', unit: 's', values: numbers((f) => pixelTimes(analysis, f)) },
        ...(maps === undefined
          ? []
          : [
              ...maps.contents.map((content): EstimateColumn => ({
                name: edgeColumn(content),
                unit: '1',
                ...content.pixels,
              })),
              {
                name: 'energy_shift',
                unit: 'eV',
                values: numbers((f) => maps.frames[f]!.shift),
                stderr: numbers((f) => maps.frames[f]!.shiftStderr),
              },
              { name: 'background_counts', unit: '1', values: numbers((f) => maps.frames[f]!.background) },
              { name: 'chi_square', unit: '1', values: numbers((f) => maps.frames[f]!.chiSquare) },
            ]),
        ...(lowLoss === undefined
          ? []
          : [
              {
                name: 'thickness',
                unit: '1',
                values: numbers((f) => low(f).values),
                stderr: numbers((f) => low(f).stderr),
                status: bytes((f) => low(f).status),
              },
              { name: 'thickness_least', unit: '1', values: numbers((f) => low(f).lower) },
              { name: 'thickness_most', unit: '1', values: numbers((f) => low(f).upper) },
            ]),
      ],
    },
  ];
}

/** One row for each frame; for each frame and place; for each frame and pixel. */
export function eelsTables(analysis: EelsAnalysis, options: EelsOptions): ResultTable[] {
  const { series, fronts, dose, whiteLines } = analysis;
  return [
    {
      name: 'results',
      index: frameIndex(series.time.start.length),
      columns: [
        ...frameColumns(series),
        ...contentColumns(analysis),
        ...(fronts === undefined
          ? []
          : [
              {
                name: 'front',
                unit: '1',
                values: Float64Array.from(fronts, ({ place }) => place),
                stderr: Float64Array.from(fronts, ({ stderr }) => stderr),
                status: Uint8Array.from(fronts, ({ status }) => status),
              },
            ]),
        ...whiteLineColumns(whiteLines),
        ...thicknessColumns(analysis),
        ...fitColumns(analysis),
        ...(dose === undefined ? [] : [{ name: 'dose', unit: '1/angstrom^2', values: dose }]),
      ],
    },
    ...profileTable(analysis, options),
    ...pixelTable(analysis, options),
  ];
}
