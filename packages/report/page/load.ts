import { createTable } from '@operando/core';
import type {
  ResultColumn,
  ResultTable,
  ViewComponent,
  ViewCurve,
  ViewSample,
  ViewTime,
  ViewTrace,
  ViewTrack,
} from '@operando/core';
import { blobPrefix, dataId } from '../src/page-data.js';
import type { PageColumn, PageData, PageTable, PageView, Part } from '../src/page-data.js';
import { bytesOf, numbersOf, storedNumbers, unshuffled } from '../src/pack/packed-numbers.js';
import type { PackedNumbers } from '../src/pack/packed-numbers.js';
import type { PackedText } from '../src/pack/packer.js';
import type { MapValues } from './pool.js';

/** Bytes of base64, the quick way where the browser has one. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const quick = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (quick !== undefined) return quick.call(Uint8Array, text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** What a page holds beside its JSON, in base64, by its number. */
export type BlobText = (blob: number) => string;

/** What stands in the document. */
export const documentBlob: BlobText = (blob) => document.getElementById(`${blobPrefix}${blob}`)?.textContent ?? '';

/** Bytes that were deflated. They are written to the stream as they are: a blob between would go through another process. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [out] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(out);
}

const bytesOfText = (text: string): Promise<Uint8Array> => inflated(fromBase64(text));

/** What the page holds as JSON. */
export function pageData(): PageData {
  return JSON.parse(document.getElementById(dataId)?.textContent ?? '{}') as PageData;
}

/** Gives what a page holds, unpacked. */
export interface Loader {
  text(this: void, packed: PackedText): Promise<string>;
  /** A table with all its digits. */
  table(this: void, table: PageTable): Promise<ResultTable>;
  /** A view whose map is ready to be drawn. */
  view(this: void, view: PageView): Promise<LoadedView>;
}

/** The bytes of a blob. */
type BytesIn = (blob: number) => Promise<Uint8Array>;

/** A loader of what is held somewhere. */
export function createLoader(textOf: BlobText): Loader {
  const bytesIn: BytesIn = (blob) => bytesOfText(textOf(blob));
  return {
    text: (packed) => loadText(packed, bytesIn),
    table: (table) => loadTable(table, bytesIn),
    view: (view) => loadView(view, bytesIn),
  };
}

async function loadText({ blob }: PackedText, bytesIn: BytesIn): Promise<string> {
  return new TextDecoder().decode(await bytesIn(blob));
}

async function loadNumbers(packed: PackedNumbers, bytesIn: BytesIn): Promise<Float32Array | Float64Array> {
  // Each unpacking goes through other threads and back: none for what is empty.
  if (packed.length === 0) return new Float64Array();
  return numbersOf(packed, unshuffled(await bytesIn(packed.blob), bytesOf[packed.form]));
}

/** A part of some numbers, as an array of its own. */
type PartIn = (part: Part) => Float64Array;

const partOf =
  (numbers: Float32Array | Float64Array): PartIn =>
  ([from, length]: Part): Float64Array =>
    Float64Array.from(numbers.subarray(from, from + length));

async function loadTable(table: PageTable, bytesIn: BytesIn): Promise<ResultTable> {
  const [numbers, statuses] = await Promise.all([
    loadNumbers(table.numbers, bytesIn).then(partOf),
    loadNumbers(table.statuses, bytesIn).then(partOf),
  ]);
  const hasWords = [...table.index, ...table.columns].some((given) => 'words' in given);
  const words = (hasWords ? JSON.parse(await loadText(table.words, bytesIn)) : []) as readonly (readonly string[])[];
  const column = (given: PageColumn): ResultColumn => {
    if ('words' in given) return { name: given.name, words: words[given.words]! };
    const { name, unit, values, stderr, status } = given;
    return {
      name,
      unit,
      values: numbers(values),
      ...(stderr === undefined ? {} : { stderr: numbers(stderr) }),
      ...(status === undefined ? {} : { status: Uint8Array.from(statuses(status)) }),
    };
  };
  const index = { rows: table.rows, columns: table.index.map(column) };
  return createTable({ name: table.name, index, columns: table.columns.map(column) });
}

