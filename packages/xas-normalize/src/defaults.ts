/** What `preEdge`, `normalizeStack` and `normalize` take where nothing is said; ranges follow from the spectrum. */
export const normalizationDefaults = { nvict: 0, npre: 1 } as const;

/** What `edgePosition` takes where nothing is said. */
export const edgePositionDefaults = { level: 0.5, levels: [0.15, 1], whiteLineRange: 30, threshold: 0.5 } as const;
