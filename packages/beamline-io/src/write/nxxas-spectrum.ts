/** How an absorption was measured, as NXxas says it. */
export type AbsorptionMode = 'Transmission' | 'Fluorescence Yield' | 'Total Electron Yield';

/** A spectrum as an entry of NXxas. */
export interface NxxasSpectrum {
  readonly title: string;
  readonly sample: string;
  /** When it began: UNIX seconds, and the zone that its file stated. */
  readonly start: { readonly epoch: number; readonly zone?: string | undefined };
  /** Seconds that it took. */
  readonly duration: number;
  /** eV. */
  readonly energy: Float64Array;
  /** The absorption, the incoming beam divided out. */
  readonly absorption: Float64Array;
  readonly mode?: AbsorptionMode | undefined;
}
