/** What `depthProfile` takes where nothing is said. */
export const depthProfileDefaults = {
  profile: 'gaussian',
  windowWidth: 3.5,
  background: 'line',
  minimumSignificance: 5,
} as const;

/** The same of each phase. */
export const phaseDefaults = { searchRange: 0.005 } as const;

/** The same of lines that mask Bragg peaks. */
export const fluorescenceDefaults = { maskWidth: 1.5 } as const;

/** The same of an energy scale given by its terms. */
export const calibrationDefaults = { quadratic: 0, convention: 'centre' } as const;

/** The same of a resolution law given by its terms. */
export const resolutionDefaults = { noise: 0, statistics: 0, geometry: 0 } as const;
