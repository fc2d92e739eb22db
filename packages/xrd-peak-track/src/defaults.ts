/** What `trackPeaks` takes where nothing is said; the typical width follows from the data. */
export const trackPeaksDefaults = {
  gate: 5,
  significance: 4,
  detection: 8,
  confirm: [3, 5],
  maxGap: 10,
  window: 6,
  darkLevel: 0.2,
  profile: 'pseudo-voigt',
} as const;

/** What every window is fitted with: shape of its peaks, and what lies below them. */
export const windowFit = { profile: 'pseudo-voigt', background: 'line' } as const;

/** What `refitTracks` takes where nothing is said. */
export const refitDefaults: { readonly background: 'line'; readonly scaleCovariance: false } = {
  background: windowFit.background,
  scaleCovariance: false,
};

/** What `fitHumps` takes where nothing is said. */
export const humpDefaults = { ground: 'parabola' } as const;
