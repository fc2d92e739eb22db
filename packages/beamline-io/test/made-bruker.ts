/** Numbers at places of a binary file. */
type Part = readonly [at: number, kind: 'u16' | 'u32' | 'f32' | 'f64' | 'text', value: number | string];

/** Bytes with numbers and texts at their places, zeros elsewhere. */
export function binary(length: number, parts: readonly Part[]): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (const [at, kind, value] of parts) {
    if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), at);
    else if (kind === 'u16') view.setUint16(at, value, true);
    else if (kind === 'u32') view.setUint32(at, value, true);
    else if (kind === 'f32') view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  }
  return bytes;
}

/** Stoe 1.06: ranges of counts in 32 or 16 bits, after a record of the plan. */
export const stoeRaw = (
  ranges: readonly {
    readonly values: readonly number[];
    readonly short?: boolean;
    readonly factor?: number;
    readonly step?: readonly [number, number];
    readonly end?: number;
    readonly history?: number;
    readonly most?: number;
  }[],
  { planned = ranges.length, version = 'RAW_1.06' } = {},
): Uint8Array => {
  const parts: Part[] = [
    [0, 'text', `${version}Powdat`],
    [0x20, 'text', 'quartz'],
    [0x70, 'text', 'by hand'],
    [0x142, 'f32', 1.5406],
    [0x146, 'f32', 1.5444],
    [0x178, 'u16', planned],
    [0x17a, 'u16', ranges.length],
  ];
  // Records 2 and 3 hold the plan.
  let place = 4;
  for (const [
    i,
    { values, short = false, factor = 0, step = [0.02, 0.01], end, history = 0, most },
  ] of ranges.entries()) {
    const at = 512 * (place - 1);
    parts.push(
      [0x1e0 + 2 * i, 'u16', place],
      [at, 'text', '03-Feb-98 10:00'],
      [at + 16, 'text', '03-Feb-98 10:10'],
      [at + 0x22, 'u16', values.length],
      [at + 0x26, 'u16', short ? 1 : 0],
      [at + 0x28, 'f32', factor],
      [at + 0x2c, 'f32', 10],
      [at + 0x30, 'f32', 5],
      [at + 0x34, 'f32', end ?? 10 + step[0] * (values.length - 1)],
      [at + 0x38, 'f32', 5 + step[1] * (values.length - 1)],
      [at + 0x3c, 'f32', step[0]],
      [at + 0x40, 'f32', step[1]],
      [at + 0x44, 'f32', 30],
      [at + 0x76, 'u16', history],
      [at + 0x7c, 'u32', most ?? Math.max(...values)],
      ...values.map((value, k): Part => [at + 512 + (short ? 2 : 4) * k, short ? 'u16' : 'u32', value]),
    );
    place += 1 + Math.ceil((values.length * (short ? 2 : 4)) / 512);
  }
  return binary(512 * (place - 1), parts);
};

const counts = (at: number, values: readonly number[], stride = 4): Part[] =>
  values.map((value, i): Part => [at + stride * i, 'f32', value]);

/** Version 1: a range, which says whether another follows. */
export const raw1Range = (start: number, values: readonly number[], { mark = true, more = 0 } = {}): Uint8Array => {
  const at = mark ? 4 : 0;
  return binary(at + 152 + 4 * values.length, [
    ...(mark ? [[0, 'text', 'RAW '] as const] : []),
    [at, 'u32', values.length],
    [at + 4, 'f32', 1.5],
    [at + 8, 'f32', 0.02],
    [at + 20, 'f32', start],
    [at + 36, 'text', 'quartz'],
    [at + 68, 'f32', 1.5406],
    [at + 72, 'f32', 1.5444],
    [at + 148, 'u32', more],
    ...counts(at + 152, values),
  ]);
};

/** Version 2: some ranges, whose headers may be longer than the usual 48 bytes. */
export const raw2 = (ranges: readonly (readonly number[])[], date = '24-Mar-98 10:20:30', header = 64): Uint8Array => {
  const parts: Part[] = [
    [0, 'text', 'RAW2'],
    [4, 'u16', ranges.length],
    [168, 'text', date],
    [188, 'text', 'Cu'],
    [190, 'f32', 1.54056],
    [194, 'f32', 1.54439],
    [198, 'f32', 0.5],
  ];
  let at = 256;
  for (const [i, values] of ranges.entries()) {
    parts.push(
      [at, 'u16', header],
      [at + 2, 'u16', values.length],
      [at + 8, 'f32', 2],
      [at + 12, 'f32', 0.05],
      [at + 16, 'f32', 10 * (i + 1)],
      [at + 46, 'u16', 298],
      ...counts(at + header, values),
    );
    at += header + 4 * values.length;
  }
  return binary(at, parts);
};

/** Version 4: some ranges, each of records of a length, after records of other kinds. */
export const raw4 = (
  ranges: readonly { readonly values: readonly number[]; readonly stride?: number; readonly kind?: number }[],
): Uint8Array => {
  const parts: Part[] = [
    [0, 'text', 'RAW4.00'],
    [12, 'text', '01/02/98'],
    [24, 'text', '10:00:00'],
    [61, 'u32', 10],
    [65, 'u32', 44],
    [73, 'text', 'SAMPLEID'],
    [97, 'text', 'quartz'],
    [105, 'u32', 30],
    [109, 'u32', 136],
    [105 + 80, 'f64', 1.5406],
    [105 + 88, 'f64', 1.54439],
    [105 + 104, 'f64', 0.5],
  ];
  let at = 241;
  for (const { values, stride = 4, kind = 0 } of ranges) {
    parts.push(
      [at, 'u32', kind],
      [at + 32, 'text', 'Locked Coupled'],
      [at + 72, 'f64', 20],
      [at + 80, 'f64', 0.02],
      [at + 88, 'u32', values.length],
      [at + 92, 'f32', 0.1],
      [at + 112, 'f64', 1.5418],
      [at + 136, 'u32', stride],
      [at + 140, 'u32', 8],
      [at + 160, 'u32', 110],
      [at + 164, 'u32', 8],
      ...counts(at + 168, values, stride),
    );
    at += 168 + stride * values.length;
  }
  return binary(at, parts);
};

/** Bytes one after another. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
