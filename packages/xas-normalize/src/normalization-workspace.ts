/** Sums over the squares of residuals, and over products of neighbouring ones. */
export interface ResidualSums {
  squares: number;
  lagged: number;
}

/** Scratch space of the kernel, reused from spectrum to spectrum. */
export interface NormalizationWorkspace {
  /** Pre-edge coefficients in the plan's scaled energy (2). */
  readonly pre: Float64Array;
  /** Post-edge coefficients in the plan's scaled energy (6), those above nnorm zero. */
  readonly post: Float64Array;
  readonly weighted: Float64Array;
  readonly sums: ResidualSums;
  /** Filled by {@link normalizeRow}. */
  edgeStep: number;
  /** Polynomial at the edge before the sign was dropped. */
  signedStep: number;
  edgeStepStderr: number;
  /** Largest second difference of norm, large at spikes; where it is below `suspiciousRoughness`, some number not above that. NaN when the row is not finite. */
  roughness: number;
}

/** Scratch space for spectra of `points` points. */
export function createNormalizationWorkspace(points: number): NormalizationWorkspace {
  return {
    pre: new Float64Array(2),
    post: new Float64Array(6),
    weighted: new Float64Array(points),
    sums: { squares: 0, lagged: 0 },
    edgeStep: 0,
    signedStep: 0,
    edgeStepStderr: 0,
    roughness: 0,
  };
}
