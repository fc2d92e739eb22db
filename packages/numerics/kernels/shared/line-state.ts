import { matricesAt } from './lone-state';

/** Matrices of the fit of a whole peak, in rows of four amplitudes or two shapes. */
export const factorAt: usize = matricesAt;
export const inverseAt: usize = matricesAt + 128;
export const crossAt: usize = matricesAt + 160;
export const gradientAt: usize = matricesAt + 224;
export const schurAt: usize = matricesAt + 240;
export const schurFactorAt: usize = matricesAt + 272;
export const schurInverseAt: usize = matricesAt + 304;
export const mixingAt: usize = matricesAt + 320;
/** Room for the products of the slopes. */
export const slopesAt: usize = matricesAt + 384;
