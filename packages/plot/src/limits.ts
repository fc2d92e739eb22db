/**
 * What figures can be, for programs that say so without drawing any: nothing else is loaded with it.
 * @module
 */

/** Widths that figures may have, in mm. */
export const figureWidths: readonly [narrowest: number, widest: number] = [60, 500];
