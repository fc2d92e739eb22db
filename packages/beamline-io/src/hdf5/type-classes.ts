/** HDF5's type classes, as the library numbers them. Source: H5Tpublic.h of HDF5 1.14. */
export const integerClass = 0;
export const floatClass = 1;
export const stringClass = 3;
export const bitfieldClass = 4;
export const opaqueClass = 5;
export const compoundClass = 6;
export const enumClass = 8;
export const variableClass = 9;
