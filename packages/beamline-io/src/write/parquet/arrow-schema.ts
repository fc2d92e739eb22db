import { kindOf } from './parquet-pages.js';
import type { ParquetColumn, ParquetKind } from './parquet-pages.js';

/**
 * The schema of a table as Arrow keeps it in Parquet files (key `ARROW:schema`): the only place where fields have metadata of their
 * own. A message of Arrow's IPC format (arrow.apache.org/docs/format/Columnar.html, Schema.fbs, Message.fbs) in FlatBuffers.
 */
const littleEndian = true;
const metadataVersion5 = 4;
const schemaHeader = 1;
const types = { double: 3, text: 5, list: 12 } as const;
const doublePrecision = 2;

/** What a field of a table of FlatBuffers holds: a number of so many bytes, or what something else was written at. */
type Slot = { readonly bytes: 1 | 2 | 4; readonly value: number } | { readonly at: number } | undefined;

/** Writes from the end to the beginning, as FlatBuffers have it; places are counted from the end. */
function createWriter() {
  let bytes = new Uint8Array(1024);
  let used = 0;
  const room = (count: number): DataView => {
    while (used + count > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length);
      larger.set(bytes, bytes.length);
      bytes = larger;
    }
    used += count;
    return new DataView(bytes.buffer, bytes.length - used, count);
  };
  /** Fills up until what is written next, with `after` bytes before it, ends at a multiple of `size`. */
  const align = (size: number, after = 0): void => {
    room((size - ((used + after) % size)) % size);
  };
  const int = (size: 1 | 2 | 4, value: number): void => {
    const view = room(size);
    if (size === 1) view.setInt8(0, value);
    else if (size === 2) view.setInt16(0, value, littleEndian);
    else view.setInt32(0, value, littleEndian);
  };
  /** Where something lies, from here. */
  const reference = (at: number): void => int(4, used + 4 - at);
  return {
    text(text: string): number {
      const encoded = new TextEncoder().encode(text);
      align(4, encoded.length + 1);
      int(1, 0);
      const view = room(encoded.length);
      encoded.forEach((byte, k) => view.setUint8(k, byte));
      int(4, encoded.length);
      return used;
    },
    vector(places: readonly number[]): number {
      align(4);
      for (const place of places.toReversed()) reference(place);
      int(4, places.length);
      return used;
    },
    table(slots: readonly Slot[]): number {
      const offsets: number[] = slots.map(() => 0);
      align(4);
      const end = used;
      for (const size of [4, 2, 1] as const) {
        for (const [k, slot] of slots.entries()) {
          if (slot === undefined || ('at' in slot ? 4 : slot.bytes) !== size) continue;
          if ('at' in slot) reference(slot.at);
          else int(slot.bytes, slot.value);
          offsets[k] = used;
        }
      }
      align(4);
      int(4, 0);
      const start = used;
      // Before the table: how far its fields lie from its beginning.
      const table = 4 + 2 * slots.length;
      if (table % 4 !== 0) int(2, 0);
      for (const offset of offsets.toReversed()) int(2, offset === 0 ? 0 : start - offset);
      int(2, start - end);
      int(2, table);
      new DataView(bytes.buffer).setInt32(bytes.length - start, used - start, littleEndian);
      return start;
    },
    finish(root: number): Uint8Array {
      align(8, 4);
      reference(root);
      return bytes.slice(bytes.length - used);
    },
  };
}

type Writer = ReturnType<typeof createWriter>;

function metadataOf(writer: Writer, metadata: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(metadata).map(([key, value]) => {
    const places = [writer.text(key), writer.text(value)] as const;
    return writer.table(places.map((at) => ({ at })));
  });
  return writer.vector(pairs);
}

function fieldOf(writer: Writer, name: string, kind: ParquetKind, metadata: Readonly<Record<string, string>>) {
  const children = writer.vector(kind === 'list' ? [fieldOf(writer, 'element', 'double', {})] : []);
  const own = metadataOf(writer, metadata);
  const type = writer.table(kind === 'double' ? [{ bytes: 2, value: doublePrecision }] : []);
  const called = writer.text(name);
  const [nullable, of] = [{ bytes: 1, value: 0 } as const, { bytes: 1, value: types[kind] } as const];
  return writer.table([{ at: called }, nullable, of, { at: type }, undefined, { at: children }, { at: own }]);
}

/** The schema of columns in base64, each with its metadata, and those of all. */
export function arrowSchema(columns: readonly ParquetColumn[], metadata: Readonly<Record<string, string>>): string {
  const writer = createWriter();
  const fields = columns.map((column) => fieldOf(writer, column.name, kindOf(column), column.metadata ?? {}));
  const whole = metadataOf(writer, metadata);
  const schema = writer.table([{ bytes: 2, value: 0 }, { at: writer.vector(fields) }, { at: whole }]);
  const version = { bytes: 2, value: metadataVersion5 } as const;
  const message = writer.finish(writer.table([version, { bytes: 1, value: schemaHeader }, { at: schema }]));
  // The mark of a message, and its length to a multiple of eight.
  const size = 8 * Math.ceil(message.length / 8);
  const framed = new Uint8Array(8 + size);
  const view = new DataView(framed.buffer);
  view.setInt32(0, -1, littleEndian);
  view.setInt32(4, size, littleEndian);
  framed.set(message, 8);
  let text = '';
  for (const byte of framed) text += String.fromCharCode(byte);
  return btoa(text);
}
