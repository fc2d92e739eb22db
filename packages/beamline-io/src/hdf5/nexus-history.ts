import { isWarningCode } from '@operando/core';
import type { JsonValue, Metadata, OperandoWarning, ProvenanceStep } from '@operando/core';
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

/** Warnings as they were kept; a code that is not known here, as of another version, is marked as foreign. */
function warningsOf(kept: readonly JsonValue[]): OperandoWarning[] {
  return kept.flatMap((value) => {
    if (!isMetadata(value)) return [];
    const { code, message, where } = value;
    if (typeof code !== 'string' || typeof message !== 'string') return [];
    return [
      {
        code: isWarningCode(code) ? code : (`x-${code}` as const),
        message,
        ...(isMetadata(where) ? { where } : {}),
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
