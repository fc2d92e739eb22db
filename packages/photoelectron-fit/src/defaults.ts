/** Backgrounds where nothing is said. */
export const backgroundDefaults = { endPoints: 5 } as const;

/** Regions where nothing is said. */
export const regionDefaults = { background: 'shirley' } as const;

/** Components where nothing is said: shape, and how far from its centre (eV) a line may lie. */
export const componentDefaults = { shape: 'voigt', range: 1 } as const;

/** Doublets where nothing is said: how far the ratio of areas may be from the statistical one. */
export const spinOrbitDefaults = { tolerance: 0.05 } as const;

/** Tougaard's cross section that backgrounds are fitted with: three parameters for transition metals (Tougaard 1997), eV^2. */
export const tougaardDefaults = { c: 551, d: 436, t0: 0 } as const;

/** The same of a Fermi edge: K. */
export const edgeDefaults = { temperature: 300 } as const;
