/** What `trackPeaks` takes where nothing is said; the typical width follows from the data. */
export const trackPeaksDefaults = {
  gate: 5,
  significance: 4,
  detection: 8,
  confirm: [3, 5],
  maxGap: 10,
  window: 6,
  darkLevel: 0.2,
} as const;

/** What `refitTracks` takes where nothing is said. */
export const refitDefaults = { background: 'line', scaleCovariance: false } as const;
