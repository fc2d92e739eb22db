import type { EventList } from '@operando/beamline-io';
import type { Electrochemistry, FrameSource, Series } from '@operando/core';
import type { Blank } from './blank.js';
import type { StoppingFiles } from './stopping.js';

/** What `ndp` takes. */
export interface NdpInput {
  /** Of position-resolved detectors with dimensions between time and channel. */
  readonly spectra?: Series<'channel', '1'> | FrameSource<'channel', '1'> | undefined;
  /** In place of spectra: particles one by one (`readEventsFrom`), which become frames of `rebin` seconds. */
  readonly events?: EventList | undefined;
  readonly blank?: Blank | undefined;
  readonly cycler?: Electrochemistry | undefined;
  /** Stopping tables that layers name. */
  readonly stopping?: StoppingFiles | undefined;
}
