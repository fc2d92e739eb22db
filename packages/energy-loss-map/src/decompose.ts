import { OperandoError } from '@operando/core';
import { dotProduct, seededRandom, svd } from '@operando/numerics';

/** Options of {@link decomposeMaps}. */
export interface DecomposeOptions {
  /** How many components. @default as many singular values as stand above those of noise */
  readonly components?: number | undefined;
  /** Largest number of components that is looked for. @default 8 */
  readonly most?: number | undefined;
  /** Of the noise that singular values are compared with. @default 1 */
  readonly seed?: number | undefined;
  /** Rounds of alternating least squares. @default 500 */
  readonly iterations?: number | undefined;
}

/** Spectra and maps whose products make up a series of maps. */
export interface MapComponents {
  /** How many stand above the noise. */
  readonly count: number;
  /** Component after component; each sums to 1. */
  readonly spectra: readonly Float64Array[];
  /** Counts of each component in every spectrum (frames x pixels). */
  readonly amounts: readonly Float64Array[];
  /** Share of all counts. */
  readonly shares: Float64Array;
  /** Singular values of the Poisson-scaled data. */
  readonly singularValues: Float64Array;
  /** The largest singular value that noise of the same size has. */
  readonly noise: number;
  /** Sum of squared residuals over variances, over values less free parameters. */
  readonly reducedChiSquare: number;
}

/** Channels and spectra are grouped so that a decomposition stays small. */
const mostSpectra = 200;

/** Sums of neighbouring spectra: a decomposition into singular values grows with the cube of their number. */
function grouped(
  counts: Float64Array,
  spectra: number,
  channels: number,
): { readonly data: Float64Array; readonly rows: number } {
  const each = Math.ceil(spectra / mostSpectra);
  const rows = Math.ceil(spectra / each);
  const data = new Float64Array(rows * channels);
  for (let s = 0; s < spectra; s++) {
    const to = Math.floor(s / each) * channels;
    for (let i = 0; i < channels; i++) data[to + i]! += counts[s * channels + i]!;
  }
  return { data, rows };
}

/** Data whose noise is even, and what each column was divided by. */
interface Scaled {
  readonly values: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

/** Divided by the roots of the means of rows and columns (Keenan and Kotula 2004), Poisson counts have variances of 1. */
function scaled(data: Float64Array, rows: number, channels: number): Scaled {
  const [row, column] = [new Float64Array(rows), new Float64Array(channels)];
  let total = 0;
  data.forEach((value, i) => {
    row[Math.floor(i / channels)]! += value;
    column[i % channels]! += value;
    total += value;
  });
  const half = Math.sqrt(Math.sqrt(total)) || 1;
  const by = (sum: number): number => (sum > 0 ? Math.sqrt(sum) / half : 1);
  const scale = { rows: row.map(by), columns: column.map(by) };
  const values = data.map((value, i) => value / (scale.rows[Math.floor(i / channels)]! * scale.columns[i % channels]!));
  return { values, ...scale };
}

/** Draws of noise that singular values are compared with. */
const noiseDraws = 8;

/** The largest singular value of some draws of noise. */
function largestOfNoise(rows: number, channels: number, seed: number): number {
  const random = seededRandom(seed);
  let largest = 0;
  for (let k = 0; k < noiseDraws; k++) {
    const { s } = svd(
      Float64Array.from({ length: rows * channels }, () => random.normal()),
      rows,
      channels,
    );
    largest = Math.max(largest, s[0]!);
  }
  return largest;
}

/** Factors of non-negative numbers: rows x count, and count x channels. */
interface Factors {
  readonly amounts: Float64Array;
  readonly spectra: Float64Array;
}

/** Non-negative x that minimises x G x / 2 - b x, one number after the other, from where it is. */
function descend(
  gram: Float64Array,
  b: Float64Array,
  x: Float64Array,
  at: number,
  count: number,
  rounds: number,
): void {
  for (let k = 0; k < rounds; k++) {
    for (let c = 0; c < count; c++) {
      let slope = b[c]!;
      for (let d = 0; d < count; d++) slope -= gram[c * count + d]! * x[at + d]!;
      x[at + c] = Math.max(0, x[at + c]! + slope / Math.max(gram[c * count + c]!, Number.MIN_VALUE));
    }
  }
}

/** Rounds of descent for each row within a round of all. */
const ownRounds = 10;

/** Amounts of spectra in every row, best in the sense of least squares. */
function fitAmounts(
  data: Float64Array,
  rows: number,
  channels: number,
  count: number,
  { amounts, spectra }: Factors,
): void {
  const gram = new Float64Array(count * count);
  for (let c = 0; c < count; c++)
    for (let d = 0; d < count; d++)
      gram[c * count + d] = dotProduct(spectra, c * channels, spectra, d * channels, channels);
  const b = new Float64Array(count);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < count; c++) b[c] = dotProduct(data, r * channels, spectra, c * channels, channels);
    descend(gram, b, amounts, r * count, count, ownRounds);
  }
}

/** The same the other way round: data and factors turned. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!;
  return out;
}

/** Alternating least squares without negative numbers, so many rounds. */
function factorise(
  data: Float64Array,
  rows: number,
  channels: number,
  count: number,
  start: Factors,
  rounds: number,
): Factors {
  const turned = transposed(data, rows, channels);
  let { amounts, spectra } = start;
  for (let k = 0; k < rounds; k++) {
    fitAmounts(data, rows, channels, count, { amounts, spectra });
    const back = { amounts: transposed(spectra, count, channels), spectra: transposed(amounts, rows, count) };
    fitAmounts(turned, channels, rows, count, back);
    spectra = transposed(back.amounts, channels, count);
  }
  return { amounts, spectra };
}

