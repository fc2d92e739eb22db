/**
 * Figures of operando series as SVG text: pure functions, no browser, no files.
 * PNG is in `@operando/plot/png`.
 * @module
 */
export { operandoFigure } from './operando-figure.js';
export type { FigureLine, FigureMap, FigureOverlay, FigurePanel, OperandoFigureOptions } from './figure-options.js';
export { mapStripFigure } from './map-strip.js';
export type { MapStripOptions, StripMap } from './map-strip.js';
export { scatterFigure } from './scatter-figure.js';
export type { ScatterFigureOptions, ScatterGroup, ScatterLine } from './scatter-figure.js';
export { curveFigure } from './curve-figure.js';
export type { Curve, CurveFigureOptions, CurvePanel } from './curve-options.js';
export { figureWidths } from './limits.js';
export { colourMapNames, colourTable } from './colour-map.js';
export type { ColourMapName, Rgb } from './colour-map.js';
export { escapeXml } from './svg.js';
export { powerOfTen, tickLabels } from './ticks.js';
export type { TickNotation } from './ticks.js';
export { unitSigns } from './unit-signs.js';
export { frameSpans } from './frames-in-time.js';
export type { FrameSpans } from './frames-in-time.js';
export { imageFigure } from './image-figure.js';
export type { FigureImage, ImageFigureOptions } from './image-figure.js';
