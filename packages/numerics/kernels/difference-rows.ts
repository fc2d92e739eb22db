/**
 * Derivatives of rows, in place: differences over two steps times weights, one-sided at the ends.
 *
 * @param stack Rows x points.
 * @param weights One for each point; those of the ends weigh the difference over one step.
 */
export function differenceRows(rows: i32, points: i32, stack: usize, weights: usize): void {
  const last: usize = ((points as usize) - 1) << 3;
  for (let row = 0; row < rows; row++) {
    const at = stack + (((row * points) as usize) << 3);
    const firstWeight = load<f64>(weights);
    const lastWeight = load<f64>(weights + last);
    const first = -firstWeight * load<f64>(at) + firstWeight * load<f64>(at, 8);
    const end = -lastWeight * load<f64>(at + last - 8) + lastWeight * load<f64>(at + last);
    // What lies before has been overwritten: it is kept from the step before.
    let before = v128.load(at);
    let i: usize = 8;
    for (; i + 64 <= last; i += 64) {
      const a = v128.load(at + i, 8);
      const b = v128.load(at + i, 24);
      const c = v128.load(at + i, 40);
      const d = v128.load(at + i, 56);
      v128.store(at + i, f64x2.mul(f64x2.sub(a, before), v128.load(weights + i)));
      v128.store(at + i, f64x2.mul(f64x2.sub(b, a), v128.load(weights + i, 16)), 16);
      v128.store(at + i, f64x2.mul(f64x2.sub(c, b), v128.load(weights + i, 32)), 32);
      v128.store(at + i, f64x2.mul(f64x2.sub(d, c), v128.load(weights + i, 48)), 48);
      before = d;
    }
    let previous = f64x2.extract_lane(before, 0);
    let here = f64x2.extract_lane(before, 1);
    for (; i < last; i += 8) {
      const next = load<f64>(at + i, 8);
      store<f64>(at + i, (next - previous) * load<f64>(weights + i));
      previous = here;
      here = next;
    }
    store<f64>(at, first);
    store<f64>(at + last, end);
  }
}
