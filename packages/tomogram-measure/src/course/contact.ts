import type { Estimate, OperandoWarning } from '@operando/core';
import type { InterfaceCourse } from '../interface/measure-interface.js';
import type { ContactFrame } from './course-types.js';

const unseen: OperandoWarning = {
  code: 'contact-not-visible',
  message:
    'no void is seen at the interface in any volume, so that no contact is given: it may be whole, voids may be too thin to be seen, or the interface that was found is another one. Look at slices.svg, and at the grey values of the materials.',
};

/**
 * Contact in each frame: the area of the interface less that below voids. Numbers are NaN where no frame shows a void: then
 * nothing says that one would be seen.
 */
export function contactOf(
  area: Estimate,
  { frames, areaFactor }: InterfaceCourse,
): { readonly frames: readonly ContactFrame[]; readonly warnings: readonly OperandoWarning[] } {
  const isSeen = frames.some(({ lostArea }) => lostArea.value > 0);
  const known = (value: number, stderr: number, unit: string): Estimate =>
    isSeen ? { value, stderr, unit } : { value: Number.NaN, stderr: Number.NaN, unit };
  const contact = frames.map(({ lostArea, lostTrueArea }): ContactFrame => {
    const stderr = Math.hypot(area.stderr, lostArea.stderr);
    const share = lostTrueArea / (area.value * areaFactor);
    return {
      projected: known(area.value - lostArea.value, stderr, 'pixel'),
      area: known(area.value * areaFactor - lostTrueArea, stderr * areaFactor, 'pixel'),
      fraction: known(1 - share, lostArea.stderr / area.value, '1'),
    };
  });
  return { frames: contact, warnings: isSeen ? [] : [unseen] };
}
