import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { DepthProfiles } from '@operando/attenuation-image';
import type { CellOptions } from './options.js';

/** A cell that takes less than this away from the beam may be none: pictures may be exchanged. */
const leastAttenuation = 0.01;

/** Layers of the first frame that take nothing away from the beam: sample and open beam are not what they are said to be. */
export function openBeamWarnings(
  { firstRow, rows, values }: DepthProfiles,
  layers: readonly { readonly rows: readonly [from: number, to: number] }[],
): OperandoWarning[] {
  const inLayers = [...values.subarray(0, rows)].filter(
    (value, k) =>
      Number.isFinite(value) && layers.some(({ rows: [from, to] }) => firstRow + k >= from && firstRow + k < to),
  );
  const mean = inLayers.reduce((sum, each) => sum + each, 0) / inLayers.length;
  if (!(mean < leastAttenuation)) return [];
  return [
    {
      code: 'attenuation-not-positive',
      message: `The layers of the first frame have an attenuation of ${mean.toFixed(3)}, as if there were no cell in the beam. Are radiographs and open beam exchanged, or was the open beam taken through the cell (command: --open)?`,
    },
  ];
}

/** @throws OperandoError `invalid-argument` where there are fewer frames than changes are to be taken from. */
export function expectFrames(count: number, firstFrames: number): void {
  if (firstFrames <= count) return;
  throw new OperandoError('invalid-argument', `${firstFrames} frames at the beginning are asked for, of ${count}.`, {
    where: { parameter: 'firstFrames' },
    cure: 'Give fewer (command: --first-frames): those before anything changes.',
  });
}

/** A share with its error; digits of small ones are kept. */
export function shareWords(share: number, stderr: number): string {
  return stderr < 0.001
    ? `${share.toPrecision(3)} +- ${stderr.toPrecision(2)}`
    : `${share.toFixed(3)} +- ${stderr.toFixed(3)}`;
}

/** Slips of the cell file that a share of the charge gives away, to be suspected before all else. */
export function plainFaults(share: number): string {
  if (share < 0) return 'the sign of the charge, or gain and loss the wrong way round (cell.charge), ';
  return share < 0.05 || share > 20 ? 'the size of pixels, which is in um (cell.pixelSize), ' : '';
}

/** What neutrons and X-rays are imaged with, generously. */
const usualWavelengths = [0.5, 20] as const;
const usualCrossSections = [0.01, 2e4] as const;
/** Pixels of cameras for neutrons, and pictures of any kind, um. */
const usualNeutronPixels = [0.5, 1000] as const;
const usualPictures = [5, 1e6] as const;

/** Numbers of the cell file that hint at other units: they scale lithium and depths, and nothing else would tell. */
export function unitWarnings(
  { wavelength, crossSection, pixelSize }: CellOptions,
  { width, height }: { readonly width: number; readonly height: number },
): OperandoWarning[] {
  const told: string[] = [];
  const isOutside = (value: number, [least, most]: readonly [number, number]): boolean => value < least || value > most;
  if (wavelength !== undefined && isOutside(wavelength, usualWavelengths))
    told.push(
      `a wavelength of ${wavelength} angstrom (cell.wavelength; neutrons are imaged with ${usualWavelengths.join(' to ')}, 1 nm is 10 angstrom)`,
    );
  if (crossSection !== undefined && isOutside(crossSection, usualCrossSections))
    told.push(`a cross-section of ${crossSection} barn (cell.crossSection; 1 barn is 1e-24 cm^2)`);
  if (pixelSize !== undefined) {
    const field = Math.max(width, height) * pixelSize;
    const isNeutron = wavelength !== undefined || crossSection !== undefined;
    if (isOutside(field, usualPictures) || (isNeutron && isOutside(pixelSize, usualNeutronPixels)))
      told.push(
        `pixels of ${pixelSize} um, so that pictures are ${(field / 1000).toPrecision(3)} mm wide or high (cell.pixelSize; 1 mm is 1000 um)`,
      );
  }
  return told.length === 0
    ? []
    : [
        {
          code: 'units-doubtful',
          message: `The cell file says ${told.join(', and ')}: are these in the units that are asked for?`,
        },
      ];
}
