import type { OperandoWarning } from '@operando/core';
import type { Member } from './fit-member.js';
import type { FitEntry } from './fit-entry.js';
import { materialWarnings } from './layer-material.js';
import { probeReplaced } from './probe.js';

/** What is to be told of models and curves before anything is fitted. */
export function problemWarnings(entries: readonly FitEntry[], members: readonly Member[]): OperandoWarning[] {
  return [
    ...modelWarnings(members),
    ...sharpWarnings(members),
    ...replacedWarnings(entries),
    ...probeWarnings(entries, members),
  ];
}

/** What is to be told of the materials of all models, once each. */
function modelWarnings(members: readonly Member[]): OperandoWarning[] {
  const told = members.flatMap(({ compiled: { model, probe } }) =>
    [model.layers, ...(model.patches ?? []).map((patch) => patch.layers)].flatMap((layers) =>
      materialWarnings(layers, probe),
    ),
  );
  return told.filter(({ message }, k) => told.findIndex((other) => other.message === message) === k);
}

/** Curves without any resolution. */
function sharpWarnings(members: readonly Member[]): OperandoWarning[] {
  const sharp = members.filter(({ data }) => data.resolution === undefined).map(({ data }) => data.name);
  if (sharp.length === 0) return [];
  return [
    {
      code: 'resolution-missing',
      message: `${sharp.slice(0, 6).join(', ')}${sharp.length > 6 ? ` and ${sharp.length - 6} more` : ''}: neither the data nor the model state a resolution, and Q counts as perfectly sharp. Give the model one, as in resolution: {relative: 0.05, kind: fwhm}.`,
    },
  ];
}

/** Curves whose own widths give way to those of the model. */
function replacedWarnings(entries: readonly FitEntry[]): OperandoWarning[] {
  const replaced = entries.flatMap(({ model: { resolution }, data }, e) => {
    const hasWidths = (of: typeof resolution): boolean => of?.dq !== undefined || of?.relative !== undefined;
    return hasWidths(resolution) && hasWidths(data.resolution) ? [data.name ?? `data ${e + 1}`] : [];
  });
  if (replaced.length === 0) return [];
  return [
    {
      code: 'resolution-replaced',
      message: `${replaced.slice(0, 6).join(', ')}${replaced.length > 6 ? ` and ${replaced.length - 6} more` : ''}: the data have widths of Q, and the resolution of the model was used instead. Leave it out of the model to use those of the data.`,
    },
  ];
}

/** Curves whose model says another probe than they do. */
function probeWarnings(entries: readonly FitEntry[], members: readonly Member[]): OperandoWarning[] {
  const replaced = members.flatMap(({ compiled, data }, e) => {
    const what = probeReplaced(compiled.probe, entries[e]!.data);
    return what === undefined ? [] : [`${data.name}: ${what}`];
  });
  if (replaced.length === 0) return [];
  return [
    {
      code: 'probe-replaced',
      message: `${replaced.slice(0, 6).join('; ')}${replaced.length > 6 ? `; and ${replaced.length - 6} more` : ''}. SLDs of materials are those of the model's probe.`,
    },
  ];
}
