import { createAxis, createSeries, flatMask, flatValues, statusOf, uniqueNames } from '@operando/core';
import type { Channel, EstimateColumn, OperandoWarning, Series, Status, WarningCode } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import type { DepthAxis } from './depth-axis.js';
import type { ArealDensity, ConcentrationProfile } from './profile.js';
import { isInverted } from './conversion.js';
import type { FittedSpectra } from './fitted-spectra.js';
import { doubtedBeside, softInterfaceWarnings } from './soft-interfaces.js';
import { doubtedByLeaks, leakWarnings } from './layer-leaks.js';
import { spreadOnto } from './spread-onto.js';
import { usedOptions } from './used-options.js';
import type { Circumstances } from './used-options.js';
import { wholeCountWarnings } from './whole-counts.js';

/** Atoms per cm2 of one layer (or of all) through the frames; NaN in masked frames, and where the layer cannot be seen. */
export interface LayerColumn extends EstimateColumn {
  /** Standard errors, 1/cm2. */
  readonly stderr: Float64Array;
  /** Bytes of `statusNames`. */
  readonly status: Uint8Array;
  /** Least share of the thickness that can be seen in any frame: the atoms are those of that part. */
  readonly visible: number;
}

/** Profiles of a series. */
export interface NdpProfiles {
  /** Concentration in atoms/cm3 [time x depth], with variances; frames without beam are masked. */
  readonly series: Series<'depth', 'um'>;
  /** By the names of the layers, in 1/cm^2; a name that stands twice has a number behind it. */
  readonly layers: readonly LayerColumn[];
  /** Of all layers that can be seen. */
  readonly total: LayerColumn;
  /** Depth of the front in um, where one was fitted. */
  readonly front?: EstimateColumn & { readonly stderr: Float64Array; readonly status: Uint8Array };
  /** Pearson's chi2 of each frame; NaN for the direct conversion. */
  readonly chiSquare: EstimateColumn;
  /** Bytes of core's statuses: those of profiles, `masked` without beam. */
  readonly status: Uint8Array;
  /** Common relative uncertainty of all concentrations. */
  readonly scaleUncertainty: number;
  /** Standard error of each depth edge in um, common to all frames. */
  readonly depthStderr: Float64Array;
  /** Strength of smoothing used; NaN for other methods. */
  readonly lambda: number;
  /** Standard deviations of the interfaces used, um, from each layer to the next; empty for a direct conversion. */
  readonly interfaceWidths: readonly number[];
  /** Depth axes of the particles used, of the first frame with beam. */
  readonly axes: readonly DepthAxis[];
  /** Energy scale; absent for a series against energy. */
  readonly calibration?: EnergyCalibration;
  /** The spectra and what was fitted to them; absent for the direct conversion, and where layers change. */
  readonly fitted?: FittedSpectra;
  /** Each frame's own profile; undefined where masked. */
  readonly profiles: readonly (ConcentrationProfile | undefined)[];
}

function layerColumn(
  name: string,
  profiles: readonly (ConcentrationProfile | undefined)[],
  of: (profile: ConcentrationProfile) => ArealDensity | undefined,
): LayerColumn {
  const own = profiles.map((profile) => (profile === undefined ? undefined : of(profile)));
  return {
    name,
    unit: '1/cm^2',
    values: Float64Array.from(own, (density) => density?.value ?? Number.NaN),
    stderr: Float64Array.from(own, (density) => density?.stderr ?? Number.NaN),
    status: Uint8Array.from(profiles, (profile, f) =>
      profile === undefined ? statusOf.masked : statusOf[own[f]?.status ?? 'not-visible'],
    ),
    visible: own.reduce(
      (least, density, f) => (profiles[f] === undefined ? least : Math.min(least, density?.visible ?? 0)),
      1,
    ),
  };
}

/** Depths of the front through the frames. */
function frontColumn(
  layer: string,
  profiles: readonly (ConcentrationProfile | undefined)[],
): NonNullable<NdpProfiles['front']> {
  const own = profiles.map((profile) => profile?.front);
  return {
    name: `front_${layer}`,
    unit: 'um',
    values: Float64Array.from(own, (front) => front?.value ?? Number.NaN),
    stderr: Float64Array.from(own, (front) => front?.stderr ?? Number.NaN),
    status: Uint8Array.from(own, (front) => statusOf[front?.status ?? 'masked']),
  };
}

/** Layers that got a number, each named with what it is called now. */
function renamedLayers(given: readonly string[], names: readonly string[]): OperandoWarning[] {
  return given.flatMap((name, k) =>
    names[k] === name
      ? []
      : [
          {
            code: 'column-renamed' as const,
            message: `A layer ${name} is there already: another ${name} stands as ${names[k]!}.`,
          },
        ],
  );
}

/** Frames of which some, but not all, is masked. */
function maskedInPart({ mask, axis: { size } }: Series): number[] {
  if (mask === undefined) return [];
  const values = flatMask(mask);
  return Array.from({ length: values.length / size }, (_, f) => f).filter(
    (f) => values[(f + 1) * size - 1] === 0 && values.subarray(f * size, (f + 1) * size).includes(1),
  );
}

