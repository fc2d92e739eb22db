/** Defaults of radiographs, for those who describe options before anything else is loaded. */
export const radiographDefaults = {
  /** Columns of the cell that are left out at both sides for profiles. */
  columnMargin: 4,
  /** Rows of a layer that are left out at both ends for a front. */
  frontMargin: 3,
  /** Frames at the beginning that differences are taken to. */
  firstFrames: 1,
  statistic: 'mean',
  /** Relative standard uncertainty of the cross-section of lithium at one effective wavelength. */
  crossSectionUncertainty: 0.05,
  falseAlarm: 1e-4,
} as const;
