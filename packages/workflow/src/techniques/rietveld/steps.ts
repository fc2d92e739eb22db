import type { ProvenanceStep } from '@operando/core';
import type { Instrument } from '@operando/xrd-rietveld';
import { usedStep } from '../../technique/used-step.js';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';
import type { RietveldOptions } from './options.js';
import type { PatternSource } from './pattern-source.js';
import type { PreparedPhase } from './phases.js';

/** Where the standard deviations of the intensities come from. */
const weightsOf = {
  file: 'errors of the series',
  counts: 'counts',
  scatter: 'scatter of neighbouring points',
} as const;

/** What was done: structures read, patterns refined one after another. */
export function rietveldSteps(
  options: RietveldOptions,
  instrument: Instrument,
  phases: readonly PreparedPhase[],
  refiner: Refiner,
  rows: readonly FrameRow[],
  { x, errors }: PatternSource,
): ProvenanceStep[] {
  const structures = usedStep('crystal/parseCif', {
    radiation: options.radiation,
    structures: phases.map(({ phase, structure, scattering, sites }) => ({
      name: phase.name,
      spaceGroup: structure.spaceGroup.hermannMauguin ?? structure.spaceGroup.hall ?? 'of its operations',
      cell: structure.cell,
      sites: structure.sites.length,
      ...(sites === undefined ? {} : { changedSites: sites }),
      lines: phase.reflections.h.length,
      scattering,
    })),
  });
  const refining = usedStep('xrd-rietveld/refineSeries', {
    weights: weightsOf[errors],
    range: options.fit ?? [x[0], x.at(-1)],
    exclude: options.exclude,
    points: refiner.used.length,
    lines: instrument.lines,
    method: options.method,
    background: options.background,
    refined: refiner.names,
    shared: options.shared,
    smooth: options.smooth,
    ...(options.blockFrames === undefined ? {} : { blockFrames: options.blockFrames }),
    maximumCycles: options.maximumCycles,
    tolerance: options.tolerance,
    cycles: rows.reduce((sum, { cycles }) => sum + cycles, 0),
  });
  const identifying = usedStep('xrd-rietveld/identifyPhases', {
    candidates: phases.map(({ phase }) => phase.name),
    present: refiner.options.phases.map(({ name }) => name),
  });
  return options.identify ? [structures, identifying, refining] : [structures, refining];
}
