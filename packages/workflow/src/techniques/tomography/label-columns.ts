import type { ResultColumn } from '@operando/core';
import type { LabelFrame } from '@operando/tomogram-measure';
import type { Lengths } from './lengths.js';

/** What is counted of each frame of labels. Counts have no error: what the labels are worth is not known here. */
export function labelColumns(frames: readonly LabelFrame[], { volume, area }: Lengths): ResultColumn[] {
  const of = (name: string, unit: string, value: (frame: LabelFrame) => number): ResultColumn => ({
    name,
    unit,
    values: Float64Array.from(frames, value),
  });
  const bodies = (material: number) => (frame: LabelFrame) =>
    frame.bodies.filter((body) => body.material === material).length;
  return [
    of('electrode_volume', volume.unit, ({ counts }) => counts.electrode * volume.factor),
    of('electrolyte_volume', volume.unit, ({ counts }) => counts.electrolyte * volume.factor),
    of('void_volume', volume.unit, ({ counts }) => counts.void * volume.factor),
    of('crack_volume', volume.unit, ({ counts }) => counts.crack * volume.factor),
    of('particle_volume', volume.unit, ({ counts }) => counts.particles * volume.factor),
    of('voids', '1', bodies(0)),
    of('cracks', '1', bodies(1)),
    of('particles', '1', bodies(2)),
    of('contact_area_projected', area.unit, ({ contactColumns }) => contactColumns * area.factor),
    of('contact_faces', '1', ({ contactFaces }) => contactFaces),
    of('euler_number_6', '1', ({ euler }) => euler.connectivity6),
    of('euler_number_26', '1', ({ euler }) => euler.connectivity26),
  ];
}
