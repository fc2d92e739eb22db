import type { ResultTable } from '@operando/core';
import type { RietveldAnalysis } from './analysis.js';
import { column } from './column.js';

/** Points of the patterns that are shown. */
export function patternsTable({ shown, source: { x } }: RietveldAnalysis): ResultTable[] {
  if (shown.length === 0) return [];
  const join = (pick: (at: number) => ArrayLike<number>): Float64Array => {
    const out = new Float64Array(shown.length * x.length);
    shown.forEach((_, at) => out.set(pick(at), at * x.length));
    return out;
  };
  const observed = join((at) => shown[at]!.observed);
  const calculated = join((at) => shown[at]!.refinement.calculated);
  return [
    {
      name: 'patterns',
      index: {
        rows: 'point',
        columns: [
          { name: 'frame', unit: '1', values: join((at) => new Float64Array(x.length).fill(shown[at]!.frame)) },
          { name: 'two_theta', unit: 'deg', values: join(() => x) },
        ],
      },
      columns: [
        column('observed', '', observed),
        column('calculated', '', calculated),
        column(
          'background',
          '',
          join((at) => shown[at]!.refinement.background),
        ),
        column(
          'difference',
          '',
          observed.map((value, i) => value - calculated[i]!),
        ),
      ],
    },
  ];
}

/** Lines of the phases in the patterns that are shown. */
export function linesTable({ shown }: RietveldAnalysis): ResultTable[] {
  const all = shown.flatMap(({ frame, refinement }) =>
    refinement.phases.flatMap(({ name, lines }) => Array.from(lines.h, (_, n) => ({ frame, name, lines, n }))),
  );
  if (all.length === 0) return [];
  const of = (key: 'h' | 'k' | 'l' | 'twoTheta' | 'area' | 'areaStderr'): Float64Array =>
    Float64Array.from(all, ({ lines, n }) => lines[key][n]!);
  return [
    {
      name: 'lines',
      index: {
        rows: 'line',
        columns: [
          { name: 'frame', unit: '1', values: Float64Array.from(all, ({ frame }) => frame) },
          { name: 'phase', words: all.map(({ name }) => name) },
          column('h', '1', of('h')),
          column('k', '1', of('k')),
          column('l', '1', of('l')),
        ],
      },
      columns: [
        column('two_theta', 'deg', of('twoTheta')),
        column('area', 'deg', of('area'), { stderr: of('areaStderr') }),
      ],
    },
  ];
}
