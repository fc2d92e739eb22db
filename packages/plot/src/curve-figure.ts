import type { CurveFigureOptions, CurvePanel } from './curve-options.js';
import { curvePanelParts, extentsOf } from './curve-panel.js';
import { evenSample, figureId } from './figure-id.js';
import { horizontalAxisHeight, requireRoom, verticalAxisWidth, verticalTicks } from './frame.js';
import { figureWidths } from './limits.js';
import { requireBetween } from './numbers.js';
import { pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';

/** Numbers that tell one panel from another. */
function tellingNumbers({ curves }: CurvePanel): number[] {
  return curves.flatMap(({ x, y }) => [x.length, ...evenSample(x), ...evenSample(y)]);
}

/**
 * Panels of curves in columns: reflectivity with residuals beneath, an SLD profile with its band beside. Points without
 * neighbours on a line get a marker; a panel whose curves have no finite point says so. Vertical axes take in error bars and
 * bands, but none that is longer than twice the spread of the values: those are cut at the frame. The names of curves stand in a
 * corner that is free of them, or else beside the panel.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `too-few-points` for a panel without curves, `invalid-argument` for sizes.
 */
export function curveFigure(options: CurveFigureOptions): string {
  const millimetres = requireBetween(options.width ?? 170, ...figureWidths, 'width');
  const fontSize = requireBetween(options.fontSize ?? 7, 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const height =
    requireBetween(options.height ?? Math.max(40, 0.5 * millimetres), 40, 500, 'height') * pointsPerMillimetre;
  const top = fontSize * (options.title === undefined ? 0.9 : 2.4);
  const columnWidth = width / Math.max(1, options.columns.length);
  const id = figureId([width, height, ...options.columns.flat().flatMap(tellingNumbers)]);
  const parts: Svg[] = [];
  options.columns.forEach((panels, c) => {
    const extents = panels.map((panel, p) => extentsOf(panel, `columns[${c}][${p}]`));
    const below = horizontalAxisHeight(fontSize, 1) + fontSize * 0.6;
    const free = height - top - below * panels.length;
    const shares = panels.map((panel) => panel.height ?? 1);
    const whole = shares.reduce((sum, share) => sum + share, 0);
    const heights = shares.map((share) => (free * share) / whole);
    // Frames of one column begin at one place, so that their axes line up.
    const left =
      Math.max(
        ...panels.map((_, p) =>
          verticalAxisWidth(
            verticalTicks({ box: { x: 0, y: 0, width: 1, height: heights[p]! }, domain: extents[p]!.y, fontSize }),
            fontSize,
          ),
        ),
      ) + 1;
    let y = top;
    panels.forEach((panel, p) => {
      const box = requireRoom(
        { x: c * columnWidth + left, y, width: columnWidth - left - fontSize, height: heights[p]! },
        fontSize,
      );
      y += heights[p]! + below;
      parts.push(...curvePanelParts(panel, { box, extents: extents[p]!, fontSize, id: `${id}-${c}-${p}` }));
    });
  });
  return svgDocument(width, height, options.title, [
    options.title === undefined
      ? ''
      : textElement(options.title, { x: width / 2, y: fontSize * 1.5, size: fontSize * 1.1, role: 'heading' }),
    ...parts,
  ]);
}
