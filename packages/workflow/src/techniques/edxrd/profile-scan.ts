import type { FrameSource } from '@operando/core';
import { createDepthProfiler } from '@operando/edxrd-depth-profile';
import type { DepthProfile, DepthProfileOptions } from '@operando/edxrd-depth-profile';
import { depthProfileOnThreads } from '@operando/threads';
import type { RunContext } from '../../technique/context.js';
import type { ProfiledSoFar } from './profiled-so-far.js';

type Scan = FrameSource<'channel', '1'>;

/** All but the frames on which results depend: what files say that is the same in all is that of the first. */
function keyOf({ metadata: { files: _files, ...metadata } }: Scan, options: DepthProfileOptions): string {
  return JSON.stringify([options, metadata]);
}

/** What was done, where these frames begin with those of then, and all else is the same. */
function continued(before: ProfiledSoFar | undefined, { known }: Scan, key: string): ProfiledSoFar | undefined {
  if (before === undefined || known === undefined || before.key !== key) return undefined;
  const isSame = before.marks.length <= known.marks.length && before.marks.every((mark, f) => mark === known.marks[f]);
  return isSame ? before : undefined;
}

/** Depth profiles of a scan; frames that an earlier run on fewer of them had are not fitted again. */
export async function profileScan(
  scan: Scan,
  options: DepthProfileOptions,
  context: Omit<RunContext, 'onProgress'> & { readonly onProgress: (done: number, total: number) => void },
): Promise<DepthProfile> {
  const { memory } = context;
  const { known } = scan;
  if (memory === undefined || known === undefined) return depthProfileOnThreads(scan, options, context);
  const key = keyOf(scan, options);
  const before = continued(memory.profiled, scan, key);
  // What is gone on with is whole again only when this has come to its end.
  memory.profiled = undefined;
  const begun = before ?? { profiler: createDepthProfiler(options), frames: 0 };
  const profile = await depthProfileOnThreads(scan, options, context, begun);
  const { marks } = known;
  memory.profiled = { key, marks, profiler: begun.profiler, frames: marks.length };
  // The first frames were read when there were fewer files.
  return {
    ...profile,
    series: Object.freeze({ ...profile.series, metadata: { ...profile.series.metadata, ...scan.metadata } }),
  };
}
