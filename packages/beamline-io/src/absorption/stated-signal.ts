/** How the absorption is computed from columns, by their labels or numbers. */
export type StatedSignal =
  | { readonly transmission: readonly [i0: string | number, it: string | number] }
  | { readonly fluorescence: readonly (string | number)[] }
  | { readonly column: string | number }
  /** See `parseFormula`. */
  | { readonly formula: string };
