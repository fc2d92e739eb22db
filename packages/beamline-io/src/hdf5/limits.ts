/** Groups and datasets that are listed of a file, and how deep. */
export const mostNodes = 20_000;
export const deepest = 30;
