import type uPlot from 'uplot';

/** Letters of a name below which it says nothing. */
const leastLetters = 3;

/**
 * As much of a label as there is room for: the end of its name goes first, its unit never does.
 *
 * @param widthOf Of a text, in the unit of the room.
 */
export function fittedLabel(label: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(label) <= room) return label;
  const [, name = label, unit = ''] = /^(.*?)( \([^()]*\))?$/s.exec(label) ?? [];
  const letters = Array.from(name);
  for (let kept = letters.length - 1; kept >= leastLetters; kept--) {
    const shorter = `${letters.slice(0, kept).join('').trimEnd()}…${unit}`;
    if (widthOf(shorter) <= room) return shorter;
  }
  return unit.trim();
}

/** A label of an axis that is never cut off by the end of its chart. */
export function axisLabel(label: string, place: 'below' | 'left'): uPlot.Axis.Label {
  return ({ ctx, bbox: { left, top, width, height } }) => {
    const [middle, length] =
      place === 'left' ? [top + height / 2, ctx.canvas.height] : [left + width / 2, ctx.canvas.width];
    return fittedLabel(label, 2 * Math.min(middle, length - middle), (text) => ctx.measureText(text).width);
  };
}
