/** Files of multichannel analysers, made as their manuals lay them out. */
export const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** A MAESTRO file as ORTEC's manual lays it out. */
export function chnFile(trailerKind: number, date = '26NOV281'): Uint8Array {
  const bytes = new Uint8Array(32 + 4 * 16 + 512);
  const view = new DataView(bytes.buffer);
  view.setInt16(0, -1, true);
  bytes.set(letters('07'), 6);
  view.setInt32(8, 50 * 20, true);
  view.setInt32(12, 50 * 19, true);
  bytes.set(letters(date), 16);
  bytes.set(letters('1432'), 24);
  view.setUint16(28, 1, true);
  view.setUint16(30, 16, true);
  for (let i = 0; i < 16; i++) view.setInt32(32 + 4 * i, 1000 * i, true);
  const at = 32 + 64;
  view.setInt16(at, trailerKind, true);
  [0.5, 0.25, 1e-3].forEach((value, i) => view.setFloat32(at + 4 + 4 * i, value, true));
  bytes.set([6, ...letters('IN JAR and what a longer name left')], at + 320);
  bytes.set([2, ...letters('D1')], at + 256);
  return bytes;
}

/** A CNF file of one block of parameters and one of channels. */
export function cnfFile(unit = 'keV', counts = 256): Uint8Array {
  const bytes = new Uint8Array(0x800 + 0x800 + 512 + 4 * counts);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 4, 4, 0, 4, 4, 0, 8]);
  for (const [i, [kind, start]] of (
    [
      [0x1_2000, 0x800],
      [0x1_2005, 0x1000],
    ] as const
  ).entries()) {
    for (const at of [0x70 + 0x30 * i, start]) {
      view.setUint32(at, kind, true);
      view.setUint32(at + 10, start, true);
    }
  }
  view.setUint16(0x800 + 0x22, 0x200, true);
  view.setUint16(0x800 + 0x24, 0x100, true);
  view.setUint16(0x830 + 0x8a, 1, true);
  // 1 January 1970 in 100 ns from 17 November 1858: 40587 days. Then spans of 10 and 5 s, counted down.
  view.setBigUint64(0x830 + 0x101, 40_587n * 864_000_000_000n, true);
  view.setBigUint64(0x830 + 0x109, 2n ** 64n - 1n - 100_000_000n, true);
  view.setBigUint64(0x830 + 0x111, 2n ** 64n - 1n - 50_000_000n, true);
  // 0.5 as a VAX real: exponent 128, no fraction.
  view.setUint16(0x830 + 0x200 + 0x48, 0x4000, true);
  bytes.set(letters(unit.padEnd(16)), 0x830 + 0x200 + 0x5c);
  for (let i = 0; i < counts; i++) view.setUint32(0x1000 + 512 + 4 * i, i, true);
  return bytes;
}

export function accuSpecFile(): Uint8Array {
  const bytes = new Uint8Array(1024 + 4 * 2048);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [
    [24, 1024],
    [34, 4],
    [36, 2048],
    [38, 1],
    [112, 0x4000],
  ] as const)
    view.setUint16(at, value, true);
  for (let i = 0; i < 2048; i++) {
    view.setUint16(1024 + 4 * i, i % 3, true);
    view.setUint16(1026 + 4 * i, i, true);
  }
  return bytes;
}
