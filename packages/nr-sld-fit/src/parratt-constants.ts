/** 4 pi times the unit of scattering length densities, 1e-6 per square angstrom. */
export const fourPi: number = 4e-6 * Math.PI;

/**
 * Least |k^2| over (Q/2)^2 inside a layer. On a layer's own critical edge k is 0 and
 * the recursion becomes 0/0, though the reflectivity, a function of k^2, has a value;
 * this far from the edge it differs from it by some 1e-12.
 */
export const edgeWidth = 1e-12;

/** Below this, (Q/2)^2 counts as 0, where everything is reflected: products of such k over eight layers would vanish. */
export const leastSquare = 1e-34;

/** Exponents of growing roughness factors (both sides evanescent) end here. */
export const highestExponent = 200;

/** pi in two parts, the first of 30 bits, so that its multiples up to 2^23 are exact. */
export const piHigh = 3.1415926553308964;
export const piLow = -1.7411031391008332e-9;
export const inversePi: number = 1 / Math.PI;
