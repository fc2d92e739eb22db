import type { LayerModel, ReflectivityModel } from '../src/index.js';

/** A state of the simulated cells: titanium and copper on silicon, perhaps plated lithium, interphase, electrolyte. */
export function cellModel(
  name: string,
  truth: { readonly [name: string]: number },
  options: { readonly lithium: boolean; readonly fixed?: Readonly<Record<string, number>> },
): ReflectivityModel {
  const around = (value: number, low: number, high: number): { value: number; bounds: [number, number] } => ({
    value,
    bounds: [low, high],
  });
  const { lithium, fixed = {} } = options;
  const parameters = {
    scale: around(1, 0.9, 1.1),
    background: around(1e-6, 0, 1e-5),
    ti: around(45, 20, 80),
    ti_rough: around(6, 1, 15),
    cu: around(500, 400, 650),
    cu_rough: around(6, 1, 15),
    sei_sld: around(4.5, 3, 6),
    electrolyte: around(5.7, 5.3, 6.1),
    sei: around(40, 10, 120),
    sei_rough: around(10, 3, 30),
    el_rough: around(20, 5, 40),
    ...(lithium ? { li: around(150, 10, 450), li_rough: around(10, 3, 30) } : {}),
  };
  const spec = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      fixed[key] === undefined ? value : { value: fixed[key], fixed: true },
    ]),
  );
  const layers: LayerModel[] = [
    { sld: 2.07 },
    { name: 'Ti', thickness: 'ti', sld: truth['ti_sld']!, roughness: 'ti_rough' },
    { name: 'Cu', thickness: 'cu', sld: truth['cu_sld']!, roughness: 'cu_rough' },
    ...(lithium ? [{ name: 'Li', thickness: 'li', sld: truth['li_sld']!, roughness: 'li_rough' }] : []),
    { name: 'SEI', thickness: 'sei', sld: 'sei_sld', roughness: 'sei_rough' },
    { name: 'electrolyte', sld: 'electrolyte', roughness: 'el_rough' },
  ];
  return { name, parameters: spec, layers, scale: 'scale', background: 'background' };
}

/** What the simulation's layers say about each parameter of {@link cellModel}. */
export function cellTruth(
  truth: { readonly [name: string]: number },
  slabs: readonly (readonly number[])[],
  lithium: boolean,
): Record<string, number> {
  const at = (row: number, column: number): number => slabs[row]![column]!;
  const sei = lithium ? 4 : 3;
  return {
    scale: truth['scale']!,
    background: truth['bkg']!,
    ti: at(1, 0),
    ti_rough: at(1, 3),
    cu: at(2, 0),
    cu_rough: at(2, 3),
    ...(lithium ? { li: at(3, 0), li_rough: at(3, 3) } : {}),
    sei: at(sei, 0),
    sei_sld: at(sei, 1),
    sei_rough: at(sei, 3),
    electrolyte: at(sei + 1, 1),
    el_rough: at(sei + 1, 3),
  };
}
