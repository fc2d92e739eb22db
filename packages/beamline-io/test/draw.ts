/** One of many, drawn. */
export type Draw = <T>(values: readonly T[]) => T;
