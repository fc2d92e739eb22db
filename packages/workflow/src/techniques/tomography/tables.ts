import { flatValues, statusOf } from '@operando/core';
import type { ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { TomographyAnalysis } from './analyse.js';
import { bodyRows } from './body-rows.js';
import type { BodyRow } from './body-rows.js';
import { courseColumns } from './course-columns.js';
import { labelColumns } from './label-columns.js';

function bodiesTable(analysis: TomographyAnalysis): ResultTable[] {
  const rows = bodyRows(analysis, analysis.lengths);
  if (rows.length === 0) return [];
  const { volume, area, depth } = analysis.lengths;
  const of = (name: string, unit: string, value: (row: BodyRow) => number): ResultColumn => ({
    name,
    unit,
    values: Float64Array.from(rows, value),
  });
  const words = (name: string, word: (row: BodyRow) => string): ResultColumn => ({ name, words: rows.map(word) });
  return [
    {
      name: 'bodies',
      index: {
        rows: 'body',
        columns: [
          of('frame', '1', ({ frame }) => frame),
          words('kind', ({ kind }) => kind),
          of('body', '1', ({ followed }) => followed.id),
        ],
      },
      columns: [
        words('event', ({ followed }) => followed.event),
        {
          name: 'volume',
          unit: volume.unit,
          values: Float64Array.from(rows, (row) => row.volume),
          stderr: Float64Array.from(rows, (row) => row.stderr),
          status: Uint8Array.from(rows, ({ isThin, touchesBorder }) =>
            isThin ? statusOf['below-resolution'] : touchesBorder ? statusOf.partial : statusOf.ok,
          ),
        },
        of('z', depth.unit, ({ z }) => z),
        of('y', depth.unit, ({ y }) => y),
        of('x', depth.unit, ({ x }) => x),
        ...(analysis.labels === undefined ? [] : [of('surface', area.unit, ({ surface }) => surface)]),
        words('touches_border', ({ touchesBorder }) => (touchesBorder ? 'yes' : 'no')),
      ],
    },
  ];
}

/** One row for each frame; one for each body; one for each frame and slice. */
export function tomographyTables(analysis: TomographyAnalysis): ResultTable[] {
  const { series, course, labels, lengths, stripped } = analysis;
  const frames = series.time.start.length;
  const slices = series.axis.size;
  const values = flatValues(series.signal);
  return [
    {
      name: 'results',
      index: frameIndex(frames),
      columns: [
        ...frameColumns(series),
        ...(course === undefined ? [] : courseColumns(course, lengths)),
        ...(labels === undefined ? [] : labelColumns(labels, lengths)),
        ...(stripped === undefined ? [] : [{ name: 'lithium_passed', unit: 'um^3', values: stripped }]),
      ],
    },
    ...bodiesTable(analysis),
    {
      name: 'profiles',
      index: {
        rows: 'slice',
        columns: [
          { name: 'frame', unit: '1', values: Float64Array.from(values, (_, i) => Math.floor(i / slices)) },
          {
            name: 'depth',
            unit: lengths.depth.unit,
            values: Float64Array.from(values, (_, i) => series.axis.values[i % slices]!),
          },
        ],
      },
      columns: [{ name: 'void_share', unit: '1', values: Float64Array.from(values) }],
    },
  ];
}