function warningsOf(counted: Series, status: Uint8Array, layers: readonly LayerColumn[]): OperandoWarning[] {
  const tell = (code: WarningCode, which: Status, message: string): OperandoWarning[] => {
    const count = status.reduce((sum, each) => sum + (each === statusOf[which] ? 1 : 0), 0);
    if (count === 0) return [];
    const where = { frame: status.indexOf(statusOf[which]) };
    return [{ code, message: `${count} of ${status.length} frames ${message}`, where }];
  };
  const hidden = layers.filter((layer) =>
    layer.status.every((each) => each === statusOf['not-visible'] || each === statusOf.masked),
  );
  const partly = layers.filter((layer) => layer.visible < 1 && !hidden.includes(layer));
  const inPart = maskedInPart(counted);
  return [
    ...(inPart.length === 0
      ? []
      : [
          {
            code: 'points-masked' as const,
            message: `${inPart.length} of ${status.length} frames are masked in part: their other channels are used.`,
            where: { frame: inPart[0]! },
          },
        ]),
    ...tell('no-beam', 'masked', 'have hardly any beam and are masked.'),
    ...tell('misfit', 'misfit', 'are not explained by the layers given (chi2 too large).'),
    ...tell('not-converged', 'limit-reached', 'did not converge.'),
    ...hidden.map(({ name }) => ({
      code: 'layer-not-visible' as const,
      message: `${name} cannot be seen: no particle from it reaches the detector above the threshold.`,
    })),
    ...partly.map(({ name, visible }) => ({
      code: 'layer-partly-visible' as const,
      message: `${(100 * visible).toFixed(1)} % of ${name} can be seen within the threshold and the energies used: its atoms are those of that part.`,
    })),
  ];
}

/** Concentrations of all frames in the bins of the first, with variances. */
function onCommonBins(
  profiles: readonly (ConcentrationProfile | undefined)[],
  { depthEdges, layer }: ConcentrationProfile,
): { readonly signal: Float64Array; readonly variances: Float64Array; readonly mask: Uint8Array } {
  const bins = layer.length;
  const signal = new Float64Array(profiles.length * bins).fill(Number.NaN);
  const variances = new Float64Array(profiles.length * bins).fill(Number.NaN);
  const mask = new Uint8Array(profiles.length * bins);
  profiles.forEach((profile, f) => {
    if (profile === undefined) {
      mask.fill(1, f * bins, (f + 1) * bins);
      return;
    }
    profile.concentration.forEach((value, j) => {
      if (Number.isNaN(value) && profile.depthEdges === depthEdges) mask[f * bins + j] = 1;
    });
    const onto = (values: Float64Array): Float64Array =>
      profile.depthEdges === depthEdges ? values : spreadOnto(profile.depthEdges, values, depthEdges);
    signal.set(onto(profile.concentration), f * bins);
    variances.set(onto(profile.stderr.map((value) => value * value)), f * bins);
  });
  return { signal, variances, mask };
}

/** Bring the frames together in one series and its columns. @param counted Where times, channels and metadata come from. */
export function gatherProfiles(
  counted: Series,
  profiles: readonly (ConcentrationProfile | undefined)[],
  { options, axes, calibration, lambda, interfaceWidths, edgeIn, soft, leaks }: Circumstances,
): NdpProfiles {
  const first = profiles.find((profile) => profile !== undefined)!;
  const status = Uint8Array.from(profiles, (profile) => statusOf[profile?.status ?? 'masked']);
  const given = [...first.layers.map(({ name }) => name), first.total.name];
  const names = uniqueNames(given);
  const layers = doubtedByLeaks(
    leaks,
    doubtedBeside(
      soft,
      first.layers.map((_, k) => layerColumn(names[k]!, profiles, (profile) => profile.layers[k])),
    ),
  );
  const total = layerColumn(names.at(-1)!, profiles, (profile) => profile.total);
  const warnings = [
    ...renamedLayers(given, names),
    ...warningsOf(counted, status, layers),
    // Frames that bins cut are shared out.
    ...(options.rebin?.assign === 'split' ? [] : wholeCountWarnings([flatValues(counted.signal)])),
    ...softInterfaceWarnings(soft, names),
    ...leakWarnings(leaks, names),
  ];
  const front = options.front === undefined ? undefined : frontColumn(options.front.layer, profiles);
  const channels: Record<string, Channel> = { ...counted.channels };
  if (front !== undefined) channels[front.name] = { ...front, description: 'depth of the front' };
  for (const { name, values, stderr, status: own } of [...layers, total])
    channels[`areal_density_${name}`] = {
      values,
      stderr,
      status: own,
      unit: '1/cm^2',
      description: `atoms per cm2, ${name}`,
    };
  return {
    series: createSeries({
      ...onCommonBins(profiles, first),
      axis: createAxis({ name: 'depth', unit: 'um', values: first.depthEdges, edges: true }),
      time: counted.time,
      channels,
      metadata: counted.metadata,
      provenance: [
        ...counted.provenance,
        {
          step: 'ndp-depth/profileSeries',
          options: usedOptions(first, { options, axes, calibration, lambda, interfaceWidths, edgeIn }),
          warnings,
        },
      ],
    }),
    layers,
    total,
    ...(front === undefined ? {} : { front }),
    chiSquare: {
      name: 'chi_square',
      unit: '1',
      values: Float64Array.from(profiles, (profile) =>
        profile !== undefined && isInverted(profile) ? profile.chiSquare : Number.NaN,
      ),
    },
    status,
    scaleUncertainty: first.scaleUncertainty,
    depthStderr: first.depthStderr,
    lambda,
    interfaceWidths,
    axes,
    ...(calibration === undefined ? {} : { calibration }),
    profiles,
  };
}
