/** Places of the instrument's parameters, in the order of `instrumentParameters`. */
export const at = { zero: 0, displacement: 1, u: 2, v: 3, w: 4, x: 5, y: 6, z: 7, axial: 8 } as const;
