import { fwhmPerSigma } from '@operando/core';
import type { FitEntry } from './fit-entry.js';
import type { LayerModel } from './model.js';
import { probeOf } from './probe.js';
import { resolutionOf, usualSharpness } from './resolution.js';
import type { Resolution } from './resolution.js';
import type { SlabTable } from './slab-table.js';

/** Another way to read models or data: in other units, or as seen by another probe. */
export interface Reading {
  readonly option: 'probe' | 'thickness' | 'sld' | 'q' | 'resolution' | 'widths';
  /** The factor on it; of another probe the energy of its X-rays in eV, 0 for neutrons; of a resolution above 1 for standard deviations, below for full widths; of widths the factor on them. */
  readonly value: number;
  /** The curve, where it is of one. */
  readonly curve?: number | undefined;
  readonly entry?: (entry: FitEntry, curve: number) => FitEntry;
  readonly table?: (table: SlabTable) => SlabTable;
}

/** Cu K alpha, eV. */
const copper = 8047.8;
/** Curves of joint fits whose probe is doubted. */
const mostCurves = 6;
/** 1/angstrom: Q beyond is hardly measured. */
const highestQ = 0.8;
/** 1e-6/angstrom^2: no medium but vacuum and mixtures that are matched to it has so little. */
const leastSld = 0.05;
/** Standard deviations over Q: above or below, widths of another unit are asked for. */
const blurred = 0.04;
const sharp = 0.004;
/** Angstrom: a whole stack in micrometres is no more. */
const micrometres = 20;

const hasMaterial = ({ material, layers = [] }: LayerModel): boolean =>
  material !== undefined || layers.some(hasMaterial);

/** A curve seen by the other probe. */
function otherProbes(entries: readonly FitEntry[]): Reading[] {
  if (entries.length > mostCurves) return [];
  return entries.flatMap(({ model, data }, c): Reading[] => {
    if (!model.layers.some(hasMaterial)) return [];
    const isXray = probeOf(model, data).kind === 'x-ray';
    const { probe: _, energy, wavelength, ...rest } = model;
    const none = energy === undefined && wavelength === undefined && data.energy === undefined;
    const stated = none && data.wavelength === undefined ? { energy: copper } : { energy, wavelength };
    const other = isXray ? { ...rest, probe: 'neutron' as const } : { ...rest, ...stated, probe: 'x-ray' as const };
    const seen = isXray ? 0 : (probeOf(other, data).energy ?? copper);
    return [
      { option: 'probe', value: seen, curve: c, entry: (entry, k) => (k === c ? { ...entry, model: other } : entry) },
    ];
  });
}

const times = (values: Float64Array, factor: number): Float64Array => values.map((value) => factor * value);

/** A resolution whose widths are another unit's. @param relatively Whether those over Q are, too. */
function widthsTimes(resolution: Resolution, factor: number, relatively: boolean): Resolution {
  const { dq, relative } = resolution;
  return {
    ...resolution,
    dq: typeof dq === 'number' ? factor * dq : dq === undefined ? undefined : times(Float64Array.from(dq), factor),
    relative: relative === undefined || !relatively ? relative : factor * relative,
  };
}

/** Data whose Q is in 1/nm. */
function inNanometres(entry: FitEntry): FitEntry {
  const { data } = entry;
  const { resolution } = data;
  return {
    ...entry,
    data: {
      ...data,
      q: times(Float64Array.from(data.q), 0.1),
      ...(resolution === undefined ? {} : { resolution: widthsTimes(resolution, 0.1, false) }),
    },
  };
}

/**
 * Widths of Q that are those of another unit, where instruments hardly have such: 1/nm beside Q in 1/angstrom (or the other way
 * round). Widths of the model are read so as well as those of the data.
 */
function scaledWidths(entries: readonly FitEntry[]): Reading[] {
  const [first] = entries.flatMap(({ model, data }) => {
    const resolution = resolutionOf(data.resolution, model.resolution);
    return resolution === undefined ? [] : [usualSharpness(data.q, resolution)];
  });
  if (first === undefined) return [];
  const factors = first > blurred ? [0.1] : first > 0 && first < sharp ? [10] : [];
  return factors.map((value) => ({
    option: 'widths',
    value,
    entry: ({ model, data, ...rest }) => ({
      ...rest,
      model:
        model.resolution === undefined ? model : { ...model, resolution: widthsTimes(model.resolution, value, true) },
      data: data.resolution === undefined ? data : { ...data, resolution: widthsTimes(data.resolution, value, true) },
    }),
  }));
}

/** Data whose widths of Q are of the other kind, where the model does not say its own. */
function otherWidths(entries: readonly FitEntry[]): Reading[] {
  const kinds = entries.flatMap(({ model, data }) =>
    model.resolution === undefined && data.resolution !== undefined ? [data.resolution.kind] : [],
  );
  if (kinds.length === 0) return [];
  return [
    {
      option: 'resolution',
      value: kinds[0] === 'fwhm' ? fwhmPerSigma : 1 / fwhmPerSigma,
      entry: (entry) => {
        const { resolution } = entry.data;
        if (resolution === undefined) return entry;
        const kind = resolution.kind === 'fwhm' ? ('sigma' as const) : ('fwhm' as const);
        return { ...entry, data: { ...entry.data, resolution: { ...resolution, kind } } };
      },
    },
  ];
}

/** Ways to read a model and its data that make sense. @param tables Its stacks where a fit begins. */
export function readingsOf(entries: readonly FitEntry[], tables: readonly SlabTable[]): Reading[] {
  const lengths = (factor: number): Reading => ({
    option: 'thickness',
    value: factor,
    table: (table) => ({
      ...table,
      thickness: times(table.thickness, factor),
      roughness: times(table.roughness, factor),
    }),
  });
  const slds = (factor: number): Reading => ({
    option: 'sld',
    value: factor,
    table: (table) => ({ ...table, sld: times(table.sld, factor), isld: times(table.isld, factor) }),
  });
  const all = (column: 'thickness' | 'sld'): number[] => tables.flatMap((table) => Array.from(table[column], Math.abs));
  const total = all('thickness').reduce((sum, value) => sum + value, 0);
  const q = Math.max(...entries.map(({ data }) => Array.from(data.q).reduce((most, at) => Math.max(most, at), 0)));
  return [
    ...otherWidths(entries),
    ...scaledWidths(entries),
    ...otherProbes(entries),
    ...(total > 0 ? [lengths(10)] : []),
    ...(total > 0 && total < micrometres ? [lengths(1e4)] : []),
    ...(Math.max(...all('sld')) < leastSld ? [slds(1e4), slds(1e6)] : []),
    ...(q > highestQ ? [{ option: 'q', value: 0.1, entry: inNanometres } satisfies Reading] : []),
  ];
}
