/** Whether chi2 is five standard deviations above what noise explains. */
export function isMisfit(chiSquare: number, degreesOfFreedom: number): boolean {
  return degreesOfFreedom > 0 && chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
}
