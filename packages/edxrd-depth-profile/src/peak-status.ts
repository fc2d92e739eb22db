/** What became of a reflection in a frame and slice. */
export const peakStatus = {
  /** Fitted, and the fit describes the counts. */
  found: 0,
  /** Under a fixed line, or outside the spectrum: not fitted. */
  masked: 1,
  /** Not above the noise: area and error are given, place and width are not. */
  absent: 2,
  /** The fit did not converge or ended on a bound. */
  failed: 3,
  /** A channel of the window stands at the ceiling of its counter: not fitted. */
  saturated: 4,
  /** Too near to another reflection to be told apart: not fitted. */
  overlapped: 5,
  /** Fitted, but chi2 is too large for profile or background: errors are scaled up. */
  misfit: 6,
} as const;

/** Whether a place was measured. */
export function isMeasured(status: number): boolean {
  return status === peakStatus.found || status === peakStatus.misfit;
}
