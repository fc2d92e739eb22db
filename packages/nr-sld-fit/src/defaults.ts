/** What fits take where nothing is said. */
export const fitDefaults = {
  method: 'lm',
  objective: 'linear',
  starts: 30,
  generations: 200,
  seed: 1,
  maximumIterations: 200,
} as const;

/** The same of a series. */
export const seriesDefaults = { direction: 'both', warmStart: true } as const;

/** The same of a parameter that follows a spline, or straight pieces. */
export const linkedDefaults = { knots: 4, changes: 3 } as const;

/** The same of samples of the posterior; walkers follow from the parameters, burned steps from those kept. */
export const posteriorDefaults = { steps: 1000, thin: 5 } as const;

/** The same of a model. */
export const modelDefaults = { scale: 1, background: 0 } as const;

/** The same of a resolution: relative errors that reflectivities promise by themselves, and those that fits compare with data. */
export const resolutionDefaults = {
  shape: 'gaussian',
  method: 'adaptive',
  tolerance: 1e-5,
  fitTolerance: 3e-5,
} as const;
