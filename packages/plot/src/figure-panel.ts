import { band, line } from './drawn.js';
import type { FigureLine, FigurePanel } from './figure-options.js';
import { clip, frameRect, horizontalAxis, scaleTo, verticalAxis, wordInside } from './frame.js';
import type { Box } from './frame.js';
import { emptiestCorner, emptyPlace, fitLegend, legendParts, placesAlong } from './legend.js';
import type { LegendEntry } from './legend.js';
import { lineColour } from './line-colours.js';
import { numberless, padExtent, requireLength, requireRange } from './numbers.js';
import type { Svg } from './svg.js';
import { barsOf, extentWithBars } from './value-extent.js';
import type { ValuesWithBars } from './value-extent.js';

/** What a panel shares with the rest of its figure. */
export interface PanelContext {
  readonly index: number;
  readonly box: Box;
  readonly fontSize: number;
  /** Of the time axis. */
  readonly domain: readonly [number, number];
  readonly timeAt: (time: number) => number;
  /** Names of clip paths begin with this. */
  readonly id: string;
  /** Later times stand higher. */
  readonly up: boolean;
}

/** Values of a line with the ends of their errors; an error that is not known has none. */
function withBars({ values, stderr }: FigureLine): ValuesWithBars {
  return stderr === undefined ? { values } : { values, ...barsOf(values, stderr) };
}

/**
 * A panel beside the map: its lines with their bands, frame and axes. Without a range of its own, its axis takes in the bands,
 * but none that is wider than twice the spread of the values: those are cut at the frame. Lone points get a marker, and a panel
 * without a value a word.
 *
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for its range.
 */
export function panelParts(panel: FigurePanel, { index, box, fontSize, domain, timeAt, id, up }: PanelContext): Svg[] {
  panel.lines.forEach(({ time, values, stderr }, i) => {
    const name = `panels[${index}].lines[${i}]`;
    requireLength(values, time.length, `${name}.values`, `${name}.time`);
    if (stderr !== undefined) requireLength(stderr, time.length, `${name}.stderr`, `${name}.time`);
  });
  const extent = extentWithBars(panel.lines.map(withBars));
  const range =
    panel.range !== undefined
      ? requireRange(panel.range, `panels[${index}].range`)
      : extent === undefined
        ? numberless
        : padExtent(extent, 0.06);
  const place = scaleTo(range, box.x, box.x + box.width);
  const field = { box, clipPath: `url(#${id}-panel${index})` };
  const drawn = panel.lines.flatMap((one, i) => {
    const y = Float64Array.from(one.time, timeAt);
    const { values, low, high } = withBars(one);
    const colour = lineColour(i);
    return [
      ...(low === undefined || high === undefined
        ? []
        : band(
            [
              { x: Float64Array.from(low, place), y },
              { x: Float64Array.from(high, place), y },
            ],
            'y',
            field,
            { colour, opacity: '0.3' },
          )),
      ...line({ x: Float64Array.from(values, place), y }, 'y', field, { stroke: colour, width: 0.9, role: 'line' }),
    ];
  });
  const named = panel.lines.flatMap(({ label, values }, i) =>
    label === undefined || !Array.from(values).some(Number.isFinite) ? [] : [{ label, colour: lineColour(i) }],
  );
  const isEmpty = drawn.every((part) => part === '');
  return [
    clip(`${id}-panel${index}`, box),
    ...drawn,
    ...(named.length < 2 ? [] : legendOf(panel, named, box, fontSize, place, timeAt)),
    ...(isEmpty ? wordInside(box, panel.range === undefined ? 'no values' : 'no values in this range', fontSize) : []),
    frameRect(box),
    ...horizontalAxis({ box, domain: range, label: panel.label, unit: panel.unit, fontSize }),
    ...verticalAxis({ box, domain, label: '', unit: undefined, fontSize, up, bare: true }),
  ];
}

/** Names of the lines of a panel, in a corner that is free of them, else somewhere between, else in the freest corner. */
function legendOf(
  { lines }: FigurePanel,
  named: readonly LegendEntry[],
  box: Box,
  fontSize: number,
  place: (value: number) => number,
  timeAt: (time: number) => number,
): Svg[] {
  const legend = fitLegend(named, box, fontSize);
  const places = lines.flatMap(({ time, values }) =>
    placesAlong({ x: Float64Array.from(values, place), y: Float64Array.from(time, timeAt) }, box),
  );
  const corner = emptiestCorner(box, legend, places, ['upper right', 'upper left', 'lower right', 'lower left']);
  return legendParts(legend, corner.covered === 0 ? corner : (emptyPlace(box, legend, places) ?? corner), 'bar');
}
