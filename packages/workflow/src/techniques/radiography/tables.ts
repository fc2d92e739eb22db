import { statusOf } from '@operando/core';
import type { ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { cyclerColumns } from '../../technique/join-cycler.js';
import type { RadiographyAnalysis } from './analysis.js';

/** One row for each frame. */
function resultColumns(analysis: RadiographyAnalysis): ResultColumn[] {
  const { series, measured, layers, front, frontDepth, balance, events } = analysis;
  return [
    ...frameColumns(series, [...cyclerColumns]),
    ...(measured === undefined
      ? []
      : [
          measured.facts.dose,
          { name: 'spots', unit: '1', values: measured.facts.spots },
          { name: 'masked', unit: '1', values: measured.facts.masked },
        ]),
    ...(front === undefined
      ? []
      : [front.center, front.width, { name: 'front_evidence', unit: '1', values: front.evidence }]),
    ...(frontDepth === undefined ? [] : [frontDepth.onAxis, frontDepth.inLayer]),
    ...layers.flatMap(({ change, areal, charge }) => [change, areal, charge].filter((each) => each !== undefined)),
    ...(balance === undefined ? [] : [{ name: 'charge_passed', unit: 'C', values: balance.passed }]),
    ...(events === undefined
      ? []
      : [
          { name: 'frame_change', unit: '1', values: events.changes },
          { name: 'frame_change_largest', unit: '1', values: events.largest },
        ]),
  ];
}

/** Attenuation of the first frames against depth, and its change in every frame. */
function profileTable({ measured, series, frames, firstRow: shift = 0 }: RadiographyAnalysis): ResultTable[] {
  if (measured === undefined) return [];
  const { axis, signal, variances } = series;
  const { profiles } = measured;
  const size = axis.size;
  return [
    {
      name: 'profiles',
      index: { rows: 'point', columns: [{ name: 'depth', unit: axis.unit, values: axis.values }] },
      columns: [
        { name: 'row', unit: 'px', values: Float64Array.from({ length: size }, (_, y) => y + shift) },
        {
          name: 'attenuation_first',
          unit: '1',
          values: Float64Array.from({ length: size }, (_, y) => profiles.values[y + shift]!),
          stderr: Float64Array.from({ length: size }, (_, y) =>
            Math.sqrt(profiles.variances[y + shift]! + profiles.common[y + shift]! + profiles.doseStderr[0]! ** 2),
          ),
        },
        ...Array.from({ length: frames }, (_, f) => ({
          name: `change_frame${f}`,
          unit: '1',
          values: Float64Array.from({ length: size }, (__, y) => signal.get(f, y)),
          stderr: Float64Array.from({ length: size }, (__, y) => Math.sqrt(variances!.get(f, y))),
        })),
      ],
    },
  ];
}

/** One row per event. */
function eventTable({ events, series }: RadiographyAnalysis): ResultTable[] {
  if (events === undefined) return [];
  const column = (name: string, unit: string, values: readonly number[]): ResultColumn => ({
    name,
    unit,
    values: Float64Array.from(values),
  });
  const time = (frame: number): number => series.time.start[frame]! - series.time.start[0]!;
  const list = events.events;
  return [
    {
      name: 'events',
      index: { rows: 'point', columns: [{ name: 'event', unit: '1', values: Float64Array.from(list, (_, k) => k) }] },
      columns: [
        column(
          'frame',
          '1',
          list.map(({ frame }) => frame),
        ),
        column(
          'after_frame',
          '1',
          list.map(({ interval }) => interval[0]),
        ),
        column(
          'by_frame',
          '1',
          list.map(({ interval }) => interval[1]),
        ),
        column(
          'time',
          's',
          list.map(({ frame }) => time(frame)),
        ),
        {
          name: 'strength',
          unit: '1',
          values: Float64Array.from(list, ({ strength }) => strength),
          status: new Uint8Array(list.length).fill(statusOf.ok),
        },
        { name: 'kind', words: list.map(({ kind }) => kind) },
      ],
    },
  ];
}

/** One row for each frame; profiles over depth; events. */
export function radiographyTables(analysis: RadiographyAnalysis): ResultTable[] {
  return [
    { name: 'results', index: frameIndex(analysis.frames), columns: resultColumns(analysis) },
    ...profileTable(analysis),
    ...eventTable(analysis),
  ];
}
