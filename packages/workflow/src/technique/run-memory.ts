import { CountsMemory, FrameMemory } from '@operando/beamline-io';
import type { NamedSource, ProvenanceInput } from '@operando/core';
import type { ProfiledSoFar } from '../techniques/edxrd/profiled-so-far.js';
import type { NormalizedSoFar } from '../techniques/xas/normalized-so-far.js';

/** A file as it was when it was last looked at. */
export interface HashedFile extends Pick<ProvenanceInput, 'size' | 'sha256'> {
  /** Differs once the file was written to. */
  readonly stamp: string;
}

/** A file that was read before. */
export interface RememberedFile extends HashedFile {
  /** The same value for as long as the file is what it was. */
  readonly source: NamedSource;
}

/**
 * What runs on the same files, of which there are more and more, keep for the next: given to each of them, it saves what is the same.
 * Results do not depend on it.
 */
export interface RunMemory {
  /** Files by their paths. */
  readonly files: Map<string, RememberedFile>;
  /** Frames that were read. */
  readonly frames: FrameMemory;
  /** Frames of counts of several files. */
  readonly counts: CountsMemory;
  /** Spectra of `xas` that were normalized. */
  normalized?: NormalizedSoFar | undefined;
  /** Frames of `edxrd` that were fitted. */
  profiled?: ProfiledSoFar | undefined;
}

/** A memory for runs of one technique with the same options. */
export function createRunMemory(): RunMemory {
  return { files: new Map(), frames: new FrameMemory(), counts: new CountsMemory() };
}
