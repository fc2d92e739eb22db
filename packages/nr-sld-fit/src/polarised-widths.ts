/** Numbers of a layer that do not depend on Q. */
export const packedWidth = 10;
/** Numbers of a layer at one Q: k of both spins, and what either gathers on its way through. */
export const wavesWidth = 8;
