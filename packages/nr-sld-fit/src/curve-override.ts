import { OperandoError } from '@operando/core';
import type { InstrumentModel, LayerModel, ParameterSpec, ReflectivityModel, Value } from './model.js';
import type { Polarisation } from './polarisation.js';
import type { ProbeKind } from './probe.js';
import type { Resolution } from './resolution.js';

/** What is another for one curve of a joint fit. */
export interface CurveOverride {
  /** Parameters that are this curve's own, whether the model has them or not. */
  readonly parameters?: Readonly<Record<string, ParameterSpec>> | undefined;
  /** What is another of layers, by their names; a layer may become one of another kind. */
  readonly layers?: Readonly<Record<string, Partial<LayerModel>>> | undefined;
  /** Factor on its reflectivity. @default the model's */
  readonly scale?: Value | undefined;
  /** Added to its reflectivity. @default the model's */
  readonly background?: Value | undefined;
  /** What is said stands in place of the model's, the rest stays. */
  readonly instrument?: InstrumentModel | undefined;
  /** Widths of Q. @default those of data or model */
  readonly resolution?: Resolution | undefined;
  /** What this curve is measured with. */
  readonly probe?: ProbeKind | undefined;
  /** Of X-rays, eV. */
  readonly energy?: number | undefined;
  /** Of X-rays, angstrom. */
  readonly wavelength?: number | undefined;
  /** Spin states of this curve. */
  readonly polarization?: Polarisation | undefined;
}

const kinds = ['sld', 'material', 'knots', 'profile'] as const;
/** What goes with the kind of a layer, and not with another. */
const ofKind = [...kinds, 'isld', 'density', 'slices'] as const;

function overriddenLayer(layer: LayerModel, change: Partial<LayerModel>): LayerModel {
  if (!kinds.some((kind) => change[kind] !== undefined)) return { ...layer, ...change };
  const rest = Object.fromEntries(Object.entries(layer).filter(([key]) => !ofKind.some((kind) => kind === key)));
  return { ...rest, name: nameOf(layer), ...change };
}

/** Layers are called by their names, or by their materials. */
function nameOf({ name, material }: LayerModel): string | undefined {
  return name ?? (typeof material === 'object' ? material.name : material);
}

function overriddenLayers(
  layers: readonly LayerModel[],
  changes: Readonly<Record<string, Partial<LayerModel>>>,
  used: Set<string>,
): LayerModel[] {
  return layers.map((layer) => {
    const name = nameOf(layer);
    const inner =
      layer.layers === undefined ? layer : { ...layer, layers: overriddenLayers(layer.layers, changes, used) };
    if (name === undefined || !Object.hasOwn(changes, name)) return inner;
    used.add(name);
    return overriddenLayer(inner, changes[name]!);
  });
}

const namesOf = (layers: readonly LayerModel[]): string[] =>
  layers.flatMap((layer) => [...(nameOf(layer) === undefined ? [] : [nameOf(layer)!]), ...namesOf(layer.layers ?? [])]);

/** What is said over what was. */
function over<T extends object>(base: T, change: Partial<T>): T {
  return { ...base, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
}

/**
 * The model of one curve of a joint fit: that of all, with what is another for this one, such as the backing of a contrast.
 *
 * @throws OperandoError `invalid-argument` for a layer that the model has not.
 */
export function overriddenModel(model: ReflectivityModel, change: CurveOverride): ReflectivityModel {
  const { parameters = {}, layers: changes = {}, scale, background, instrument, resolution, polarization } = change;
  const { probe, energy, wavelength } = change;
  // One says what the X-rays are, and stands in place of the other.
  const isAnother = energy !== undefined || wavelength !== undefined;
  const used = new Set<string>();
  const layers = overriddenLayers(model.layers, changes, used);
  const patches = model.patches?.map((patch) => ({ ...patch, layers: overriddenLayers(patch.layers, changes, used) }));
  const missing = Object.keys(changes).find((name) => !used.has(name));
  if (missing !== undefined)
    throw new OperandoError('invalid-argument', `the model has no layer ${missing}.`, {
      where: { parameter: 'curves.layers' },
      cure: `Layers: ${namesOf([...model.layers, ...(model.patches ?? []).flatMap((patch) => patch.layers)]).join(', ') || 'none has a name'}.`,
    });
  return over(
    { ...model, ...(isAnother ? { energy: undefined, wavelength: undefined } : {}), layers, patches },
    {
      parameters: { ...model.parameters, ...parameters },
      own: [...(model.own ?? []), ...Object.keys(parameters)],
      scale,
      background,
      instrument: instrument === undefined ? undefined : over(model.instrument ?? {}, instrument),
      resolution,
      polarization,
      probe,
      energy,
      wavelength,
    },
  );
}
