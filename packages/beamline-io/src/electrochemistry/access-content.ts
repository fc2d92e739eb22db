/** What is read of an Access database of Arbin: the columns of the channel table as words, the fields of the global one. */
export interface AccessContent {
  readonly labels: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly global: readonly (readonly [string, string | number])[];
}
