import type { ResultView, ViewCurve, ViewMap, ViewTrack } from '@operando/core';
import type { PageCurve, PageView, Part } from '../page-data.js';
import { createNumberPool } from './number-pool.js';
import type { NumberPool } from './number-pool.js';
import type { Packer } from './packer.js';

/** Rows of a trace that are kept, about. */
const mostRows = 20_000;

/** A long trace with the lowest and the highest of every stretch. */
function thinned(time: Float64Array, values: Float64Array): { time: Float64Array; values: Float64Array } {
  if (values.length <= mostRows) return { time, values };
  const rows = new Set<number>([0, values.length - 1]);
  const length = Math.ceil((2 * values.length) / mostRows);
  for (let from = 0; from < values.length; from += length) {
    const to = Math.min(values.length, from + length);
    let [low, high] = [from, from];
    for (let row = from; row < to; row++) {
      if (values[row]! < values[low]! || Number.isNaN(values[low]!)) low = row;
      if (values[row]! > values[high]! || Number.isNaN(values[high]!)) high = row;
    }
    rows.add(low).add(high);
  }
  const kept = [...rows].sort((a, b) => a - b);
  return { time: Float64Array.from(kept, (row) => time[row]!), values: Float64Array.from(kept, (row) => values[row]!) };
}

function packMap(map: ViewMap, pool: NumberPool, packer: Packer): NonNullable<PageView['map']> {
  const { x, values, stderr, firstFrames } = map;
  return {
    points: x.length,
    x: pool.add(x),
    ...(firstFrames === undefined ? {} : { firstFrames: pool.add(firstFrames) }),
    values: packer.map(values, x.length),
    ...(stderr === undefined ? {} : { stderr: packer.map(Float32Array.from(stderr), x.length) }),
  };
}

/** Puts an array into a pool under a name, where there is one. */
function optionalPart<Key extends string>(
  pool: NumberPool,
  key: Key,
  values: ArrayLike<number> | undefined,
): { readonly [Name in Key]?: Part } {
  return values === undefined ? {} : ({ [key]: pool.add(values) } as { readonly [Name in Key]?: Part });
}

/** A curve whose values go among what is drawn. */
function packCurve(curve: ViewCurve, pool: NumberPool, drawn: NumberPool): PageCurve {
  const { frame, name, kind, first, x, values, stderr, low, high } = curve;
  return {
    frame,
    name,
    kind,
    ...(first === undefined ? {} : { first }),
    ...optionalPart(pool, 'x', x),
    values: drawn.add(values),
    ...optionalPart(drawn, 'stderr', stderr),
    ...optionalPart(drawn, 'low', low),
    ...optionalPart(drawn, 'high', high),
  };
}

function packTrack({ name, values, stderr }: ViewTrack, pool: NumberPool): PageView['tracks'][number] {
  return { name, values: pool.add(values), ...optionalPart(pool, 'stderr', stderr) };
}

/** A view as a page holds it. */
export function packView(view: ResultView, packer: Packer): PageView {
  const { name, title, note, x, y, scale = 'linear', shown, rowNames, map, time, ranges = [] } = view;
  const { curves = [], components = [], tracks = [], traces = [], samples = [] } = view;
  const pool = createNumberPool();
  const drawn = createNumberPool();
  const packed = {
    name,
    title,
    x,
    y,
    scale,
    ranges,
    ...(note === undefined ? {} : { note }),
    ...(shown === undefined ? {} : { shown }),
    ...(rowNames === undefined ? {} : { rowNames }),
    map: map && packMap(map, pool, packer),
    ...(time === undefined ? {} : { time: { start: pool.add(time.start), duration: pool.add(time.duration) } }),
    curves: curves.map((curve) => packCurve(curve, pool, drawn)),
    components: components.map((component) => ({
      name: component.name,
      x: pool.add(component.x),
      values: pool.add(component.values),
      weights: pool.add(component.weights),
    })),
    samples: samples.map((sample) => ({ name: sample.name, unit: sample.unit, values: pool.add(sample.values) })),
    tracks: tracks.map((track) => packTrack(track, pool)),
    traces: traces.map((trace) => {
      const kept = thinned(trace.time, trace.values);
      return { name: trace.name, unit: trace.unit, time: pool.add(kept.time), values: pool.add(kept.values) };
    }),
  };
  const over = packed.map?.values;
  return { ...packed, numbers: packer.exact(pool.numbers()), drawn: packer.curves(drawn.numbers(), over) };
}
