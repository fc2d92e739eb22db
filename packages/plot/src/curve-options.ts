/** Something drawn in a curve panel. */
export interface Curve {
  /** Its name in the legend. @default not named */
  readonly label?: string | undefined;
  /** Places of its points, in the unit of the panel. */
  readonly x: ArrayLike<number>;
  /** For bands and ticks, their middle. */
  readonly y: ArrayLike<number>;
  /** Points with error bars, a line, a band between `low` and `high`, or upright strokes between them. @default 'line' */
  readonly kind?: 'points' | 'line' | 'band' | 'ticks' | undefined;
  /** Ends of error bars, of a band or of ticks. */
  readonly low?: ArrayLike<number> | undefined;
  /** Upper ends, in the unit of the panel. */
  readonly high?: ArrayLike<number> | undefined;
  /** Index of the colour; curves that belong together share it. @default its place in the panel */
  readonly colour?: number | undefined;
}

/** One panel. */
export interface CurvePanel {
  /** What runs along x. */
  readonly xLabel: string;
  /** As it is printed behind the label. @default none */
  readonly xUnit?: string | undefined;
  /** What runs along y. */
  readonly yLabel: string;
  /** As it is printed behind the label. @default none */
  readonly yUnit?: string | undefined;
  /** In the order in which they are drawn. */
  readonly curves: readonly Curve[];
  /** Share of the height of its column. @default 1 */
  readonly height?: number | undefined;
}

/** What `curveFigure` takes: columns of panels, each from top to bottom. */
export interface CurveFigureOptions {
  /** Side by side, each from top to bottom. */
  readonly columns: readonly (readonly CurvePanel[])[];
  /** Above all. @default none */
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.5 of the width, at least 40 */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}
