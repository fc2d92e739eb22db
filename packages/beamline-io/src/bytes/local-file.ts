import type { NamedSource } from '@operando/core';
import type { AccessContent } from '../electrochemistry/access-content.js';
import type { Hdf5File } from '../hdf5/file.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import type { ReadingRoom } from './reading-room.js';

/** How much packed texts may unpack to. */
export interface UnpackLimits {
  /** Gzip files: bytes they may unpack to. @default 16 GiB */
  readonly mostUnpacked?: number | undefined;
  /** Gzip files: unpacked over packed size, asked beyond the first MiB. @default 200 */
  readonly mostRatio?: number | undefined;
}

/** Ways to the contents of a file on this machine that there are beside its bytes. */
export interface LocalFile {
  /** Its name without its folders. */
  readonly base: string;
  /** All bytes, without waiting, of a small file; undefined for others. @param room Where they are put. @default room of their own */
  small(room?: ReadingRoom): Uint8Array | undefined;
  /** All bytes, of pipes too. @throws OperandoError `too-large`, `file-access`. */
  all(maxBytes: number): Promise<Uint8Array>;
  /** Bytes in pieces, unpacked; each piece is overwritten by the next. */
  pieces(limits: UnpackLimits): AsyncIterable<Uint8Array>;
  /** Opened by its path, so that it is not read into memory. */
  openHdf5(options: OpenHdf5Options): Promise<Hdf5File>;
  /** The platform's zlib. */
  inflate(bytes: Uint8Array, most: number): Uint8Array;
  /** Tables of an Access database, read in a thread of its own. */
  accessContent(bytes: Uint8Array, seconds: number): Promise<AccessContent>;
}

/** A source that is a file on this machine. */
export interface LocalSource extends NamedSource {
  /** What its platform can do with it beside giving its bytes. */
  readonly local: LocalFile;
}

const isLocal = (source: NamedSource): source is LocalSource => 'local' in source;

/** The ways that there are beside the bytes of a source, where it is a file on this machine. */
export function localFile(source: NamedSource): LocalFile | undefined {
  return isLocal(source) ? source.local : undefined;
}
