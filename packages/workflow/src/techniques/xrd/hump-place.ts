import { OperandoError } from '@operando/core';
import type { HumpShape } from '@operando/xrd-peak-track';

/**
 * Where a hump is and how wide: `21.5:3`, or both numbers.
 *
 * @throws OperandoError `invalid-argument` for anything else.
 */
export function humpPlace(given: string | readonly [number, number]): HumpShape {
  const [, at, width] = typeof given === 'string' ? (/^\s*([+.\de]+)\s*:\s*([+.\de]+)\s*$/i.exec(given) ?? []) : [];
  const [center, fwhm] = typeof given === 'string' ? [Number(at), Number(width)] : given;
  if (!(center > 0 && center < 180 && fwhm > 0 && fwhm < 180)) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(given)} is no hump.`, {
      where: { parameter: 'hump' },
      cure: 'It must be center:width in degrees, as 21.5:3.',
    });
  }
  return { center, fwhm };
}
