/** Mean of a doublet weighted by the intensities, as unresolved peaks have it. */
export function meanWavelength({
  wavelength1,
  wavelength2,
  ratio = 0.5,
}: {
  readonly wavelength1: number;
  readonly wavelength2: number;
  readonly ratio?: number | undefined;
}): number {
  return (wavelength1 + ratio * wavelength2) / (1 + ratio);
}
