import type { EstimateColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { NdpAnalysis } from './analyse.js';
import { pixelTable } from './pixel-results.js';

/** One row for each frame; one for each depth bin, with a column for each frame; one for each frame and pixel. */
export function ndpTables(analysis: NdpAnalysis): ResultTable[] {
  const { profiles, series, balance } = analysis;
  const pixels = pixelTable(analysis);
  const frames = series.time.start.length;
  const bins = series.axis.size;
  const edges = series.axis.values;
  const perFrame = Array.from({ length: frames }, (_, f): EstimateColumn => ({
    name: `frame${f}`,
    unit: '1/cm^3',
    values: Float64Array.from({ length: bins }, (__, j) => series.signal.get(f, j)),
    stderr: Float64Array.from({ length: bins }, (__, j) => Math.sqrt(series.variances!.get(f, j))),
  }));
  return [
    {
      name: 'results',
      index: frameIndex(frames),
      columns: [
        ...frameColumns(series, ['live_time', 'monitor', ...cyclerColumns]),
        ...profiles.layers,
        profiles.total,
        ...(profiles.front === undefined ? [] : [profiles.front]),
        ...(balance === undefined ? [] : [{ name: 'charge', unit: '1/cm^2', values: balance.passed }]),
        { ...profiles.chiSquare, name: 'chi_square', status: profiles.status },
      ],
    },
    {
      name: 'profiles',
      index: { rows: 'point', columns: [{ name: 'depth_top', unit: 'um', values: edges.slice(0, bins) }] },
      columns: [
        {
          name: 'depth_bottom',
          unit: 'um',
          values: edges.slice(1, bins + 1),
          stderr: Float64Array.from({ length: bins }, (_, j) => profiles.depthStderr[j + 1]!),
        },
        ...perFrame,
      ],
    },
    ...(pixels === undefined ? [] : [pixels]),
  ];
}
