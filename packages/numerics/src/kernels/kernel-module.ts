/** A kernel as it is compiled: bytes in base64, and the names of the functions that are its exports. */
export interface KernelModule<Exports> {
  /** What it is called. */
  readonly name: string;
  /** Names of its functions. */
  readonly exports: readonly (keyof Exports & string)[];
  /** Its bytes. */
  readonly base64: string;
}
