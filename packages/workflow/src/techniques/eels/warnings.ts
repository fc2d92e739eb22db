import { finiteMedian, statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { edgeFunction } from '@operando/energy-loss-map';
import type { EdgeMaps, EdgeMapOptions } from '@operando/energy-loss-map';
import { counted } from '../../technique/words.js';
import type { LowLoss } from './low-loss.js';
import type { EelsOptions } from './options.js';

/** Edges that a window sums beside its own. */
function overlaps({ edges, method, background }: EdgeMapOptions): OperandoWarning[] {
  if (method !== 'two-window') return [];
  return edges.flatMap((edge, k): OperandoWarning[] => {
    const [, high] = edge.window ?? [0, 0];
    const shared = (other: EdgeMapOptions['edges'][number]): boolean =>
      edge.layers === undefined ||
      other.layers === undefined ||
      edge.layers.some((name) => other.layers!.includes(name));
    // Lines that stand before an edge belong to it.
    const begin = (other: EdgeMapOptions['edges'][number]): number =>
      Math.min(edgeFunction(other).onset, ...(other.lines ?? []).map((line) => line.energy)) -
      2 * (other.lines?.[0]?.width ?? 0);
    const others = edges.filter(
      (other, j) => j !== k && shared(other) && begin(other) < high && edgeFunction(other).onset > background.window[0],
    );
    if (others.length === 0) return [];
    const names = others.map((other) => other.name).join(', ');
    return [
      {
        code: 'edges-overlap',
        message: `The window of ${edge.name} ends at ${high} eV and holds ${names} too: what is called ${edge.name} is partly that. Fit templates (method).`,
      },
    ];
  });
}

/** Edges that begin where the background is taken. */
function withinBackground({ edges, background }: EdgeMapOptions): OperandoWarning[] {
  const [low, high] = background.window;
  const within = edges.filter((edge) => {
    const { onset } = edgeFunction(edge);
    return onset > low && onset < high;
  });
  if (within.length === 0) return [];
  return [
    {
      code: 'edges-overlap',
      message: `The window of the background goes to ${high} eV, and ${within.map(({ name }) => name).join(', ')} begins within it: the background holds part of the edge. End the window before it.`,
    },
  ];
}

/** Layers that have places in common. */
export function sharedLayers({ layers, along }: Pick<EelsOptions, 'layers' | 'along'>): OperandoWarning[] {
  const pairs = layers.flatMap((one, i) =>
    layers.slice(i + 1).flatMap((two) => {
      const [from, to] = [Math.max(one.from, two.from), Math.min(one.to, two.to)];
      return from > to ? [] : [`${one.name} and ${two.name} (${along} ${from === to ? from : `${from} to ${to}`})`];
    }),
  );
  if (pairs.length === 0) return [];
  return [
    {
      code: 'layers-overlap',
      message: `Layers share pixels: ${pairs.join(', ')}. These count in each of them, and have every edge of either.`,
    },
  ];
}

/** Pixels that hold nothing to fit. */
function withoutCounts({ frames }: EdgeMaps): OperandoWarning[] {
  const empty = frames.map(({ status }) => status.reduce((sum, each) => sum + Number(each === statusOf.masked), 0));
  const pixels = empty.reduce((sum, each) => sum + each, 0);
  if (pixels === 0) return [];
  const whole = empty.flatMap((each, f) => (each === frames[f]!.status.length ? [f] : []));
  const named = `${whole.slice(0, 5).join(', ')}${whole.length > 5 ? ', ...' : ''}`;
  return [
    {
      code: 'points-masked',
      message: `${counted(pixels, 'pixel')} of ${frames.length * frames[0]!.status.length} ${pixels === 1 ? 'holds' : 'hold'} no counts, and ${pixels === 1 ? 'has' : 'have'} no content (status masked)${whole.length === 0 ? '' : `; ${counted(whole.length, 'map')} (${named}) ${whole.length === 1 ? 'is' : 'are'} empty`}.`,
      where: { frame: empty.findIndex((each) => each > 0) },
    },
  ];
}

/** The range of a reduced chi-square within which counts are electrons. */
const poisson = [0.75, 1.3] as const;

function statistics(maps: EdgeMaps, options: EdgeMapOptions): OperandoWarning[] {
  const median = finiteMedian(Float64Array.from(maps.frames.flatMap(({ chiSquare }) => [...chiSquare])));
  const warnings: OperandoWarning[] = [];
  if (median < poisson[0] || median > poisson[1])
    warnings.push({
      code: 'counts-not-poisson',
      message: `Spectra scatter about the fit by ${median.toPrecision(3)} times the variance of counts: errors are wrong by the root of it. Give countsPerElectron (${((options.countsPerElectron ?? 1) * median).toPrecision(3)} if the shapes are right), or better shapes.`,
    });
  const statuses = maps.frames.flatMap(({ status }) => [...status]);
  const misfits = statuses.filter((status) => status === statusOf.misfit).length;
  // By chance one in 30000 is.
  if (misfits > 2 + statuses.length / 3000)
    warnings.push({
      code: 'misfit',
      message: `${counted(misfits, 'spectrum', 'spectra')} of ${statuses.length} are not described by background and edges (status misfit).`,
    });
  return warnings;
}

/** Shifts known worse than this are as good as none, eV. */
const unaligned = 0.3;

function shifts(maps: EdgeMaps, { align, method }: EdgeMapOptions, isKnown: boolean): OperandoWarning[] {
  if (method === 'two-window' || align === 'none') {
    return [
      {
        code: 'energies-unaligned',
        message: `Energies were not aligned${method === 'two-window' ? ': two-window sums channels as they are' : ', as asked'}; drift changes what windows and edges hold.`,
      },
    ];
  }
  if (isKnown) return [];
  const { frames } = maps;
  const measured = frames.filter(({ status }) => status.some((each) => each !== statusOf.masked));
  const errors = measured.map(({ shiftStderr }) => finiteMedian(shiftStderr));
  const bad = errors.filter((error) => !(error < unaligned)).length;
  const scattered = frames.filter(({ departs }) => departs).length;
  return [
    ...(bad === 0
      ? []
      : [
          {
            code: 'energies-unaligned',
            message: `In ${counted(bad, 'map')} of ${frames.length} the edges are too weak to tell the energy shift to ${unaligned} eV: contents there have large errors. Give low-loss spectra.`,
          } as const,
        ]),
    ...(scattered === 0
      ? []
      : [
          {
            code: 'shifts-scatter',
            message: `In ${counted(scattered, 'map')} of ${frames.length} energies of pixels are shifted by more than a drift across the map explains: pixels have shifts of their own there.`,
          } as const,
        ]),
  ];
}

/** What is to be said of maps. */
export function mapWarnings(maps: EdgeMaps, options: EdgeMapOptions, isKnown: boolean): OperandoWarning[] {
  const spikes = maps.frames.reduce((sum, frame) => sum + frame.spikes, 0);
  return [
    ...overlaps(options),
    ...withinBackground(options),
    ...withoutCounts(maps),
    ...(options.method === 'two-window' ? [] : statistics(maps, options)),
    ...shifts(maps, options, isKnown),
    ...(spikes === 0
      ? []
      : [
          { code: 'spikes-removed', message: `${counted(spikes, 'spike')} of single channels were not used.` } as const,
        ]),
  ];
}

/** That low-loss spectra end early. */
export function lowLossWarnings({ frames, last }: LowLoss): OperandoWarning[] {
  const cut = frames.reduce(
    (sum, { thickness }) => sum + thickness.status.reduce((n, status) => n + Number(status === statusOf.outside), 0),
    0,
  );
  if (cut === 0) return [];
  return [
    {
      code: 'spectrum-short',
      message: `Low-loss spectra end at ${last.toPrecision(4)} eV: ${counted(cut, 'pixel')} thicker than 1.2 mean free paths ${cut === 1 ? 'has' : 'have'} bounds of the thickness, and no value.`,
    },
  ];
}

/** Whether spectra are counts, by the first of them. */
export function wholeCounts(values: Float64Array): OperandoWarning[] {
  let [broken, seen] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    seen++;
    if (value < 0 || !Number.isInteger(value)) broken++;
  }
  if (broken <= 0.01 * seen) return [];
  return [
    {
      code: 'counts-not-whole',
      message: `${((100 * broken) / seen).toFixed(0)} % of the first map are no whole counts: they were scaled or interpolated. Give the counts as recorded, or countsPerElectron.`,
    },
  ];
}
