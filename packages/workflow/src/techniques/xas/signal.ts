import type { AbsorptionSignal, OnBadPoint } from '@operando/beamline-io';
import type { XasOptions } from './options.js';

/** A column by its label, or by its number from 1. */
function columnOf(text: string): string | number {
  const name = text.trim();
  return /^\d+$/.test(name) ? Number(name) : name;
}

/** `auto`, `normalized`, a column, `ln(i0/it)` or `if/i0` with labels or numbers of the file's columns. */
export function absorptionSignal(text: string): AbsorptionSignal {
  if (text === 'auto' || text === 'normalized') return text;
  const [, i0, it] = /^ln\((.+)\/(.+)\)$/.exec(text) ?? [];
  if (i0 !== undefined && it !== undefined) return { transmission: [columnOf(i0), columnOf(it)] };
  const [, detectors, monitor] = /^(.+)\/([^/]+)$/.exec(text) ?? [];
  if (detectors !== undefined && monitor !== undefined) {
    const each = detectors.replace(/^\(|\)$/g, '').split('+');
    return { fluorescence: [monitor, ...each].map(columnOf) };
  }
  return { column: columnOf(text) };
}

/** What readers do with points that cannot be used. */
export const onBadPointOf = ({ badPoints }: Pick<XasOptions, 'badPoints'>): OnBadPoint =>
  badPoints === 'mask' ? 'mask' : 'error';
