import { OperandoError } from '@operando/core';
import { componentDefaults, regionDefaults, spinOrbitDefaults } from '../defaults.js';
import type { ComponentShape } from '../shapes/component-shape.js';
import { componentShapes } from '../shapes/shapes.js';
import type { ParameterScope, Region, RegionComponent } from './region.js';

/** One parameter of a region, as every frame has it. */
export interface RegionParameter {
  /** `lattice.center`, `background.offset` */
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly lower: number;
  readonly upper: number;
  readonly scope: ParameterScope;
  /** It follows another. */
  readonly link?: { readonly to: number; readonly factor: number; readonly offset: number };
}

/** Where the parameters of a component stand. */
export interface PlacedComponent {
  readonly spec: RegionComponent;
  readonly shape: ComponentShape;
  readonly center: number;
  readonly area: number;
  /** First of the parameters of its shape. */
  readonly first: number;
  /** Splitting; the ratio stands behind it. -1 for single lines. */
  readonly splitting: number;
}

/** All parameters of a region, in order. */
export interface RegionLayout {
  readonly parameters: readonly RegionParameter[];
  readonly components: readonly PlacedComponent[];
  readonly background: NonNullable<Region['background']>;
  /** First parameter of the background: offset, slope, then the height of its step or losses. */
  readonly backgroundFirst: number;
}

const usualScopes: Readonly<Record<string, ParameterScope>> = {
  center: 'free',
  area: 'free',
  offset: 'free',
  slope: 'free',
};

function refuse(problem: string, parameter: string, cure: string): never {
  throw new OperandoError('invalid-argument', problem, { where: { parameter }, cure });
}

/** Names that stand for none of the parameters there are. */
function expectKnown(given: readonly string[], known: ReadonlySet<string>, where: string): void {
  const unknown = given.find((name) => !known.has(name));
  if (unknown !== undefined)
    refuse(`${JSON.stringify(unknown)} is no parameter here.`, where, `Parameters: ${[...known].join(', ')}.`);
}

/** Parameters of one component with kinds, starts and bounds. */
function componentKinds(spec: RegionComponent, shape: ComponentShape): Omit<RegionParameter, 'name' | 'scope'>[] {
  const range = spec.range ?? componentDefaults.range;
  const bound = (kind: string, lower: number, upper: number): { lower: number; upper: number } => {
    const [low, high] = spec.bounds?.[kind] ?? [lower, upper];
    return { lower: low, upper: high };
  };
  const { spinOrbit } = spec;
  const doublet = (): Omit<RegionParameter, 'name' | 'scope'>[] => {
    if (spinOrbit === undefined) return [];
    const { splitting, ratio, tolerance = spinOrbitDefaults.tolerance } = spinOrbit;
    return [
      { kind: 'splitting', start: splitting, ...bound('splitting', splitting - 0.5, splitting + 0.5) },
      { kind: 'ratio', start: ratio, ...bound('ratio', ratio * (1 - tolerance), ratio * (1 + tolerance)) },
    ];
  };
  return [
    { kind: 'center', start: spec.center, ...bound('center', spec.center - range, spec.center + range) },
    { kind: 'area', start: spec.values?.['area'] ?? 1, ...bound('area', -Infinity, Infinity) },
    ...shape.parameters.map((kind, k) => ({
      kind,
      start: spec.values?.[kind] ?? shape.starts[k]!,
      ...bound(kind, shape.lower[k]!, shape.upper[k]!),
    })),
    ...doublet(),
  ];
}

function scopeOf(region: Region, spec: RegionComponent | undefined, name: string, kind: string): ParameterScope {
  const ratioIsKept = kind === 'ratio' && spec?.spinOrbit?.tolerance === 0;
  return (
    spec?.scope?.[kind] ??
    region.scope?.[name] ??
    (ratioIsKept ? 'fixed' : (region.scope?.[kind] ?? usualScopes[kind] ?? 'shared'))
  );
}

function linked(region: Region, parameters: readonly RegionParameter[]): RegionParameter[] {
  const place = new Map(parameters.map(({ name }, i) => [name, i]));
  const links = region.links ?? [];
  const known = new Set(place.keys());
  expectKnown(
    links.flatMap(({ parameter, to }) => [parameter, to]),
    known,
    'links',
  );
  const followers = new Set(links.map(({ parameter }) => parameter));
  const chained = links.find(({ to }) => followers.has(to));
  if (chained !== undefined)
    refuse(
      `${chained.parameter} follows ${chained.to}, which follows another itself.`,
      'links',
      'Link both to the same one.',
    );
  return parameters.map((parameter) => {
    const link = links.find((each) => each.parameter === parameter.name);
    if (link === undefined) return parameter;
    const { to, factor = 1, offset = 0 } = link;
    return Object.assign({}, parameter, { scope: 'fixed' as const, link: { to: place.get(to)!, factor, offset } });
  });
}

/** @throws OperandoError `invalid-argument` for names that repeat or are not known, bounds that do not hold the start. */
export function regionLayout(region: Region): RegionLayout {
  const { components } = region;
  if (components.length === 0) refuse('a region needs at least one component.', 'components', 'Name a line of it.');
  const names = components.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i || name === 'background');
  if (repeated !== undefined)
    refuse(`two components are called ${repeated}.`, 'components', 'Give each a name of its own.');
  const parameters: RegionParameter[] = [];
  const placed = components.map((spec): PlacedComponent => {
    const shape = componentShapes[spec.shape ?? componentDefaults.shape];
    const center = parameters.length;
    const kinds = componentKinds(spec, shape);
    const known = new Set(kinds.map(({ kind }) => kind));
    for (const [what, given] of [
      ['values', spec.values],
      ['bounds', spec.bounds],
      ['scope', spec.scope],
    ] as const)
      expectKnown(Object.keys(given ?? {}), known, `components.${spec.name}.${what}`);
    for (const each of kinds) {
      const name = `${spec.name}.${each.kind}`;
      if (!(each.start >= each.lower && each.start <= each.upper))
        refuse(
          `${name} begins at ${each.start}, outside ${each.lower} to ${each.upper}.`,
          `components.${spec.name}`,
          'Widen the bounds, or begin inside.',
        );
      parameters.push({ ...each, name, scope: scopeOf(region, spec, name, each.kind) });
    }
    return {
      spec,
      shape,
      center,
      area: center + 1,
      first: center + 2,
      splitting: spec.spinOrbit === undefined ? -1 : center + 2 + shape.parameters.length,
    };
  });
  const background = region.background ?? regionDefaults.background;
  const backgroundFirst = parameters.length;
  const height = background === 'shirley' ? ['k'] : background === 'tougaard' ? ['b'] : [];
  for (const kind of ['offset', 'slope', ...height])
    parameters.push({
      name: `background.${kind}`,
      kind,
      start: region.values?.[kind] ?? 0,
      lower: kind === 'offset' || kind === 'slope' ? -Infinity : 0,
      upper: Infinity,
      scope: scopeOf(region, undefined, `background.${kind}`, kind),
    });
  expectKnown(Object.keys(region.values ?? {}), new Set(['offset', 'slope', 'k', 'b']), 'values');
  const known = new Set(parameters.flatMap(({ name, kind }) => [name, kind]));
  // A region may be tried with another background: the kinds of all are known.
  expectKnown(
    Object.keys(region.scope ?? {}),
    new Set([...known, 'k', 'b', 'background.k', 'background.b', 'ratio', 'splitting']),
    'scope',
  );
  return { parameters: linked(region, parameters), components: placed, background, backgroundFirst };
}
