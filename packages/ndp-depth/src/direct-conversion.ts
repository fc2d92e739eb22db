import type { SampleConversion } from './conversion.js';
import { sumOfFrames } from './count-frames.js';
import type { KeptFrame } from './count-frames.js';
import { layerLeaks } from './layer-leaks.js';
import type { CountingSetup } from './layer-leaks.js';
import type { ConcentrationProfile } from './profile.js';

/** Frames turned into profiles without an inversion. */
export function directConversion(
  setup: CountingSetup,
  convert: (frame: KeptFrame) => ConcentrationProfile,
): SampleConversion {
  const conversion: SampleConversion = {
    axes: setup.axes,
    geometry: setup.geometry,
    strengthOf: () => Number.NaN,
    smoothedAs: () => conversion,
    adapted: () => ({ conversion, lambda: Number.NaN }),
    soft: () => [],
    leaks: (frames, spectra) => layerLeaks(setup, sumOfFrames(frames), spectra, convert),
    convert,
  };
  return conversion;
}
