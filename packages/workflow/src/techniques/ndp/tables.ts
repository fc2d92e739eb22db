import { createTable } from '@operando/core';
import type { EstimateColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { NdpAnalysis } from './analyse.js';

/** One row for each frame; one for each depth bin, with a column for each frame. */
export function ndpTables({ profiles, series, balance }: NdpAnalysis): ResultTable[] {
  const frames = series.time.start.length;
  const bins = series.axis.size;
  const edges = series.axis.values;
  const perArea = '1/cm^2';
  const perFrame = Array.from({ length: frames }, (_, f): EstimateColumn => ({
    name: `frame${f}`,
    unit: '1/cm^3',
    values: Float64Array.from({ length: bins }, (__, j) => series.signal.get(f, j)),
    stderr: Float64Array.from({ length: bins }, (__, j) => Math.sqrt(series.variances!.get(f, j))),
  }));
  return [
    createTable({
      name: 'results',
      index: frameIndex(frames),
      columns: [
        ...frameColumns(series, ['live_time', 'monitor', ...cyclerColumns]),
        ...profiles.layers.map(({ name, value, stderr }) => ({ name, unit: perArea, values: value, stderr })),
        { name: 'total', unit: perArea, values: profiles.total.value, stderr: profiles.total.stderr },
        ...(balance === undefined ? [] : [{ name: 'charge', unit: perArea, values: balance.passed }]),
        {
          name: 'chi_square',
          unit: '1',
          values: Float64Array.from(profiles.profiles, (profile) =>
            profile !== undefined && 'chiSquare' in profile ? Number(profile.chiSquare) : Number.NaN,
          ),
        },
        { name: 'status', words: [...profiles.status] },
      ],
    }),
    createTable({
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
    }),
  ];
}
