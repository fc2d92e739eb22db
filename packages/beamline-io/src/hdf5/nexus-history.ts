import { isWarningCode } from '@operando/core';
import type { JsonValue, MaskedPoints, Metadata, OperandoWarning, ProvenanceStep } from '@operando/core';
import type { Hdf5File } from './file.js';
import { groupsIn, memberPath, textAt } from './nexus-members.js';
import { isMetadata } from '../text/is-metadata.js';

/** What was known of a series when it was written. */
export interface SeriesHistory {
  readonly metadata: Metadata;
  /** Steps that led to it, first to last. */
  readonly provenance: readonly ProvenanceStep[];
}

const mostSteps = 1000;

/** JSON of a note that says it is such; undefined for other notes. */
function noteOf(file: Hdf5File, path: string): JsonValue | undefined {
  if (textAt(file, memberPath(path, 'type')) !== 'application/json') return undefined;
  try {
    return JSON.parse(textAt(file, memberPath(path, 'data')) ?? '') as JsonValue;
  } catch {
    return undefined;
  }
}

/** What a warning of masked points kept in numbers; undefined where it did not, or not all of it. */
function maskedOf(kept: JsonValue | undefined): MaskedPoints | undefined {
  if (!isMetadata(kept) || !isMetadata(kept['reasons'])) return undefined;
  const numberOf = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : Number.NaN);
  const [points, frames, total] = [numberOf(kept['points']), numberOf(kept['frames']), numberOf(kept['total'])];
  const [low, high] = [numberOf(kept['low']), numberOf(kept['high'])];
  const reasons = Object.fromEntries(Object.entries(kept['reasons']).map(([reason, n]) => [reason, numberOf(n)]));
  return [points, frames, total, low, high, ...Object.values(reasons)].some(Number.isNaN)
    ? undefined
    : { points, frames, total, low, high, reasons };
}

/** Warnings as they were kept; a code that is not known here, as of another version, is marked as foreign. */
function warningsOf(kept: readonly JsonValue[]): OperandoWarning[] {
  return kept.flatMap((value) => {
    if (!isMetadata(value)) return [];
    const { code, message, where } = value;
    const masked = maskedOf(value['masked']);
    if (typeof code !== 'string' || typeof message !== 'string') return [];
    return [
      {
        code: isWarningCode(code) ? code : (`x-${code}` as const),
        message,
        ...(isMetadata(where) ? { where } : {}),
        ...(masked === undefined ? {} : { masked }),
      },
    ];
  });
}

/** A step as `writeNexus` keeps it; undefined for what other programs write of their processing. */
function stepOf(file: Hdf5File, path: string): ProvenanceStep | undefined {
  const step = (textAt(file, memberPath(path, 'program')) ?? '').split(' ').at(-1)!;
  const configuration = noteOf(file, memberPath(path, 'configuration'));
  if (step === '' || !isMetadata(configuration)) return undefined;
  const { options, warnings } = configuration;
  return {
    step,
    ...(isMetadata(options) ? { options } : {}),
    ...(Array.isArray(warnings) ? { warnings: warningsOf(warnings) } : {}),
  };
}

/** Metadata and provenance that `writeNexus` keeps with a series; nothing of files by others. */
export function historyOf(file: Hdf5File, entry: string): SeriesHistory {
  const metadata = noteOf(file, memberPath(entry, 'notes'));
  const steps = groupsIn(file, entry)
    .filter((path) => /\/process_\d+$/.test(path))
    .slice(0, mostSteps);
  const provenance = steps.map((path) => stepOf(file, path)).filter((step) => step !== undefined);
  return { metadata: isMetadata(metadata) ? metadata : {}, provenance };
}

/** Whether the times of a series were numbers of frames when it was written. */
export const isUntimed = (history: readonly ProvenanceStep[]): boolean =>
  history.some(({ warnings = [] }) => warnings.some(({ code }) => code === 'time-unknown'));

/** The same steps without warnings of a code that no longer holds. */
export const withoutWarning = (
  history: readonly ProvenanceStep[],
  settled: OperandoWarning['code'],
): ProvenanceStep[] =>
  history.map((step) =>
    step.warnings === undefined ? step : { ...step, warnings: step.warnings.filter(({ code }) => code !== settled) },
  );

/** Whether points without a number are those that the history tells of as masked, with the reason that they had then. */
export const areTold = (history: readonly ProvenanceStep[], { points, low, high }: MaskedPoints): boolean =>
  history.some(({ warnings = [] }) =>
    warnings.some(
      ({ masked }) => masked !== undefined && masked.points >= points && masked.low <= low && masked.high >= high,
    ),
  );
