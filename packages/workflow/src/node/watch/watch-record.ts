import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperandoError } from '@operando/core';
import { exists, makeFolder, writeFileAtomic } from '@operando/beamline-io/node';

/** Name of the file that says what is watched: beside its results. */
export const watchRecordName = 'watch.json';

/** Versions are compared by what they can be gone on with, not by every release. */
const recordSchema = z.object({
  format: z.literal('operando-watch'),
  formatVersion: z.literal(1),
  technique: z.string(),
  options: z.record(z.string(), z.unknown()),
  /** When it was written, and how often was looked until then. */
  written: z.string(),
  looks: z.number(),
  /** Files that the results hold. */
  files: z.number(),
  /** Files that cannot be read, as they were then: they are tried again when they change. */
  leftOut: z.array(z.object({ file: z.string(), stamp: z.string(), message: z.string() })),
});

/** What a watch leaves in the folder of its results, to go on where it stood. */
export type WatchRecord = z.infer<typeof recordSchema>;

/**
 * What an earlier watch left in a folder; undefined where none did.
 *
 * @throws OperandoError `malformed-file`, `file-access`.
 */
export async function readWatchRecord(folder: string): Promise<WatchRecord | undefined> {
  const file = join(folder, watchRecordName);
  if (!(await exists(file))) return undefined;
  const refused = (cause: unknown): OperandoError =>
    new OperandoError('malformed-file', 'this is no record of a watch.', {
      where: { file },
      cure: 'Remove it to begin anew, or choose another folder.',
      cause,
    });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new OperandoError('file-access', 'the file cannot be read.', { where: { file }, cause });
  });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw refused(cause);
  }
  const { data, error } = recordSchema.safeParse(found);
  if (data === undefined) throw refused(error);
  return data;
}

/** Leaves a record in a folder, whole or not at all. */
export async function writeWatchRecord(folder: string, record: WatchRecord): Promise<void> {
  await makeFolder(folder);
  await writeFileAtomic(join(folder, watchRecordName), `${JSON.stringify(record, undefined, 1)}\n`, { force: true });
}

/** That what a folder holds is of the same watch. @throws OperandoError `file-exists`. */
export function expectSameWatch(
  { technique, options }: WatchRecord,
  now: Pick<WatchRecord, 'technique' | 'options'>,
  folder: string,
): void {
  const isSame = technique === now.technique && JSON.stringify(options) === JSON.stringify(now.options);
  if (isSame) return;
  const names = Object.keys({ ...options, ...now.options });
  const odd = names.find((name) => JSON.stringify(options[name]) !== JSON.stringify(now.options[name]));
  throw new OperandoError(
    'file-exists',
    technique === now.technique
      ? `what was watched here had another ${odd ?? 'order of options'}.`
      : `what was watched here was ${technique}.`,
    {
      where: { file: join(folder, watchRecordName) },
      cure: 'Go on with the same options, choose another folder, or add --force to begin anew.',
    },
  );
}
