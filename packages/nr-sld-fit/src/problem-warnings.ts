import type { OperandoWarning } from '@operando/core';
import type { Member } from './fit-member.js';
import type { FitEntry } from './fit-entry.js';
import { materialWarnings } from './layer-material.js';
import { probeReplaced } from './probe.js';
import { usualSharpness } from './resolution.js';

/** What is to be told of models and curves before anything is fitted. */
export function problemWarnings(entries: readonly FitEntry[], members: readonly Member[]): OperandoWarning[] {
  return [
    ...modelWarnings(members),
    ...sharpWarnings(members),
    ...zeroWidths(members),
    ...absurdWidths(members),
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

/** Curves whose own widths are 0 somewhere. */
function zeroWidths(members: readonly Member[]): OperandoWarning[] {
  return members.flatMap(({ data: { name, q, resolution } }): OperandoWarning[] => {
    const widths = resolution?.dq;
    const none = typeof widths === 'object' ? Array.from(widths).filter((width) => width === 0).length : 0;
    if (none === 0) return [];
    return [
      {
        code: 'resolution-missing',
        message: `${name}: the width of Q is 0 at ${none === q.length ? 'all' : `${none} of ${q.length}`} points, which count as perfectly sharp. Give the model a resolution, as in resolution: {relative: 0.05, kind: fwhm}, or leave these points out.`,
      },
    ];
  });
}

/** Standard deviation over Q that no instrument has: its kernel would reach Q of the other sign. */
const absurdSharpness = 0.3;

/** Curves whose widths of Q cannot be in the unit of Q, or are percent. */
function absurdWidths(members: readonly Member[]): OperandoWarning[] {
  return members.flatMap(({ data: { name, q, resolution } }): OperandoWarning[] => {
    const share = resolution === undefined ? 0 : usualSharpness(q, resolution);
    if (!(share > absurdSharpness)) return [];
    return [
      {
        code: 'unit-doubtful',
        message: `${name}: the standard deviations of Q are about ${Number((100 * share).toPrecision(2))} % of Q, which no instrument has. Are they percent, or in another unit? Give them in the unit of Q, or over Q as shares (0.03, not 3).`,
      },
    ];
  });
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
