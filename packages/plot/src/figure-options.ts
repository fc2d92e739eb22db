import type { ColourMapName } from './colour-map.js';

/** The heat map of an operando figure. */
export interface FigureMap {
  /** Increasing coordinates of the spectral axis. */
  readonly x: ArrayLike<number>;
  /** What runs along x. */
  readonly xLabel: string;
  /** As it is printed behind the label. @default none */
  readonly xUnit?: string | undefined;
  /** Frames x points, row-major; NaN where missing. */
  readonly values: ArrayLike<number>;
  /** Starts of its own frames, in `timeUnit`, where they are not those of the figure: of a long series, means of frames. @default those of the figure */
  readonly time?: ArrayLike<number> | undefined;
  /** Exposures of its own frames, in `timeUnit`. */
  readonly duration?: ArrayLike<number> | undefined;
  /** What the colours mean. */
  readonly label: string;
  /** Of the values. @default none */
  readonly unit?: string | undefined;
  /** Part of the axis shown. @default all */
  readonly xRange?: readonly [number, number] | undefined;
  /** Values at the ends of the colour bar, or the 0.5 and 99.5 percentiles of what is shown. @default 'percentile' */
  readonly valueRange?: readonly [number, number] | 'percentile' | undefined;
  /** What points without a value, which are grey, are called. @default 'no value' */
  readonly missing?: string | undefined;
  /** Colours of the map. @default 'viridis' */
  readonly colours?: ColourMapName | undefined;
}

/** A line drawn over the heat map. */
export interface FigureOverlay {
  /** Its name in the legend. */
  readonly label: string;
  /** One coordinate on the spectral axis per frame; NaN breaks the line. */
  readonly x: ArrayLike<number>;
}

/** A line in a panel, values against time. */
export interface FigureLine {
  /** Its name, shown where several lines of a panel have one. */
  readonly label?: string | undefined;
  /** One for each value, in `timeUnit`. */
  readonly time: ArrayLike<number>;
  /** In the unit of the panel; NaN leaves a gap. */
  readonly values: ArrayLike<number>;
  /** Standard errors, drawn as a band of one standard error either side. */
  readonly stderr?: ArrayLike<number> | undefined;
}

/** A panel beside the map, sharing its time axis. */
export interface FigurePanel {
  /** What its values are. */
  readonly label: string;
  /** As it is printed behind the label. @default none */
  readonly unit?: string | undefined;
  /** That it shows. */
  readonly lines: readonly FigureLine[];
  /** Ends of its axis, in its unit. @default the extent of the lines with their bands, as far as these are no wider than twice the spread of the values */
  readonly range?: readonly [number, number] | undefined;
}

/** What {@link operandoFigure} takes. Times are on one clock, in `timeUnit`. */
export interface OperandoFigureOptions {
  /** Frames over time. */
  readonly map: FigureMap;
  /** Start of each frame, increasing. */
  readonly time: ArrayLike<number>;
  /** Exposure of each frame. */
  readonly duration?: ArrayLike<number> | undefined;
  /** Title of the time axis. @default 'Time' */
  readonly timeLabel?: string | undefined;
  /** Unit of all times of the figure. @default 'h' */
  readonly timeUnit?: string | undefined;
  /** Which way time runs. @default 'up' */
  readonly timeDirection?: 'up' | 'down' | undefined;
  /** Lines over the map. @default none */
  readonly overlay?: readonly FigureOverlay[] | undefined;
  /** Beside the map. @default none */
  readonly panels?: readonly FigurePanel[] | undefined;
  /** Above all. @default none */
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.62 of the width, at least 75 */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7, or 8 from 120 mm */
  readonly fontSize?: number | undefined;
}
