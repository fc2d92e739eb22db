/** What fits of cuts take where nothing is said. */
export const fitDefaults = { starts: 8, maximumIterations: 200 } as const;

/** The same of a population. */
export const populationDefaults = { distribution: 'log-normal', cutoff: 5, coupling: 'decoupling' } as const;

/** The same of a resolution: 1/angstrom, and a share of q. */
export const resolutionDefaults = { sigma: 0, relative: 0 } as const;

/** The same of a layer under domains. */
export const layerDefaults = { beta: 0 } as const;

/** The same of a detector: degrees. */
export const geometryDefaults = { incidence: 0 } as const;
