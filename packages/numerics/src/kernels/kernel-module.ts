/** A kernel as it is compiled: bytes in base64, and the names of the functions that are its exports. */
export interface KernelModule<Exports> {
  readonly name: string;
  readonly exports: readonly (keyof Exports & string)[];
  readonly base64: string;
}
