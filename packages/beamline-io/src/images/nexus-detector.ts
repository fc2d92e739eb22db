import type { Hdf5File } from '../hdf5/file.js';
import { groupsIn, memberPath, numberAt, parentOf } from '../hdf5/nexus-members.js';
import { nexusWavelength } from '../hdf5/nexus-wavelength.js';
import { squarePixel, statedDetector } from './stated-detector.js';
import type { StatedDetector } from './stated-detector.js';
import { micrometres } from './tiff-description.js';

/** A length in mm; metres where no unit is written. */
function lengthAt(file: Hdf5File, path: string): number | undefined {
  const found = numberAt(file, path);
  const scale = found === undefined ? undefined : micrometres(found.unit ?? 'm');
  return found === undefined || scale === undefined ? undefined : (found.value * scale) / 1000;
}

/** A place of the beam in pixels, from the middle of the first; lengths are not taken. */
function beamAt(file: Hdf5File, path: string): number {
  const found = numberAt(file, path);
  return found === undefined || !/^(pixels?|px|)$/i.test(found.unit ?? '') ? Number.NaN : found.value - 0.5;
}

/**
 * Detector and beam of pictures in a NeXus file (NXdetector, and what states the wavelength): of the group that the pictures lie in,
 * or of the detector of the same entry. The beam is counted from the edge of the first pixel.
 */
export function nexusDetector(file: Hdf5File, pictures: string): StatedDetector {
  const entry = `/${pictures.split('/')[1]!}`;
  const instrument = memberPath(entry, 'instrument');
  const others = file.kind(instrument) === 'group' ? groupsIn(file, instrument) : [];
  const group = [parentOf(pictures), ...others].find((each) =>
    ['distance', 'x_pixel_size', 'beam_center_x'].some((name) => file.kind(memberPath(each, name)) === 'numbers'),
  );
  const wavelength = nexusWavelength(file, entry)?.wavelength;
  if (group === undefined) return statedDetector({ ...none, wavelength });
  const at = (name: string): string => memberPath(group, name);
  const [x, y] = [lengthAt(file, at('x_pixel_size')), lengthAt(file, at('y_pixel_size'))];
  return statedDetector({
    distance: lengthAt(file, at('distance')) ?? lengthAt(file, at('detector_distance')),
    pixel: squarePixel(x, y),
    centre: [beamAt(file, at('beam_center_y')), beamAt(file, at('beam_center_x'))],
    wavelength,
    exposure: numberAt(file, at('count_time'))?.value,
    cutoff: numberAt(file, at('saturation_value'))?.value,
  });
}

const none = { distance: undefined, pixel: undefined, centre: undefined, exposure: undefined, cutoff: undefined };
