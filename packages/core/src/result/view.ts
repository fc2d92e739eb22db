/** What stands along an axis of a view: words as people write them, and a unit as in {@link Axis.unit}. */
export interface ViewAxis {
  /** In words, as it stands beside the axis. */
  readonly name: string;
  /** As in `Axis.unit`; `1` for none. */
  readonly unit: string;
}

/** Frames as a map: rows x points, row after row. */
export interface ViewMap {
  /** Of each point, in the unit of the view's `x`. */
  readonly x: Float64Array;
  /** NaN where there is none, or where it must not be used. */
  readonly values: ArrayLike<number>;
  /** Standard error of each value, same shape and unit. */
  readonly stderr?: ArrayLike<number>;
  /** The frame that each row begins with, where rows are means of several frames. @default each row is a frame */
  readonly firstFrames?: Float64Array;
}

/** What a curve of a frame is. */
export type ViewCurveKind = 'data' | 'fit' | 'component' | 'background' | 'residual' | 'band' | 'ticks';

/** A curve that belongs to one frame: what was fitted there, its parts, its background, what is left over. */
export interface ViewCurve {
  /** Number of the frame, or of the row where rows have names. */
  readonly frame: number;
  /** What it is, in words: `fitted`, `background`. */
  readonly name: string;
  /** How it is drawn. */
  readonly kind: ViewCurveKind;
  /** A curve on the points of the map from this one on; absent for one that has an `x` of its own. */
  readonly first?: number;
  /** Places of its points, in the unit of the view; absent where `first` says where they are. */
  readonly x?: Float64Array;
  /** Empty for ticks. */
  readonly values: Float64Array;
  /** Standard error of each value, in the unit of the values. */
  readonly stderr?: Float64Array;
  /** Ends of a band. */
  readonly low?: Float64Array;
  /** Upper end of the band, in the unit of the values. */
  readonly high?: Float64Array;
}

/** A curve that every frame has a share of: the spectrum of a species. */
export interface ViewComponent {
  /** What it is called: a species. */
  readonly name: string;
  /** Places of its points, in the unit of the view. */
  readonly x: Float64Array;
  /** Its values there, in the unit of the view. */
  readonly values: Float64Array;
  /** Its share in each frame, NaN where it is not known. */
  readonly weights: Float64Array;
}

/** A place on the `x` of a view that is followed through the frames: an edge, a peak, a boundary between layers. */
export interface ViewTrack {
  /** What is followed, in words. */
  readonly name: string;
  /** One for each frame, NaN where there is none. */
  readonly values: Float64Array;
  /** Standard error of each, in the unit of the view's `x`; NaN where it is not known. */
  readonly stderr?: Float64Array;
}

/** A stretch of the `x` of a view that was used for something. */
export interface ViewRange {
  /** What it was used for, in words. */
  readonly name: string;
  /** Lower end, in the unit of the view's `x`. */
  readonly from: number;
  /** Upper end, in the same unit. */
  readonly to: number;
}

/** Something that was recorded along with the frames, at times of its own: the voltage of the cycler. */
export interface ViewTrace {
  /** Name of the column of frames that was made of it. */
  readonly name: string;
  /** Of the values, as in `Axis.unit`. */
  readonly unit: string;
  /** Seconds after the first frame began. */
  readonly time: Float64Array;
  /** One for each of `time`; NaN where there is none. */
  readonly values: Float64Array;
}

/** A parameter that was sampled: draws that stand in the same order for all of them. */
export interface ViewSample {
  /** Of the parameter. */
  readonly name: string;
  /** Of the parameter, as in `Axis.unit`; empty where it is not known. */
  readonly unit: string;
  /** One for each draw. */
  readonly values: Float64Array;
}

/** When the frames of a view were measured, seconds after the first one began. */
export interface ViewTime {
  /** Of each frame, seconds after the first began. */
  readonly start: Float64Array;
  /** Exposure of each frame, seconds; 0 where it is not known. */
  readonly duration: Float64Array;
}

/**
 * Frames of a result as one looks at them: all of them as a map, each of them as a curve with what was fitted. Tables hold the
 * numbers; views hold what numbers were made of.
 */
export interface ResultView {
  /** Short and lower-case: `spectra`. */
  readonly name: string;
  /** What it shows, in a few words. */
  readonly title: string;
  /** What has to be said of it, in a sentence: which frames have fits. */
  readonly note?: string;
  /** What runs along the frames. */
  readonly x: ViewAxis;
  /** What the values are. */
  readonly y: ViewAxis;
  /** How `y` is shown at first. @default 'linear' */
  readonly scale?: 'linear' | 'square-root' | 'logarithm';
  /** The part of `x` that a map shows at first. @default all of it */
  readonly shown?: readonly [from: number, to: number];
  /** Absent where the times of frames are not known, and where rows are no frames. */
  readonly time?: ViewTime;
  /** Names of rows that are no frames: of curves that were fitted together. */
  readonly rowNames?: readonly string[];
  /** All frames over `x`; absent where they have no points in common. */
  readonly map?: ViewMap;
  /** What belongs to single frames: data, fits, bands; empty or absent where there is none. */
  readonly curves?: readonly ViewCurve[];
  /** Where all stand at the same places, their sum is what was fitted. */
  readonly components?: readonly ViewComponent[];
  /** Places on `x` that are followed through the frames. */
  readonly tracks?: readonly ViewTrack[];
  /** Stretches of `x` that were used for something. */
  readonly ranges?: readonly ViewRange[];
  /** What was recorded along, at times of its own. */
  readonly traces?: readonly ViewTrace[];
  /** Draws of a posterior, for each of its parameters. */
  readonly samples?: readonly ViewSample[];
}
