import { mapFitter, mapsOf } from '@operando/energy-loss-map';
import type { EdgeMapSetup, MappedFrame } from '@operando/energy-loss-map';
import type { FrameBlock } from '../frame-block.js';
import type { Work } from '../job.js';

/** Fits edges to maps. */
export function fitEdgesOfMaps(setup: EdgeMapSetup): Work<FrameBlock, MappedFrame[]> {
  const fit = mapFitter(setup);
  return (block) => mapsOf(block).map((map) => fit(map));
}
