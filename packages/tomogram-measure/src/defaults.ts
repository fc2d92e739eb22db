/** Defaults of the measures of tomograms. */
export const tomogramDefaults = {
  /** Width of the rings whose grey levels are told apart, in pixels. */
  ringWidth: 0.5,
  /** Roughness and voids stay within so many voxels of an interface. */
  reach: 20,
  /** Pixels at the edge of the region that are not looked at: the casing is blurred into them. */
  margin: 2,
  /** Smallest crack or particle, in voxels. */
  minimumVoxels: 30,
  connectivity: 26,
} as const;
