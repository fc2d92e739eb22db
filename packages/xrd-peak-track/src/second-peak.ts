import type { Doublet } from '@operando/peak-fit';

/** Two-theta of the second line of a doublet, degrees. */
export function secondPeak({ wavelength1, wavelength2 }: Doublet, center: number): number {
  return (360 / Math.PI) * Math.asin(Math.min(1, (wavelength2 / wavelength1) * Math.sin((center * Math.PI) / 360)));
}
