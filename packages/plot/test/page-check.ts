import { parseSvg } from './svg-check.js';

/** How far, in points, the coordinates of a figure reach beyond its page; 0 where none does. */
export function reachBeyondPage(svg: string): number {
  const elements = parseSvg(svg);
  const [, , width, height] = elements[0]!.attributes['viewBox']!.split(' ').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  let reach = 0;
  const see = (value: number, size: number): void => {
    if (Number.isNaN(value)) throw new Error('a coordinate is no number');
    reach = Math.max(reach, -value, value - size);
  };
  for (const { name, attributes } of elements.slice(1)) {
    const at = (key: string): number => Number(attributes[key] ?? 0);
    for (const key of ['x', 'x1', 'x2', 'cx']) see(at(key), width);
    for (const key of ['y', 'y1', 'y2', 'cy']) see(at(key), height);
    if (name === 'rect' || name === 'image') {
      see(at('x') + at('width'), width);
      see(at('y') + at('height'), height);
      reach = Math.max(reach, -at('width'), -at('height'));
    }
    const pairs = (attributes['d'] ?? '').split(/[MLZ]/).filter((pair) => pair !== '');
    for (const pair of pairs) {
      const [x, y] = pair.split(' ').map(Number);
      see(x!, width);
      see(y!, height);
    }
  }
  return reach;
}
