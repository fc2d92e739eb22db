import type { Electrochemistry, FrameSource, Series } from '@operando/core';

/** An edge as it was measured: energies in eV, and the intensity without background. */
export interface MeasuredEdge {
  readonly energy: Float64Array;
  readonly intensity: Float64Array;
}

type Maps = Series<'energy', 'eV'> | FrameSource<'energy', 'eV'>;

/** What `eels` takes. */
export interface EelsInput {
  readonly maps: Maps;
  /** Of the same pixels, for every map or one for all. */
  readonly lowLoss?: Maps | undefined;
  /** Edges that options name by their file. */
  readonly templates?: Readonly<Record<string, MeasuredEdge>> | undefined;
  readonly cycler?: Electrochemistry | undefined;
}
