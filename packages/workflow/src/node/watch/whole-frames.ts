import { sortNaturally } from '@operando/beamline-io/node';
import type { InputFile } from '../hash-inputs.js';

/** Files of which a run can be made, and those that stand in frames that are not whole. */
export interface WholeFrames {
  readonly files: readonly InputFile[];
  readonly parts: readonly InputFile[];
}

/** Files of the data in frames, in the order in which readers take them; the last may lack some. */
function framesOf(files: readonly InputFile[], filesPerFrame: number): InputFile[][] {
  const data = files.filter(({ role }) => role === 'data');
  const places = new Map(sortNaturally(data.map(({ name }) => name)).map((name, place) => [name, place]));
  const ordered = data.toSorted((a, b) => places.get(a.name)! - places.get(b.name)!);
  return Array.from({ length: Math.ceil(ordered.length / filesPerFrame) }, (_, frame) =>
    ordered.slice(frame * filesPerFrame, (frame + 1) * filesPerFrame),
  );
}

/**
 * Of techniques several files of which make a frame, the files of whole frames: of a frame that lacks one, none can be used, since what
 * follows would move into its place.
 *
 * @param listed All files there are, in their order: so many of the data, one after another, are a frame.
 * @param isUsable Whether a file can be read now.
 */
export function wholeFrames(
  listed: readonly InputFile[],
  filesPerFrame: number,
  isUsable: (file: InputFile) => boolean,
): WholeFrames {
  if (filesPerFrame <= 1) return { files: listed.filter(isUsable), parts: [] };
  const whole = new Set<InputFile>();
  const parts: InputFile[] = [];
  for (const frame of framesOf(listed, filesPerFrame)) {
    if (frame.length === filesPerFrame && frame.every(isUsable)) frame.forEach((file) => whole.add(file));
    else parts.push(...frame.filter(isUsable));
  }
  return { files: listed.filter((file) => (file.role === 'data' ? whole.has(file) : isUsable(file))), parts };
}

/** Files without one of them, and without those that make a frame with it. @param files Whole frames. */
export function withoutFrameOf(
  files: readonly InputFile[],
  file: InputFile,
  filesPerFrame: number,
): readonly InputFile[] {
  if (filesPerFrame <= 1) return files.filter((each) => each !== file);
  const gone = framesOf(files, filesPerFrame).find((frame) => frame.includes(file)) ?? [file];
  return files.filter((each) => !gone.includes(each));
}