/** Where to begin: singular vectors without their negative parts, the larger side of each (Boutsidis and Gallopoulos 2008). */
function startOf(data: Float64Array, rows: number, channels: number, count: number): Factors {
  const { u, s, v } = svd(data, rows, channels);
  const amounts = new Float64Array(rows * count);
  const spectra = new Float64Array(count * channels);
  for (let c = 0; c < count; c++) {
    const side = (sign: number): number => {
      let [a, b] = [0, 0];
      for (let r = 0; r < rows; r++) a += Math.max(0, sign * u[c * rows + r]!) ** 2;
      for (let i = 0; i < channels; i++) b += Math.max(0, sign * v[c * channels + i]!) ** 2;
      return a * b;
    };
    const sign = side(1) >= side(-1) ? 1 : -1;
    let total = 0;
    for (let i = 0; i < channels; i++) {
      // What is 0 would stay so.
      const value = Math.max(1e-3 / Math.sqrt(channels), sign * v[c * channels + i]!);
      spectra[c * channels + i] = value;
      total += value;
    }
    for (let i = 0; i < channels; i++) spectra[c * channels + i]! /= total;
    for (let r = 0; r < rows; r++)
      amounts[r * count + c] = s[c]! * total * Math.max(1e-3 / Math.sqrt(rows), sign * u[c * rows + r]!);
  }
  return { amounts, spectra };
}

/**
 * Maps through time as the sum of a few spectra, the same in all frames, each with its map: non-negative matrix factors of the counts
 * scaled to even noise, begun at the singular vectors, so that the same data give the same components; those with most counts first. How many
 * there are is told by the singular values of the data scaled to even noise, against those of data without structure. Other sets of
 * spectra may describe the data as well: what mixes always can be mixed otherwise.
 *
 * @param counts Spectra one after another: frames x pixels x channels.
 * @throws OperandoError `too-few-points`, `invalid-argument` for negative counts.
 */
export function decomposeMaps(counts: Float64Array, channels: number, options: DecomposeOptions = {}): MapComponents {
  const { most = 8, seed = 1, iterations = 500 } = options;
  const spectra = counts.length / channels;
  if (!Number.isInteger(spectra) || spectra < 2 || channels < 2)
    throw new OperandoError(
      'too-few-points',
      `${counts.length} counts are no spectra of ${channels} channels, two at least.`,
    );
  if (counts.some((count) => !(count >= 0)))
    throw new OperandoError('invalid-argument', 'counts are negative, or no numbers.', {
      where: { parameter: 'counts' },
      cure: 'Give the counts as recorded, without a background taken off.',
    });
  const { data, rows } = grouped(counts, spectra, channels);
  const even = scaled(data, rows, channels);
  const { s: singularValues } = svd(even.values, rows, channels);
  const noise = largestOfNoise(rows, channels, seed);
  let count = options.components ?? 0;
  // What is left once some are taken off is noise of nearly the same size: its largest value is what the next is held against.
  if (options.components === undefined) while (count < most && singularValues[count]! > noise) count++;
  count = Math.max(1, Math.min(count, Math.min(rows, channels)));
  const start = startOf(even.values, rows, channels, count);
  const factors = factorise(even.values, rows, channels, count, start, iterations);
  // Amounts in every single spectrum, weighted as the sums were; spectra sum to 1, so that amounts are counts.
  const weighted = counts.map((value, i) => value / even.columns[i % channels]!);
  const amounts = new Float64Array(spectra * count);
  for (let k = 0; k < 20; k++) fitAmounts(weighted, spectra, channels, count, { amounts, spectra: factors.spectra });
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let i = 0; i < channels; i++) sum += factors.spectra[c * channels + i]! *= even.columns[i]!;
    for (let i = 0; i < channels; i++) factors.spectra[c * channels + i]! /= sum || 1;
    for (let r = 0; r < spectra; r++) amounts[r * count + c]! *= sum;
  }
  const totals = Float64Array.from({ length: count }, (_, c) => {
    let sum = 0;
    for (let r = 0; r < spectra; r++) sum += amounts[r * count + c]!;
    return sum;
  });
  const all = totals.reduce((sum, total) => sum + total, 0);
  const order = Array.from(totals.keys()).toSorted((a, b) => totals[b]! - totals[a]!);
  let chiSquare = 0;
  for (let r = 0; r < spectra; r++) {
    for (let i = 0; i < channels; i++) {
      let mean = 1e-12;
      for (let c = 0; c < count; c++) mean += amounts[r * count + c]! * factors.spectra[c * channels + i]!;
      chiSquare += (counts[r * channels + i]! - mean) ** 2 / Math.max(mean, 0.5);
    }
  }
  return {
    count,
    spectra: order.map((c) => factors.spectra.slice(c * channels, (c + 1) * channels)),
    amounts: order.map((c) => Float64Array.from({ length: spectra }, (_, r) => amounts[r * count + c]!)),
    shares: Float64Array.from(order, (c) => totals[c]! / all),
    singularValues: singularValues.slice(0, most + 2),
    noise,
    reducedChiSquare: chiSquare / (spectra * channels - count * (spectra + channels)),
  };
}
