import { createGroupFitter } from './fit-group.js';
import type { GroupFitter } from './fit-group.js';
import type { DepthProfileOptions } from './options.js';
import type { FrameShape } from './frame-shape.js';
import type { Target, TargetGroup } from './plan-targets.js';

/** Fitters of the groups of a detector, and of the line that does not move. */
export interface DetectorFitters {
  readonly groups: readonly { readonly group: TargetGroup; readonly fit: GroupFitter }[];
  readonly still: GroupFitter | undefined;
  /** Reflections that are in no group. */
  readonly left: readonly number[];
  /** keV of the channels. */
  readonly energies: Float64Array;
}

/** Fitters of every detector. */
export function detectorFitters(
  shape: FrameShape,
  targets: readonly Target[],
  groups: readonly TargetGroup[],
  options: DepthProfileOptions,
): DetectorFitters[] {
  return shape.detectors.map((setup, detector): DetectorFitters => {
    const energies = Float64Array.from({ length: shape.channels }, (_, i) =>
      setup.calibration.energyOf(shape.firstChannel + i),
    );
    const own = groups.filter((group) => group.detector === detector);
    const grouped = new Set(own.flatMap(({ members }) => members));
    return {
      energies,
      groups: own.map((group) => ({ group, fit: createGroupFitter(setup, group.lines, energies, options) })),
      still:
        options.normalisation?.staticLine === undefined
          ? undefined
          : createGroupFitter(setup, [], energies, { ...options, minimumSignificance: 0 }),
      left: [...targets.keys()].filter((t) => targets[t]!.detector === detector && !grouped.has(t)),
    };
  });
}
