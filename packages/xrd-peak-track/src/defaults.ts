/** Greatest S/L and H/L of axial divergence: more than a sixth of a radian is no diffractometer's. */
export const largestAxialHeight = 0.15;

/** Profiles of tracked peaks. */
export const trackProfiles = ['pseudo-voigt', 'split-pseudo-voigt', 'finger-cox-jephcoat'] as const;

/** Profile of a tracked peak. */
export type TrackProfile = (typeof trackProfiles)[number];

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
export const refitDefaults: {
  readonly profile: 'pseudo-voigt';
  readonly background: 'line';
  readonly scaleCovariance: false;
  readonly weights: 'errors';
  readonly commonWidth: false;
} = {
  profile: windowFit.profile,
  background: windowFit.background,
  scaleCovariance: false,
  weights: 'errors',
  commonWidth: false,
};

/** What `fitHumps` takes where nothing is said. */
export const humpDefaults = { ground: 'parabola' } as const;
