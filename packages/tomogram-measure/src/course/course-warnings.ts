import type { OperandoWarning } from '@operando/core';
import type { GreyReferences } from '../grey/grey-scale.js';
import { widestBlur } from '../interface/find-interface.js';
import type { InterfaceCourse } from '../interface/measure-interface.js';
import type { Registration } from '../motion/register.js';
import type { TomogramOptions } from './course-types.js';
import type { FrameSetup } from './frame-setup.js';
import type { MeasuredFrame } from './measure-frame.js';

/** An interface wider than any blur. */
export function blurWarnings({ sheet }: InterfaceCourse, { zero, one }: GreyReferences): OperandoWarning[] {
  if (sheet.blur <= widestBlur - 0.05) return [];
  const message = `the interface of the first volume is blurred over ${widestBlur} voxels or more: voids and contact are likely those of something else. Look at the grey values of electrode and electrolyte (${zero} and ${one}), and at slices.svg.`;
  return [{ code: 'interface-blurred', message }];
}

/** Volumes whose motion was not found. */
export function motionWarnings(motions: readonly Registration[] | undefined): OperandoWarning[] {
  const message = 'the volume could not be registered to the first: its motion is where the search ended.';
  return (motions ?? []).flatMap(({ status }, t): OperandoWarning[] =>
    status === 'converged' ? [] : [{ code: 'not-converged', message, where: { frame: t } }],
  );
}

/** Share of the contrast by which a grey value may be off without a word: volumes are then wrong by as much. */
const mostOff = 0.08;

/** Bodies of a further material that are none, or have another grey value than was given: of the first such frame. */
export function particleWarnings(
  frames: readonly MeasuredFrame[],
  { level, levelError }: NonNullable<FrameSetup['particles']>,
  { references: { zero, one }, particles: given }: TomogramOptions,
): OperandoWarning[] {
  const missing = frames.findIndex(({ particles }) => particles!.bodies === 0);
  if (missing >= 0) {
    const message = `no bodies of the grey value ${given!.grey} are found below the interface: their volume is 0 for that reason.`;
    return [{ code: 'particles-not-as-given', message, where: { frame: missing } }];
  }
  if (frames.every(({ particles }) => Number.isNaN(particles!.level))) {
    const message = `no body of the grey value ${given!.grey} that is found is thick enough to see whether that is its grey value: there are few, or it is wrong.`;
    return [{ code: 'particles-not-as-given', message }];
  }
  const contrast = Math.abs(level - 1);
  const limit = Math.max(mostOff * contrast, 3 * levelError);
  const off = frames.findIndex(({ particles }) => Math.abs(particles!.level - level) > limit);
  if (off < 0) return [];
  const found = frames[off]!.particles!.level;
  const grey = (zero + found * (one - zero)).toPrecision(3);
  const message = `bodies of the further material have, away from their border, the grey value ${grey} of the first volume's scale, not ${given!.grey}: their volume is about ${Math.abs((found - 1) / (level - 1)).toPrecision(2)} times what it should be.`;
  return [{ code: 'particles-not-as-given', message, where: { frame: off } }];
}
