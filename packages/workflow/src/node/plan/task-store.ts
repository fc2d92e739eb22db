import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Results of tasks by what they depend on, in a folder: each is there whole, or not at all, whenever the program ends. */
export interface TaskStore {
  /** What was kept under a key; undefined where there is none that is whole. */
  readonly get: (key: string) => { readonly value: unknown } | undefined;
  readonly put: (key: string, value: unknown) => void;
  /** How many were found again. */
  readonly found: () => number;
  readonly close: () => void;
  /** Takes all away. */
  readonly drop: () => Promise<void>;
}

/** Bytes of all results of a store, at most. */
const mostBytes = 4e9;

/** A record: its mark, the key, the length of what follows, its checksum. */
const mark = 0x6f706c6b;
const keyBytes = 32;
const headBytes = 4 + keyBytes + 4 + 8;

interface Place {
  readonly file: number;
  readonly from: number;
  readonly length: number;
  readonly sum: Buffer;
}

const checksum = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest().subarray(0, 8);

/** Fills a buffer from a place in a file. @returns Whether it was there to its end. */
function readWhole(file: number, into: Buffer, from: number): boolean {
  for (let got = 0; got < into.length;) {
    const read = readSync(file, into, got, into.length - got, from + got);
    if (read === 0) return false;
    got += read;
  }
  return true;
}

/** Records of a file, up to one that was cut short. */
function* recordsOf(file: number): Generator<readonly [string, Place], void> {
  const { size } = fstatSync(file);
  const head = Buffer.alloc(headBytes);
  for (let at = 0; at + headBytes <= size;) {
    if (!readWhole(file, head, at) || head.readUInt32LE(0) !== mark) return;
    const length = head.readUInt32LE(4 + keyBytes);
    const from = at + headBytes;
    if (from + length > size) return;
    const sum = Buffer.from(head.subarray(8 + keyBytes));
    yield [head.toString('hex', 4, 4 + keyBytes), { file, from, length, sum }];
    at = from + length;
  }
}

/**
 * A store in a folder, which is made when something is put. Every program that opens it writes a file of its own, one record behind
 * the other, and reads those of all before it: no locks are needed, and there are as many files as there were interruptions.
 */
export function openTaskStore(folder: string): TaskStore {
  const places = new Map<string, Place>();
  const open: number[] = [];
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch {
    // Nothing was kept yet.
  }
  let bytes = 0;
  let found = 0;
  for (const name of names) {
    try {
      const file = openSync(join(folder, name), 'r');
      open.push(file);
      for (const [key, place] of recordsOf(file)) {
        places.set(key, place);
        bytes += place.length;
      }
    } catch {
      // What cannot be read is computed again.
    }
  }
  let own: number | undefined;
  const write = (key: string, value: unknown): void => {
    const payload = serialize(value);
    if (bytes + payload.length > mostBytes) return;
    if (own === undefined) {
      mkdirSync(folder, { recursive: true });
      own = openSync(join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.log`), 'ax');
    }
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(mark, 0);
    head.write(key, 4, 'hex');
    head.writeUInt32LE(payload.length, 4 + keyBytes);
    checksum(payload).copy(head, 8 + keyBytes);
    bytes += payload.length;
    const whole = Buffer.concat([head, payload]);
    for (let written = 0; written < whole.length;) written += writeSync(own, whole, written);
  };
  return {
    get(key) {
      const place = places.get(key);
      if (place === undefined) return undefined;
      const payload = Buffer.alloc(place.length);
      try {
        if (!readWhole(place.file, payload, place.from) || !checksum(payload).equals(place.sum)) return undefined;
        const value: unknown = deserialize(payload);
        found++;
        return { value };
      } catch {
        return undefined;
      }
    },
    put(key, value) {
      try {
        write(key, value);
      } catch {
        // A disk that is full stops the run when its results are written, not before.
        bytes = mostBytes;
      }
    },
    found: () => found,
    close() {
      for (const file of [...open.splice(0), ...(own === undefined ? [] : [own])]) closeSync(file);
      own = undefined;
      places.clear();
    },
    async drop() {
      this.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
