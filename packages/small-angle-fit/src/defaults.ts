/** What fits of cuts take where nothing is said. */
export const fitDefaults = { starts: 8, maximumIterations: 200 } as const;
