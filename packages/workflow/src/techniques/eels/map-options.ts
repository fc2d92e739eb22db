import { OperandoError } from '@operando/core';
import type { EdgeMapOptions, MapEdge } from '@operando/energy-loss-map';
import type { MeasuredEdge } from './input.js';
import type { EelsOptions } from './options.js';

/** What the library takes, templates in their places. @throws OperandoError `invalid-argument`. */
export function mapOptions(
  options: EelsOptions,
  templates: Readonly<Record<string, MeasuredEdge>>,
): EdgeMapOptions | undefined {
  const { edges, background, range, layers, along, method, align, mostShift, countsPerElectron, spikes } = options;
  if (edges.length === 0) return undefined;
  if (background === undefined)
    throw new OperandoError('invalid-argument', 'edges are named, and no background.', {
      where: { parameter: 'background' },
      cure: 'Give the energies before the first edge: background: {window: [38, 53]}.',
    });
  return {
    edges: edges.map(({ file, ...edge }, k): MapEdge => {
      if (file === undefined) return edge;
      const spectrum = templates[file];
      if (spectrum !== undefined) return Object.assign(edge, { spectrum });
      throw new OperandoError('invalid-argument', `the edge ${file} is not there.`, {
        where: { parameter: `edges[${k}].file` },
        cure: 'With data in memory, give measured edges by name as the input templates.',
      });
    }),
    background,
    range,
    layers,
    along,
    method,
    align,
    mostShift,
    countsPerElectron,
    spikes,
  };
}
