import { isLogged, negativeLogOf } from './shared/negative-log';

/** Lanes of a vector. */
const lanes = 4;

/** Lowest, middle and highest of three rows at each column, to `sorted`, `sorted + stride` and `sorted + 2 * stride`. */
function sortColumns(above: usize, here: usize, below: usize, bytes: usize, sorted: usize, stride: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(above + i);
    const b = v128.load(here + i);
    const c = v128.load(below + i);
    const low = f32x4.pmin(a, b);
    const high = f32x4.pmax(a, b);
    v128.store(sorted + i, f32x4.pmin(low, c));
    v128.store(sorted + stride + i, f32x4.pmax(low, f32x4.pmin(high, c)));
    v128.store(sorted + 2 * stride + i, f32x4.pmax(high, c));
  }
}

/**
 * Medians of 3 x 3 pixels of one row: singles, rows of `width` singles one behind another, each with room for a multiple of 4.
 *
 * @param sorted Room for three rows of `width` and eight singles more each; the first four of each are before the row.
 */
export function medianRow(above: usize, here: usize, below: usize, width: i32, sorted: usize, out: usize): void {
  const bytes = (((width + lanes - 1) / lanes) * 16) as usize;
  const stride = bytes + 32;
  const first = sorted + 16;
  sortColumns(above, here, below, bytes, first, stride);
  // The picture goes on beyond its ends with its outermost pixels.
  const last = ((width - 1) as usize) << 2;
  for (let k: usize = 0; k < 3; k++) {
    const row = first + k * stride;
    store<f32>(row - 4, load<f32>(row));
    store<f32>(row + last + 4, load<f32>(row + last));
  }
  for (let i: usize = 0; i < bytes; i += 16) {
    const l = first + i;
    const m = l + stride;
    const h = m + stride;
    const low = f32x4.pmax(f32x4.pmax(v128.load(l - 4), v128.load(l)), v128.load(l, 4));
    const high = f32x4.pmin(f32x4.pmin(v128.load(h - 4), v128.load(h)), v128.load(h, 4));
    const a = v128.load(m - 4);
    const b = v128.load(m);
    const c = v128.load(m, 4);
    const middle = f32x4.pmax(f32x4.pmin(a, b), f32x4.pmin(f32x4.pmax(a, b), c));
    const lower = f32x4.pmin(low, middle);
    const upper = f32x4.pmax(low, middle);
    v128.store(out + i, f32x4.pmax(lower, f32x4.pmin(upper, high)));
  }
}

/** -ln of singles in place, a multiple of 4 of them; NaN for those that are not above 0. */
export function negativeLogs(values: usize, count: i32): void {
  const end = values + ((count as usize) << 2);
  const nan = f32x4.splat(NaN);
  for (let at = values; at < end; at += 16) {
    const value = v128.load(at);
    v128.store(at, v128.bitselect(negativeLogOf(value), nan, isLogged(value)));
  }
}
