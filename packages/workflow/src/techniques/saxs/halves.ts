import type { OperandoWarning } from '@operando/core';
import type { LineCut } from '@operando/small-angle-fit';

/** Share that both sides may differ by: what straight lines between pixels are off by. */
const allowed = 0.02;
/** Mean square of the differences, in standard errors, beyond which both sides differ. */
const most = 3;

/**
 * That both sides of the beam differ: the centre of the beam is likely wrong, or something shadows one side. The sums (of all
 * frames) on the left are compared with those on the right, between whose pixels straight lines are drawn.
 */
export function halvesWarnings({ q, pixels, sums }: Pick<LineCut, 'q' | 'pixels' | 'sums'>): OperandoWarning[] {
  const from = q.findIndex((at) => at > 0);
  if (from <= 0) return [];
  let [square, count, worst, at] = [0, 0, 0, 0];
  let right = from;
  for (let left = from - 1; left >= 0; left--) {
    const wanted = -q[left]!;
    while (right < q.length - 1 && q[right + 1]! < wanted) right++;
    // No line is drawn over a gap.
    if (right >= q.length - 1 || wanted < q[right]! || q[right + 1]! - q[right]! > 1.5 * (q[1]! - q[0]!)) continue;
    const share = (wanted - q[right]!) / (q[right + 1]! - q[right]!);
    const [low, high] = [sums[right]! / pixels[right]!, sums[right + 1]! / pixels[right + 1]!];
    const own = sums[left]! / pixels[left]!;
    const expected = (1 - share) * low + share * high;
    const variance =
      Math.max(1, sums[left]!) / pixels[left]! ** 2 +
      ((1 - share) ** 2 * Math.max(1, sums[right]!)) / pixels[right]! ** 2 +
      (share ** 2 * Math.max(1, sums[right + 1]!)) / pixels[right + 1]! ** 2 +
      (allowed * expected) ** 2;
    const excess = (own - expected) ** 2 / variance;
    square += excess;
    count++;
    if (excess > worst) [worst, at] = [excess, wanted];
  }
  if (count < 5 || !(square / count > most)) return [];
  return [
    {
      code: 'halves-differ',
      message: `Both sides of the beam differ by ${Math.sqrt(square / count).toFixed(1)} standard errors in the mean, most about |q| = ${at.toPrecision(2)} 1/angstrom: the centre of the beam may be wrong, or one side is shadowed.`,
    },
  ];
}
