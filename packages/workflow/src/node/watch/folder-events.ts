import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** File systems whose changes by other machines nobody tells this one: by the numbers that Linux has for them. */
const remote: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x65735546, // FUSE: sshfs, bindfs, ...
  0x01021997, // 9P
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x73757245, // Coda
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

/** Whether a folder is on a file system of the network. */
async function isRemote(folder: string): Promise<boolean> {
  try {
    return remote.has((await statfs(folder)).type >>> 0);
  } catch {
    return false;
  }
}

/** The folder that a place is, or lies in: a file that another is put in the place of would tell of nothing more. */
async function folderOf(place: string): Promise<string> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() === true ? place : dirname(place);
}

/** How places are watched. */
export interface FolderEventsOptions {
  /** Only look every second, instead of being told too. @default where a place lies on a file system of the network */
  readonly poll?: boolean | undefined;
}

/** Tells when something may have changed at some places, until it is closed. */
export interface FolderEvents {
  /** Whether it only looks. */
  readonly isPolling: boolean;
  close(this: void): void;
}

/** Milliseconds after which it is time to look whatever was told: no watcher sees everything. */
const lookEvery = 1000;

/**
 * Watch folders, and the folders of files. What is told is only that it is time to look: what there is, a listing says, so that no
 * change can be missed for longer than a second. One watch for each folder: one for each of twenty thousand files would be more
 * than systems allow.
 *
 * @param tell Called for every change, often.
 */
export async function watchFolders(
  places: readonly string[],
  tell: () => void,
  { poll }: FolderEventsOptions = {},
): Promise<FolderEvents> {
  const folders = [...new Set(await Promise.all(places.map(folderOf)))];
  const isPolling = poll ?? (await Promise.all(folders.map(isRemote))).includes(true);
  const timer = setInterval(tell, lookEvery);
  const watchers: FSWatcher[] = [];
  if (!isPolling)
    for (const folder of folders) {
      try {
        const watcher = watch(folder, tell);
        // A folder that cannot be watched any more is looked at all the same.
        watcher.on('error', () => watcher.close());
        watchers.push(watcher);
      } catch {
        // The same from the start.
      }
    }
  return {
    isPolling,
    close() {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
