import type { MeasuredColumn, Series } from '@operando/core';
import type { BackgroundComparison, ComponentResult, RegionSeriesFit } from '@operando/photoelectron-fit';
import type { ModelRegion } from './options.js';

/** A region of the model, fitted. */
export interface FittedLevel {
  readonly name: string;
  readonly region: ModelRegion;
  readonly series: Series<'binding_energy', 'eV'>;
  readonly fit: RegionSeriesFit;
  readonly components: readonly ComponentResult[];
  readonly comparison?: BackgroundComparison;
  /** Areas of all components together, where the level has a sensitivity factor. */
  readonly totals?: MeasuredColumn;
  /** It holds nothing but the reference. */
  readonly isReference: boolean;
}
