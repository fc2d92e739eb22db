/** What a frame of a file that says so is of: the sample, the open beam (flat field), or the camera without beam. */
export type FrameRole = 'sample' | 'open' | 'dark';

/** How many frames of each there are. */
export type FrameRoleCounts = { readonly [role in FrameRole]: number };
