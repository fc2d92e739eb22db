/** Something drawn in a curve panel. */
export interface Curve {
  readonly label?: string | undefined;
  readonly x: ArrayLike<number>;
  /** For bands and ticks, their middle. */
  readonly y: ArrayLike<number>;
  /** Points with error bars, a line, a band between `low` and `high`, or upright strokes between them. @default 'line' */
  readonly kind?: 'points' | 'line' | 'band' | 'ticks' | undefined;
  /** Ends of error bars, of a band or of ticks. */
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
  /** Index of the colour; curves that belong together share it. @default its place in the panel */
  readonly colour?: number | undefined;
}

/** One panel. */
export interface CurvePanel {
  readonly xLabel: string;
  readonly xUnit?: string | undefined;
  readonly yLabel: string;
  readonly yUnit?: string | undefined;
  readonly curves: readonly Curve[];
  /** Share of the height of its column. @default 1 */
  readonly height?: number | undefined;
}

/** What `curveFigure` takes: columns of panels, each from top to bottom. */
export interface CurveFigureOptions {
  readonly columns: readonly (readonly CurvePanel[])[];
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.5 of the width, at least 40 */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}
