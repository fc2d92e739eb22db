import { erfc } from '@operando/numerics';

const root2 = Math.SQRT2;
const normalisation = 1 / Math.sqrt(2 * Math.PI);

/** Share of a front that has passed a row: 1 far above its centre, 0 far below. */
export function frontShare(row: number, center: number, width: number): number {
  return 0.5 * erfc((row - center) / (width * root2));
}

/** How the share changes with the centre, and with the width. */
export function frontSlopes(row: number, center: number, width: number): readonly [byCenter: number, byWidth: number] {
  const u = (row - center) / width;
  const density = (normalisation * Math.exp(-0.5 * u * u)) / width;
  return [density, density * u];
}
