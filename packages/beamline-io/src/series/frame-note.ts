import type { Frame } from './frame.js';

/** What is known of a frame without its points. */
export type FrameNote = Pick<
  Frame,
  'name' | 'expression' | 'normalized' | 'unit' | 'wavelength' | 'absorber' | 'time' | 'scalars' | 'warnings' | 'format'
>;

const noScalars: FrameNote['scalars'] = {};

/** The edge that a header states; that of another frame where it is the same. */
function sharedAbsorber({ absorber: own }: Frame, before: FrameNote | undefined): FrameNote['absorber'] {
  const other = before?.absorber;
  return own?.element === other?.element && own?.edge === other?.edge ? other : own;
}

/** What there is to say of a frame; what was said of another where it is the same. */
function sharedWarnings({ warnings: own }: Frame, before: FrameNote | undefined): FrameNote['warnings'] {
  const other = before?.warnings ?? [];
  const isSame =
    own.length === other.length &&
    own.every(({ code, message, where }, k) => {
      const each = other[k]!;
      return code === each.code && message === each.message && JSON.stringify(where) === JSON.stringify(each.where);
    });
  return isSame ? other : own;
}

/**
 * What is kept of each of a hundred thousand frames: nothing but this, whatever else a frame has, and once what the one before it
 * has too.
 */
export function noteOf(frame: Frame, before?: FrameNote): FrameNote {
  const { name, expression, normalized, unit, wavelength, time, scalars, format } = frame;
  const absorber = sharedAbsorber(frame, before);
  return {
    name,
    expression: expression === before?.expression ? before.expression : expression,
    time,
    scalars: Object.keys(scalars).length === 0 ? noScalars : scalars,
    warnings: sharedWarnings(frame, before),
    format,
    ...(normalized === undefined ? {} : { normalized }),
    ...(unit === undefined ? {} : { unit: unit === before?.unit ? before.unit : unit }),
    ...(wavelength === undefined ? {} : { wavelength }),
    ...(absorber === undefined ? {} : { absorber }),
  };
}
