/** What `mapEdges` takes where nothing is said: eV, counts. */
export const edgeMapDefaults = {
  method: 'templates',
  align: 'auto',
  mostShift: 2,
  countsPerElectron: 1,
  spikes: 'leave-out',
  along: 'column',
} as const;

/** The same of the background under the edges. */
export const backgroundDefaults = { spread: 0.4 } as const;

/** The same of an edge given by its parameters: eV. */
export const edgeDefaults = { width: 0.4, exponent: 2.5 } as const;

/** The same of white lines: eV. */
export const whiteLineDefaults = { stepWidth: 0.8, stepBelow: 0 } as const;

/** The same of a front in a layer, in pixels. */
export const frontDefaults = { width: 1 } as const;
