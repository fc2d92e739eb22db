/** Values in as few bytes as give the same ones again: counts, and numbers written with a few decimals, need a quarter or half of them. */
export interface NarrowValues {
  readonly byteLength: number;
  /** The values themselves, to the last bit. */
  readonly wide: () => Float64Array;
}

/** Decimals that are tried. */
const mostDecimals = 6;
/** Largest number of each kind. */
const [mostShort, mostLong] = [2 ** 16 - 1, 2 ** 31 - 1];

/** The same numbers as integers of some decimals; undefined where one would not come back as it is, as -0, NaN and thirds. */
function integersOf(values: Float64Array, divisor: number): Uint16Array | Int32Array | undefined {
  let [low, high] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const integer = Math.round(value * divisor);
    // No integer is -0.
    if (!(Math.abs(integer) <= mostLong) || !Object.is((integer + 0) / divisor, value)) return undefined;
    if (integer < low) low = integer;
    if (integer > high) high = integer;
  }
  const integers = low < 0 || high > mostShort ? new Int32Array(values.length) : new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) integers[i] = Math.round(values[i]! * divisor);
  return integers;
}

/** In a function of its own: what is made where the values are known would hold them too. */
function quotients(integers: Uint16Array | Int32Array, divisor: number): NarrowValues {
  return {
    byteLength: integers.byteLength,
    wide() {
      const values = new Float64Array(integers.length);
      // The quotient of two exact numbers is rounded once, as the text was that it comes from.
      for (let i = 0; i < values.length; i++) values[i] = integers[i]! / divisor;
      return values;
    },
  };
}

/** Hold values in fewer bytes where that loses nothing. Those that are held as they are must not be written to. */
export function narrowValues(values: Float64Array): NarrowValues {
  for (let decimals = 0; decimals <= mostDecimals; decimals++) {
    const divisor = 10 ** decimals;
    const integers = integersOf(values, divisor);
    if (integers !== undefined) return quotients(integers, divisor);
  }
  return { byteLength: values.byteLength, wide: () => values };
}