/** A map as it is drawn. */
export interface LoadedMap {
  readonly x: Float64Array;
  readonly values: MapValues;
  readonly stderr?: MapValues;
  readonly firstFrames?: Float64Array;
  readonly packed: PackedNumbers;
}

/** A view with its numbers. */
export interface LoadedView extends Pick<
  PageView,
  'name' | 'title' | 'note' | 'x' | 'y' | 'scale' | 'shown' | 'rowNames' | 'ranges'
> {
  readonly map?: LoadedMap;
  readonly time?: ViewTime;
  readonly curves: readonly ViewCurve[];
  readonly components: readonly ViewComponent[];
  readonly samples: readonly ViewSample[];
  readonly tracks: readonly ViewTrack[];
  readonly traces: readonly ViewTrace[];
}

async function loadMapValues(packed: PackedNumbers, points: number, bytesIn: BytesIn): Promise<MapValues> {
  const bytes = unshuffled(await bytesIn(packed.blob), bytesOf[packed.form]);
  const stored = packed.form === 'u32' ? numbersOf(packed, bytes) : storedNumbers(packed, bytes);
  const { step = 1, offset = 0, length } = packed;
  return { stored: stored as MapValues['stored'], rows: length / points, points, step, offset };
}

async function loadView(view: PageView, bytesIn: BytesIn): Promise<LoadedView> {
  const { name, title, note, x, y, scale, shown, rowNames, ranges, map } = view;
  const valuesOf = (packed: PackedNumbers | undefined): Promise<MapValues> | undefined =>
    packed && loadMapValues(packed, map!.points, bytesIn);
  const [part, drawn, values, stderr] = await Promise.all([
    loadNumbers(view.numbers, bytesIn).then(partOf),
    loadNumbers(view.drawn, bytesIn).then(partOf),
    valuesOf(map?.values),
    valuesOf(map?.stderr),
  ]);
  const optional = <Key extends string>(key: Key, given: Part | undefined, from: typeof part = part) =>
    (given === undefined ? {} : { [key]: from(given) }) as { readonly [K in Key]?: Float64Array };
  return {
    name,
    title,
    x,
    y,
    scale,
    ranges,
    ...(note === undefined ? {} : { note }),
    ...(shown === undefined ? {} : { shown }),
    ...(rowNames === undefined ? {} : { rowNames }),
    ...(map === undefined || values === undefined
      ? {}
      : {
          map: {
            x: part(map.x),
            ...optional('firstFrames', map.firstFrames),
            values,
            ...(stderr === undefined ? {} : { stderr }),
            packed: map.values,
          },
        }),
    ...(view.time === undefined ? {} : { time: { start: part(view.time.start), duration: part(view.time.duration) } }),
    curves: view.curves.map(({ frame, kind, first, ...curve }) => ({
      frame,
      name: curve.name,
      kind,
      ...(first === undefined ? {} : { first }),
      ...optional('x', curve.x),
      values: drawn(curve.values),
      ...optional('stderr', curve.stderr, drawn),
      ...optional('low', curve.low, drawn),
      ...optional('high', curve.high, drawn),
    })),
    components: view.components.map((component) => ({
      name: component.name,
      x: part(component.x),
      values: part(component.values),
      weights: part(component.weights),
    })),
    samples: view.samples.map((sample) => ({ name: sample.name, unit: sample.unit, values: part(sample.values) })),
    tracks: view.tracks.map((track) => ({
      name: track.name,
      values: part(track.values),
      ...optional('stderr', track.stderr),
    })),
    traces: view.traces.map((trace) => ({
      name: trace.name,
      unit: trace.unit,
      time: part(trace.time),
      values: part(trace.values),
    })),
  };
}
