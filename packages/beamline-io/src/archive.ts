import { unzipSync } from 'fflate';
import { OperandoError } from '@operando/core';

/** Most that the wanted entries of an archive may unpack to. */
const mostBytes = 256 * 1024 * 1024;

/** Name of the first entries as far as the beginning of an archive shows them. */
export function archiveMentions(bytes: Uint8Array, name: string): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  const wanted = Array.from(name, (letter) => letter.charCodeAt(0));
  for (let i = 0; i + wanted.length <= bytes.length; i++) if (wanted.every((code, k) => bytes[i + k] === code)) return true;
  return false;
}

/**
 * Unpack the entries whose names fit; nothing else is unpacked, and no more
 * than 256 MiB, whatever an archive claims.
 *
 * @throws OperandoError `malformed-file` for a damaged archive or without such an entry, `too-large`.
 */
export function unpack(bytes: Uint8Array, wanted: RegExp): ReadonlyMap<string, Uint8Array> {
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!wanted.test(name)) return false;
        total += originalSize;
        if (total > mostBytes) throw new OperandoError('too-large', `the archive unpacks to more than ${mostBytes} bytes.`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof OperandoError) throw error;
    throw new OperandoError('malformed-file', `the archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`, { cure: 'The file seems cut short or damaged: copy it again.' });
  }
  const found = new Map(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (found.size === 0) throw new OperandoError('malformed-file', 'the archive holds no measured data.', { cure: 'Export a finished measurement.' });
  return found;
}
