import type { AbsorptionSignal } from '@operando/beamline-io';

/** `auto`, `normalized`, a column label, `ln(i0/it)` or `if/i0` with labels of the file's. */
export function absorptionSignal(text: string): AbsorptionSignal {
  if (text === 'auto' || text === 'normalized') return text;
  const [, i0, it] = /^ln\((.+)\/(.+)\)$/.exec(text) ?? [];
  if (i0 !== undefined && it !== undefined) return { transmission: [i0.trim(), it.trim()] };
  const [, detectors, monitor] = /^(.+)\/([^/]+)$/.exec(text) ?? [];
  if (detectors !== undefined && monitor !== undefined) {
    return {
      fluorescence: [
        monitor.trim(),
        ...detectors
          .replace(/^\(|\)$/g, '')
          .split('+')
          .map((name) => name.trim()),
      ],
    };
  }
  return { column: /^\d+$/.test(text) ? Number(text) : text };
}
