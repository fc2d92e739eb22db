/** What `profileSeries` takes where nothing is said. */
export const profileSeriesDefaults = {
  method: 'tikhonov',
  lambda: 'evidence',
  smoothing: 'adaptive',
  iterations: 30,
  temporalSmoothness: 0,
  leastBeam: 0.1,
  interfaceWidth: 0,
} as const;

/** The same of a sample before a detector: degrees, keV. */
export const sampleDefaults = {
  reaction: '6Li(n,t)4He',
  angle: 0,
  detectorFwhm: 0,
  angularSpread: 0,
  threshold: 200,
  source: 'auto',
  straggling: 'bohr',
} as const;

/** The same of a layer. */
export const layerDefaults = { thicknessStderr: 0, roughness: 0, stoppingScale: 1 } as const;

/** The same of how atoms become counts. */
export const geometryDefaults = { efficiency: 1, relativeUncertainty: 0 } as const;

/** The same of an energy scale: by its terms, or by lines that are looked for. */
export const calibrationDefaults = { quadratic: 0, order: 1 } as const;

/** The same of a beam whose neutrons are absorbed on their way in: degrees, and the side of the detector. */
export const beamDefaults = { angle: 0, from: 'front' } as const;

/** The same of a front inside a layer: um. */
export const frontDefaults = { width: 0 } as const;

/** The same of depth bins. */
export const depthGridDefaults = { binsPerResolution: 4 } as const;

/** The same of a charge balance: a charge per cm2. */
export const chargeBalanceDefaults = { electrodeArea: 1 } as const;
