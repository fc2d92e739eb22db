import type { JsonValue } from '@operando/core';
import { widthRule } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { depthProfileDefaults } from './defaults.js';
import type { SliceProfiles } from './frame-profiler.js';
import type { DepthProfileOptions } from './options.js';
import { maskLines } from './plan-targets.js';

function usedDetector(detector: CalibratedDetector, options: DepthProfileOptions): JsonValue {
  const { calibration, angle, resolution } = detector;
  return {
    calibration: [...calibration.coefficients],
    twoTheta: angle.twoTheta,
    twoThetaStderr: Number.isFinite(angle.stderr) ? angle.stderr : null,
    widths: widthRule(detector, options),
    resolution:
      resolution === undefined
        ? null
        : {
            noise: resolution.noise.value,
            statistics: resolution.statistics.value,
            geometry: resolution.geometry.value,
          },
  };
}

/** What a depth profile was made with, whether given, from headers or taken where nothing is said. */
export function usedOptions(
  options: DepthProfileOptions,
  { detectors, positions, reflections }: SliceProfiles,
): Record<string, JsonValue> {
  const {
    profile = depthProfileDefaults.profile,
    windowWidth = depthProfileDefaults.windowWidth,
    background = depthProfileDefaults.background,
    minimumSignificance = depthProfileDefaults.minimumSignificance,
    normalisation,
  } = options;
  return {
    positions: [...positions],
    detectors: detectors.map((detector) => usedDetector(detector, options)),
    profile,
    windowWidth,
    background,
    minimumSignificance,
    likelihood: 'poisson',
    fixedLines: maskLines(options).map(({ name, energy }) => ({ name, energy })),
    masked: reflections.flatMap(({ phase, hkl, masked }) =>
      masked === undefined ? [] : [`${phase} ${hkl.join(' ')}: ${masked}`],
    ),
    ...(normalisation?.staticLine === undefined ? {} : { staticLine: normalisation.staticLine }),
  };
}
