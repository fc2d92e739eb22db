import { layerTilt } from '@operando/attenuation-image';
import type { LayerTilt, PictureSize } from '@operando/attenuation-image';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { CellOptions } from './options.js';

/** How layers lie, and what was made of it. */
export interface FoundTilt {
  /** Rows per column that profiles follow. */
  readonly followed: number;
  /** In the first frame; undefined where layers have no borders. */
  readonly measured: LayerTilt | undefined;
}

/** Rows beside the layers in which their outer borders are looked for. */
const beside = 4;
/** A tilt by less than a row across the cell blurs less than the camera. */
const leastRows = 1;
const leastErrors = 5;

/** The tilt of the first frame, and the one that is followed. @throws OperandoError `too-few-points` without borders to measure it by. */
export function tiltOf(
  attenuation: Float32Array,
  size: PictureSize,
  { tilt }: CellOptions,
  {
    columns,
    rows: [top, bottom],
  }: { readonly columns: readonly [number, number]; readonly rows: readonly [number, number] },
): FoundTilt {
  const rows = [Math.max(0, top - beside), Math.min(size.height, bottom + beside)] as const;
  const measured = layerTilt(attenuation, size, { columns, rows });
  if (typeof tilt === 'number') return { followed: Math.tan((tilt * Math.PI) / 180), measured };
  if (tilt === undefined) return { followed: 0, measured };
  if (measured === undefined)
    throw new OperandoError('too-few-points', 'the layers have no borders that their tilt could be measured by.', {
      where: { parameter: 'cell.tilt' },
      cure: 'Give the angle in degrees, or leave it out.',
    });
  return { followed: measured.tilt.value, measured };
}

const degrees = (tilt: number): number => (Math.atan(tilt) * 180) / Math.PI;

/** Layers that lie otherwise than profiles follow them. */
export function tiltWarnings(
  { followed, measured }: FoundTilt,
  [left, right]: readonly [number, number],
): OperandoWarning[] {
  if (measured === undefined) return [];
  const { value, stderr } = measured.tilt;
  const rows = Math.abs(value - followed) * (right - left);
  if (!(rows > leastRows && Math.abs(value - followed) > leastErrors * stderr)) return [];
  return [
    {
      code: 'layers-tilted',
      message: `Layers are tilted by ${degrees(value).toFixed(2)} +- ${degrees(stderr).toFixed(2)} degrees in the first frame, ${rows.toFixed(1)} rows across the cell${followed === 0 ? '' : ' more or less than was given'}: borders and fronts are blurred. Follow them with tilt: measured in the cell file.`,
    },
  ];
}
