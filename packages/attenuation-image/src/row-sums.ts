import { kernelOf, radiographPixelsModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import type { PictureSize } from './picture.js';
import { exponentOf, hasLog, mantissaOf } from './fast-log.js';
import { logVarianceAt, transmissionAt } from './pixel-model.js';
import type { PixelModel } from './pixel-model.js';
import type { SignalSource } from './signal-source.js';

/** What the means of rows are made of, over the columns that were asked for. */
export interface RowSums {
  /** Of ln T, of its variance, and how many pixels have any. */
  readonly logs: Float64Array;
  readonly variances: Float64Array;
  readonly counts: Float64Array;
}

/** Part of a picture whose rows are summed. */
export interface RowSpan {
  readonly columns: readonly [left: number, right: number];
  readonly rows: readonly [top: number, bottom: number];
}

const { fround } = Math;
const lanes = 4;
/** Pixels of a chain whose mantissas are multiplied before their product is taken apart, and whose variances are summed in singles. */
const chain = 32;
/** Pixels that the kernel takes at a time: they stay in cache. */
const block = 8192;
/** What the kernel says of a row: 4 products, 4 exponents, 4 counts (singles, integers), 4 variances (doubles). */
const told = 80;

/** Sums of a row in four chains, as the kernel has them. */
function plainRow(signal: SignalSource, model: PixelModel, from: number, count: number, out: DataView): void {
  for (let lane = 0; lane < lanes; lane++) {
    let [product, exponent, good, variances] = [1, 0, 0, 0];
    for (let begin = lane; begin < count; begin += lanes * chain) {
      let sum = 0;
      for (let k = begin; k < Math.min(count, begin + lanes * chain); k += lanes) {
        const value = signal.at(from + k);
        const t = transmissionAt(value, model, from + k);
        if (!hasLog(t)) continue;
        sum = fround(sum + logVarianceAt(value, model, from + k, t));
        good++;
        exponent += exponentOf(t);
        product = fround(product * mantissaOf(t));
      }
      exponent += exponentOf(product);
      product = mantissaOf(product);
      variances += sum;
    }
    out.setFloat32(4 * lane, product, true);
    out.setInt32(16 + 4 * lane, exponent, true);
    out.setInt32(32 + 4 * lane, good, true);
    out.setFloat64(48 + 8 * lane, variances, true);
  }
}

/** Puts together what was told of the row `y`. */
function gather(out: DataView, sums: RowSums, y: number): void {
  let [product, exponent, good] = [1, 0, 0];
  for (let at = 0; at < 16; at += 4) {
    product *= out.getFloat32(at, true);
    exponent += out.getInt32(16 + at, true);
    good += out.getInt32(32 + at, true);
  }
  sums.logs[y] = Math.log(product) + Math.LN2 * exponent;
  sums.counts[y] = good;
  sums.variances[y] =
    out.getFloat64(48, true) + out.getFloat64(56, true) + (out.getFloat64(64, true) + out.getFloat64(72, true));
}

/** Adds the pixels that do not make up a vector. */
function addRest(signal: SignalSource, model: PixelModel, from: number, to: number, sums: RowSums, y: number): void {
  for (let i = from; i < to; i++) {
    const value = signal.at(i);
    const t = transmissionAt(value, model, i);
    if (!hasLog(t)) continue;
    sums.logs[y] = sums.logs[y]! + Math.log(t);
    sums.variances[y] = sums.variances[y]! + logVarianceAt(value, model, i, t);
    sums.counts[y] = sums.counts[y]! + 1;
  }
}

/** Whole vectors of all rows through the kernel. @returns false where it does not run, or rows are too long for it. */
function kernelRows(
  signal: SignalSource,
  { factor, scatter, perDose, gain, readVariance }: PixelModel,
  { columns: [left], rows: [top, bottom] }: RowSpan,
  { width }: PictureSize,
  whole: number,
  sums: RowSums,
  choice: KernelChoice,
): boolean {
  const kernel = kernelOf(radiographPixelsModule, choice);
  if (kernel === undefined) return false;
  const { run, space } = kernel;
  // All that lies from the first pixel of some rows to the last.
  const together = Math.max(1, Math.floor((block - whole) / width) + 1);
  const most = (together - 1) * width + whole;
  if (12 * most + told > 8 * space.scratchSize) return false;
  const { buffer } = space.memory;
  const address = (k: number): number => space.scratch + 96 + 4 * k * ((most + 3) & ~3);
  const room = (k: number): Float32Array => new Float32Array(buffer, address(k), most);
  const [signals, factors, scatters] = [room(0), room(1), room(2).fill(0)];
  const out = new DataView(buffer, space.scratch, told);
  for (let first = top; first < bottom; first += together) {
    const last = Math.min(bottom, first + together);
    const [from, to] = [first * width + left, (last - 1) * width + left + whole];
    signal.read(from, signals.subarray(0, to - from));
    factors.set(factor.subarray(from, to));
    if (scatter !== undefined) scatters.set(scatter.subarray(from, to));
    for (let y = first; y < last; y++) {
      const at = 4 * (y - first) * width;
      run.rowSums(address(0) + at, address(1) + at, address(2) + at, whole, perDose, gain, readVariance, space.scratch);
      gather(out, sums, y - top);
    }
  }
  return true;
}

/**
 * Sums of ln T and its variance over rows of a picture of signals, without a logarithm for each pixel: mantissas are multiplied and
 * exponents added. Pixels whose transmission is not above 0 do not count.
 */
export function rowSums(
  signal: SignalSource,
  model: PixelModel,
  span: RowSpan,
  size: PictureSize,
  choice: KernelChoice = 'auto',
): RowSums {
  const {
    columns: [left, right],
    rows: [top, bottom],
  } = span;
  const rows = bottom - top;
  const sums = {
    logs: new Float64Array(rows),
    variances: new Float64Array(rows),
    counts: new Float64Array(rows),
  };
  const whole = (right - left) & ~(lanes - 1);
  if (!kernelRows(signal, model, span, size, whole, sums, choice)) {
    const out = new DataView(new ArrayBuffer(told));
    for (let y = 0; y < rows; y++) {
      plainRow(signal, model, (top + y) * size.width + left, whole, out);
      gather(out, sums, y);
    }
  }
  for (let y = 0; y < rows; y++) {
    const from = (top + y) * size.width + left;
    addRest(signal, model, from + whole, from + right - left, sums, y);
  }
  return sums;
}
