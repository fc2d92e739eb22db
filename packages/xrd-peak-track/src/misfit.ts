/** Whether a reduced chi2 says that a model does not describe its data: far beyond chance, and at least so much. */
export const isBeyondChance = (reducedChiSquare: number, degreesOfFreedom: number, least = 1.5): boolean =>
  reducedChiSquare > Math.max(least, 1 + 5 * Math.sqrt(2 / degreesOfFreedom));
