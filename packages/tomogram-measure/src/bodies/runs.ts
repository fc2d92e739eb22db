/** Runs of one slice: stretches along x whose labels stand for the same material. */
export interface SliceRuns {
  /** First run of each row, and the number of runs at the end. */
  readonly rows: Int32Array;
  start: Int32Array;
  /** One past the last voxel. */
  end: Int32Array;
  /** Material, from 1. */
  group: Uint8Array;
  /** Provisional body of each run. */
  label: Int32Array;
}

/** Room for the runs of slices of so many rows. */
export function sliceRuns(height: number, room: number = 1024): SliceRuns {
  return {
    rows: new Int32Array(height + 1),
    start: new Int32Array(room),
    end: new Int32Array(room),
    group: new Uint8Array(room),
    label: new Int32Array(room),
  };
}

/** Copy into an array twice as long. */
export function enlarged<T extends Int32Array | Uint8Array | Float64Array>(array: T, to: number = 2 * array.length): T {
  const Longer = array.constructor as new (length: number) => T;
  const longer = new Longer(to);
  longer.set(array);
  return longer;
}

function enlarge(runs: SliceRuns): void {
  runs.start = enlarged(runs.start);
  runs.end = enlarged(runs.end);
  runs.group = enlarged(runs.group);
  runs.label = enlarged(runs.label);
}

/** One past the last of the equal bytes that begin at `from`; four are compared at once where they lie on a word. */
function endOfEqual(bytes: Uint8Array, words: Uint32Array, from: number, to: number): number {
  const value = bytes[from]!;
  let i = from + 1;
  while (i < to && (i & 3) !== 0) {
    if (bytes[i] !== value) return i;
    i++;
  }
  const pattern = Math.imul(value, 0x01010101) >>> 0;
  let word = i >>> 2;
  const lastWord = to >>> 2;
  while (word < lastWord && words[word] === pattern) word++;
  i = Math.max(i, word << 2);
  while (i < to && bytes[i] === value) i++;
  return i;
}

/**
 * Runs of a slice of labels. Neighbouring labels that stand for one material make one run.
 *
 * @param slice Labels; begins on a word of memory, as does `words`, which shows the same bytes.
 * @param counts Voxels of each label are added here.
 */
export function findRuns(
  slice: Uint8Array,
  words: Uint32Array,
  width: number,
  groups: Uint8Array,
  runs: SliceRuns,
  counts: Float64Array,
): void {
  const height = runs.rows.length - 1;
  let count = 0;
  for (let y = 0; y < height; y++) {
    runs.rows[y] = count;
    const row = y * width;
    let before = 0;
    for (let x = 0; x < width;) {
      const value = slice[row + x]!;
      const end = endOfEqual(slice, words, row + x, row + width) - row;
      counts[value]! += end - x;
      const group = groups[value]!;
      if (group !== 0) {
        if (group === before) {
          runs.end[count - 1] = end;
        } else {
          if (count === runs.start.length) enlarge(runs);
          runs.start[count] = x;
          runs.end[count] = end;
          runs.group[count] = group;
          count++;
        }
      }
      before = group;
      x = end;
    }
  }
  runs.rows[height] = count;
}
