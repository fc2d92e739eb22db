/** Groups and datasets that are listed of a file, and how deep. */
export const mostNodes = 20_000;
export const deepest = 30;
/** Seconds that listing a file may take, and looking through it for data in all. */
export const mostSecondsListing = 10;
export const mostSecondsSearching = 20;
