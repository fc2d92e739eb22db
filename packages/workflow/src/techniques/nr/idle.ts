import { compileExpression } from '@operando/core';
import { idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { NrInput } from './analyse.js';
import type { NrLayer, NrOptions } from './options.js';

type Path = readonly (string | number)[];

const own = (path: Path, names: readonly (keyof NrLayer)[]): Path[] => names.map((name) => [...path, name]);

/** What layers say to no effect. */
function idleOfLayers(layers: readonly NrLayer[], path: Path, isStack: boolean): IdleOptions[] {
  return layers.flatMap((layer, l): IdleOptions[] => {
    const place = [...path, l];
    const { repeat, knots, solvation, layers: inner = [] } = layer;
    const isGroup = repeat !== undefined;
    const isCurve = knots !== undefined;
    // Depths that are 0 say nothing of a fronting or backing.
    const deep = (names: readonly ('thickness' | 'roughness')[]): Path[] =>
      own(
        place,
        names.filter((name) => layer[name] !== 0),
      );
    return [
      ...idleWhere(
        isGroup,
        own(place, [...valueNames.filter((name) => name !== 'sld'), 'interface', 'slices']),
        'the layers within have their own',
      ),
      ...idleWhere(
        isCurve,
        own(place, ['isld', 'solvation', 'solvent', 'solventIsld', 'magneticSld', 'magneticAngle', 'interface']),
        'a curve through knots has none',
      ),
      ...idleWhere(!isCurve, own(place, ['slices']), 'there are no knots'),
      ...idleWhere(!isGroup, own(place, ['layers']), 'there is no repeat'),
      ...idleWhere(layer.magneticSld === undefined, own(place, ['magneticAngle']), 'there is no magnetic SLD'),
      ...idleWhere(solvation === undefined, own(place, ['solvent', 'solventIsld']), 'there is no solvation'),
      ...idleWhere(isStack && l === 0, deep(['thickness', 'roughness']), 'it is the fronting'),
      ...idleWhere(isStack && l === layers.length - 1, deep(['thickness']), 'it is the backing'),
      ...idleOfLayers(inner, [...place, 'layers'], false),
    ];
  });
}

/** Values of layers that may name parameters. */
const valueNames = [
  'thickness',
  'density',
  'sld',
  'isld',
  'roughness',
  'solvation',
  'solvent',
  'solventIsld',
  'magneticSld',
  'magneticAngle',
] as const;

/** Names of parameters in values of layers. */
function namesInLayers(layers: readonly Partial<NrLayer>[]): string[] {
  return layers.flatMap(({ knots = [], layers: inner = [], ...layer }) => [
    ...namesIn([...valueNames.map((name) => layer[name]), ...knots]),
    ...namesInLayers(inner),
  ]);
}

type Instrument = NrOptions['instrument'];

/** Names of parameters in values of an instrument. */
function namesInInstrument(instrument: Instrument): string[] {
  if (instrument === undefined) return [];
  const { footprint, ...values } = instrument;
  return namesIn([...Object.values(values), footprint?.beam, footprint?.sample]);
}

function namesIn(values: readonly (number | string | undefined)[]): string[] {
  return values.flatMap((value) => (typeof value === 'string' ? compileExpression(value).names : []));
}

/** Whether a layer, within a repeat or not, is magnetic. */
const isMagnetic = ({ magneticSld, layers = [] }: Partial<NrLayer>): boolean =>
  magneticSld !== undefined || layers.some(isMagnetic);

/** Spin states of models without a magnetic layer. */
function idleSpins({ layers, patches = [], curves = {} }: NrOptions): IdleOptions[] {
  const overrides = Object.entries(curves);
  const all = [
    ...layers,
    ...patches.flatMap((patch) => patch.layers),
    ...overrides.flatMap(([, curve]) => Object.values(curve.layers ?? {})),
  ];
  return idleWhere(
    !all.some(isMagnetic),
    [['polarization'], ...overrides.map(([name]) => ['curves', name, 'polarization'])],
    'no layer is magnetic (magneticSld)',
  );
}

/** Parameters that nothing in the model names. */
function idleParameters({
  parameters,
  layers,
  scale,
  background,
  instrument,
  curves = {},
  patches = [],
}: NrOptions): IdleOptions[] {
  const overrides = Object.values(curves);
  const named = new Set([
    ...namesInLayers(layers),
    ...namesIn([scale, background, ...patches.map(({ fraction }) => fraction)]),
    ...patches.flatMap((patch) => namesInLayers(patch.layers)),
    ...namesInInstrument(instrument),
    ...overrides.flatMap((curve) => namesInLayers(Object.values(curve.layers ?? {}))),
    ...namesIn(overrides.flatMap((curve) => [curve.scale, curve.background])),
    ...overrides.flatMap((curve) => namesInInstrument(curve.instrument)),
  ]);
  const idleIn = (group: object, path: Path): Path[] =>
    Object.keys(group).flatMap((name) => (named.has(name) ? [] : [path.concat(name)]));
  return idleWhere(
    true,
    [
      ...idleIn(parameters, ['parameters']),
      ...Object.entries(curves).flatMap(([name, curve]) =>
        idleIn(curve.parameters ?? {}, ['curves', name, 'parameters']).filter(
          (path) => !Object.hasOwn(parameters, path.at(-1)!),
        ),
      ),
    ],
    'nothing in the model names it',
  );
}

/** What is for other methods of fitting, and for samples. */
function idleOfFit({ method, sample, series }: NrOptions): IdleOptions[] {
  const isSampled = sample > 0 && !series;
  return [
    ...idleWhere(method !== 'multi-start', ['starts'], `it is for method multi-start, not ${method}`),
    ...idleWhere(method !== 'de', ['generations'], `it is for method de, not ${method}`),
    ...idleWhere(method === 'lm' && !isSampled, ['seed'], 'nothing is drawn at random'),
    ...idleWhere(series, ['sample', 'walkers', 'burn', 'thin'], 'no posterior is sampled of a series'),
    ...idleWhere(sample === 0, ['walkers', 'burn', 'thin'], 'nothing is sampled (sample)'),
  ];
}

/** Energies and wavelengths of X-rays where no curve is measured with them. */
function idleProbe({ probe, curves: overrides = {} }: NrOptions, { curves }: NrInput): IdleOptions[] {
  const overridden = Object.entries(overrides);
  const isMeasured = curves.some((curve) => curve.probe === 'x-ray');
  const isXray = probe === 'x-ray' || (probe === undefined && isMeasured);
  const ofXrays = ['energy', 'wavelength'] as const;
  return [
    ...idleWhere(
      !isXray && overridden.every(([, curve]) => curve.probe !== 'x-ray'),
      ofXrays.map((name) => [name]),
      'no curve is measured with X-rays (probe)',
    ),
    ...overridden.flatMap(([name, curve]) =>
      idleWhere(
        curve.probe === 'neutron' || (curve.probe === undefined && !isXray),
        ofXrays.map((each) => ['curves', name, each]),
        'the curve is one of neutrons (probe)',
      ),
    ),
  ];
}

/** What is for series, and for several curves. */
function idleOfCurves(options: NrOptions, { curves }: NrInput): IdleOptions[] {
  const { series, linked = {}, resolution } = options;
  const stepped = Object.entries(linked).flatMap(([name, { curve }]) =>
    curve === 'spline' ? [] : [['linked', name, 'knots']],
  );
  const whole = Object.entries(linked).flatMap(([name, { curve }]) =>
    curve === 'piecewise'
      ? []
      : [
          ['linked', name, 'moments'],
          ['linked', name, 'changes'],
        ],
  );
  const given = Object.entries(linked).flatMap(([name, { curve, moments }]) =>
    curve === 'piecewise' && moments !== undefined ? [['linked', name, 'changes']] : [],
  );
  const isSharp =
    resolution?.dq === undefined && resolution?.relative === undefined && curves.every(({ dq }) => dq === undefined);
  return [
    ...idleWhere(series, ['curves'], 'frames of a series have one model'),
    ...idleWhere(
      [options.instrument, ...Object.values(options.curves ?? {}).map(({ instrument }) => instrument)].every(
        (instrument) => instrument?.footprint === undefined && instrument?.angleOffset === undefined,
      ),
      [
        ['instrument', 'wavelength'],
        ['instrument', 'angle'],
      ],
      'there is neither a footprint nor an offset of the angle',
    ),
    ...idleWhere(
      isSharp,
      [['instrument', 'resolutionFactor']],
      'neither the model nor the curves have a width: they count as perfectly sharp',
    ),
    ...idleWhere(series, ['shared'], 'frames of a series are fitted one by one'),
    ...idleWhere(curves.length === 1, ['shared'], 'there is one curve'),
    ...idleWhere(!series, ['linked', 'direction', 'timeStep'], 'the curves are no series'),
    ...idleWhere(
      curves.every(({ time }) => time !== undefined),
      ['timeStep'],
      'the files say when they were measured',
    ),
    ...idleWhere(
      series,
      Object.keys(linked)
        .filter((name) => options.parameters[name]?.fixed === true)
        .map((name) => ['linked', name]),
      'the parameter is fixed',
    ),
    ...idleWhere(series, stepped, 'the curve is no spline'),
    ...idleWhere(series, whole, 'the curve is not made of pieces (piecewise)'),
    ...idleWhere(series, given, 'the moments are given'),
    ...idleWhere(isSharp, ['resolution'], 'neither it nor the curves have a width: they count as perfectly sharp'),
  ];
}

/** Options that have no effect. */
export function idleNr(options: NrOptions, input: NrInput): IdleOptions[] {
  const { layers, patches = [] } = options;
  return [
    ...idleOfFit(options),
    ...idleOfCurves(options, input),
    ...idleWithoutCycler(input.cycler),
    ...idleParameters(options),
    ...idleSpins(options),
    ...idleProbe(options, input),
    ...idleOfLayers(layers, ['layers'], true),
    ...patches.flatMap((patch, p) => idleOfLayers(patch.layers, ['patches', p, 'layers'], true)),
  ];
}
