/** Whether a reduced chi2 says that a model does not describe its data: far beyond chance, and by half. */
export const isBeyondChance = (reducedChiSquare: number, degreesOfFreedom: number): boolean =>
  reducedChiSquare > Math.max(1.5, 1 + 5 * Math.sqrt(2 / degreesOfFreedom));
