import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { DepthProfiles } from '@operando/attenuation-image';

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
