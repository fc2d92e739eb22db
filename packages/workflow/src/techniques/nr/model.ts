import { OperandoError } from '@operando/core';
import type { ReflectivityCurve } from '@operando/beamline-io';
import { sldOf } from '@operando/nr-sld-fit';
import type { ReflectivityData, ReflectivityModel, Resolution, StackItem } from '@operando/nr-sld-fit';
import type { NrLayer, NrOptions } from './options.js';

/** A layer as the library takes it. */
function layerOf(item: NrLayer, where: string): StackItem {
  const { material, density, sld, repeat, layers, knots, ...rest } = item;
  const kinds = [material, sld, repeat, knots].filter((kind) => kind !== undefined).length;
  if (kinds !== 1) {
    throw new OperandoError('invalid-argument', `${where} has ${kinds} of sld, material, repeat and knots.`, {
      where: { parameter: where },
      cure: 'Each layer needs exactly one of them.',
    });
  }
  if (repeat !== undefined) {
    return { repeat, layers: (layers ?? []).map((inner, i) => layerOf(inner, `${where}.layers[${i}]`)) };
  }
  if (knots !== undefined) return { ...rest, thickness: rest.thickness ?? 0, knots };
  if (material === undefined) return { ...rest, sld: sld! };
  const found = sldOf(material, density);
  return { name: material, isld: found.isld, ...rest, sld: found.sld };
}

/** The model as the library takes it. */
export function modelOf({ name, parameters, layers, scale, background }: NrOptions): ReflectivityModel {
  return {
    name,
    parameters,
    layers: layers.map((layer, i) => layerOf(layer, `layers[${i}]`)),
    scale,
    background,
  };
}

/** The resolution that was stated, completed by the widths of the data. */
function resolutionOf(measured: Resolution | undefined, stated: NrOptions['resolution']): Resolution | undefined {
  if (stated === undefined) return measured;
  const { relative, dq, kind, shape, method } = stated;
  const style = { shape, method };
  if (relative !== undefined) return { relative, kind, ...style };
  if (dq !== undefined) return { dq, kind, ...style };
  return measured === undefined ? undefined : { ...measured, ...style };
}

/** A curve as the library takes it. */
export function dataOf(curve: ReflectivityCurve, { resolution: stated }: NrOptions): ReflectivityData {
  const measured = curve.dq === undefined ? undefined : { dq: curve.dq, kind: curve.dqKind };
  const resolution = resolutionOf(measured, stated);
  return { name: curve.name, q: curve.q, r: curve.r, dr: curve.dr, resolution };
}
