import type { JsonValue } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import { isSearch } from './calibration-model.js';
import { isAdaptive } from './adaptive-smoothing.js';
import { frontDefaults, profileSeriesDefaults as defaults } from './defaults.js';
import type { DepthAxis } from './depth-axis.js';
import type { LayerLeak } from './layer-leaks.js';
import type { ProfileSeriesOptions } from './options.js';
import type { ConcentrationProfile } from './profile.js';
import type { SoftInterface } from './soft-interfaces.js';

/** How the profiles came about. */
export interface Circumstances {
  readonly options: ProfileSeriesOptions;
  readonly axes: readonly DepthAxis[];
  readonly calibration: EnergyCalibration | undefined;
  readonly lambda: number;
  /** Of the interfaces, um; none for a direct conversion. */
  readonly interfaceWidths: readonly number[];
  /** Layer in which an edge was found that nobody told of. */
  readonly edgeIn: string | undefined;
  /** Interfaces taken for sharp that are not. */
  readonly soft: readonly SoftInterface[];
  /** Layers that the method gets wrong for want of a resolution. */
  readonly leaks: readonly LayerLeak[];
}

/** What the profiles were made with, whether given, found or taken where nothing is said. */
export function usedOptions(
  { depthEdges, scaleUncertainty }: ConcentrationProfile,
  { options, axes, calibration, lambda, interfaceWidths, edgeIn }: Omit<Circumstances, 'soft' | 'leaks'>,
): Record<string, JsonValue> {
  const {
    method = defaults.method,
    interfaceWidth = defaults.interfaceWidth,
    lambda: asked = defaults.lambda,
  } = options;
  const { iterations = defaults.iterations, temporalSmoothness = defaults.temporalSmoothness } = options;
  return {
    method,
    ...(method === 'tikhonov'
      ? {
          lambda,
          lambdaRule: typeof asked === 'number' ? 'given' : asked,
          smoothing: isAdaptive(options) ? 'adaptive' : 'even',
          temporalSmoothness,
        }
      : {}),
    ...(method === 'richardson-lucy' ? { iterations } : {}),
    ...(method === 'direct'
      ? {}
      : {
          interfaceWidth: typeof interfaceWidth === 'number' ? interfaceWidth : [...interfaceWidths],
          interfaceWidthRule: interfaceWidth === 'evidence' ? 'evidence' : 'given',
        }),
    ...(options.front === undefined
      ? {}
      : { front: { layer: options.front.layer, width: options.front.width ?? frontDefaults.width } }),
    ...(edgeIn === undefined ? {} : { edgeIn }),
    rebin: options.rebin?.width ?? null,
    leastBeam: options.leastBeam ?? defaults.leastBeam,
    ...(calibration === undefined
      ? {}
      : {
          calibration: [...calibration.coefficients],
          calibrationRule: isSearch(options.calibration!) ? 'lines' : 'given',
        }),
    background: options.background === undefined ? 'none' : 'blank',
    particles: axes.map(({ ion }) => ion),
    threshold: axes[0]!.threshold,
    stopping: axes[0]!.layers.map(({ name, source }) => `${name}: ${source}`),
    depthBins: depthEdges.length - 1,
    deepest: depthEdges.at(-1)!,
    scaleUncertainty,
  };
}
