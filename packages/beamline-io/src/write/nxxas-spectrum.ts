/** How an absorption was measured, as NXxas says it. */
export type AbsorptionMode = 'Transmission' | 'Fluorescence Yield' | 'Total Electron Yield';

/** A spectrum as an entry of NXxas. */
export interface NxxasSpectrum {
  /** Title of the entry. */
  readonly title: string;
  /** Name of the sample. */
  readonly sample: string;
  /** When it began: UNIX seconds, and the zone that its file stated. */
  readonly start: { readonly epoch: number; readonly zone?: string | undefined };
  /** Seconds that it took. */
  readonly duration: number;
  /** eV. */
  readonly energy: Float64Array;
  /** The absorption, the incoming beam divided out. */
  readonly absorption: Float64Array;
  /** How it was measured. @default not said */
  readonly mode?: AbsorptionMode | undefined;
}
