import type { StatedDetector } from '@operando/beamline-io';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { geometry as checkGeometry } from '@operando/small-angle-fit';
import type { DetectorGeometry } from '@operando/small-angle-fit';
import type { SaxsOptions } from './options.js';

const units = { distance: 'mm', pixel: 'mm', centre: 'row, column', wavelength: 'angstrom' } as const;

/** How far a wavelength may differ from that of a header. */
const sameWavelength = 1e-3;

/** Where the detector stands: as the options say, and what they leave out as the headers do, which is told. */
export function imageGeometry(
  given: SaxsOptions['geometry'],
  stated: StatedDetector = {},
): { readonly geometry: DetectorGeometry; readonly warnings: readonly OperandoWarning[] } {
  const taken: string[] = [];
  const missing = (name: string): OperandoError =>
    new OperandoError('invalid-argument', `neither the options nor the headers of the images state the ${name}.`, {
      where: { parameter: `geometry.${name}` },
      cure: 'Give geometry: distance and pixel in mm, centre as row and column of the direct beam, wavelength in angstrom.',
    });
  const pick = <Value>(name: keyof typeof units, own: Value | undefined, header: Value | undefined): Value => {
    const value = own ?? header;
    if (value === undefined) throw missing(name);
    if (own === undefined) taken.push(`${name} ${String(value).replace(',', ', ')} (${units[name]})`);
    return value;
  };
  const geometry = checkGeometry({
    distance: pick('distance', given?.distance, stated.distance),
    pixel: pick('pixel', given?.pixel, stated.pixel),
    centre: pick<readonly [number, number]>('centre', given?.centre, stated.centre),
    wavelength: pick('wavelength', given?.wavelength, stated.wavelength),
    incidence: given?.incidence,
  });
  const other = stated.wavelength ?? geometry.wavelength;
  return {
    geometry,
    warnings: [
      ...(taken.length === 0
        ? []
        : [
            {
              code: 'geometry-from-header' as const,
              message: `Taken from the headers of the images: ${taken.join('; ')}.${taken.some((each) => each.startsWith('centre')) ? ' Stations count the beam from the edge or the middle of the first pixel: half a pixel is uncertain.' : ''}`,
            },
          ]),
      ...(Math.abs(other / geometry.wavelength - 1) > sameWavelength
        ? [
            {
              code: 'wavelength-differs' as const,
              message: `The headers of the images state a wavelength of ${other} angstrom; ${geometry.wavelength} was given, and is used.`,
            },
          ]
        : []),
    ],
  };
}
