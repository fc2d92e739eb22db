import { OperandoError, statusOf } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import {
  arealLithium,
  chargeSlope,
  framesWithValues,
  layerContent,
  lithiumCrossSection,
  scatterEffect,
  unmeasuredScatter,
  zeroTest,
} from '@operando/attenuation-image';
import type { DepthProfiles, FoundCharge } from '@operando/attenuation-image';
import { constants } from '@operando/tables';
import type { Balance, ChargeBalances, LayerLithium, MeasuredFrames } from './analysis.js';
import type { CellOptions } from './options.js';

/** Cross-section of a lithium atom, barn; undefined where neither it nor a wavelength is given. */
export function crossSectionOf({ crossSection, wavelength, li6Fraction }: CellOptions): number | undefined {
  if (crossSection !== undefined) return crossSection;
  return wavelength === undefined
    ? undefined
    : lithiumCrossSection({ wavelength, ...(li6Fraction === undefined ? {} : { li6Fraction }) });
}

/** Change of every layer, in attenuation, atoms and charge. */
export function lithiumOf(
  { profiles }: MeasuredFrames,
  cell: CellOptions,
  firstFrames: number,
  sigma: number | undefined,
  psfSigma: number,
): LayerLithium[] {
  const columns = cell.columns[1] - cell.columns[0];
  return cell.layers.map(({ name, rows }) => {
    // What the camera blurs over the borders of a layer belongs to it; of one between two that change it would be theirs.
    const isActive = name === cell.charge?.gain || name === cell.charge?.loss;
    const content = layerContent(profiles, { rows, psfSigma: isActive ? psfSigma : 0 });
    const count = rows[1] - rows[0];
    const k = Math.min(firstFrames, profiles.frames);
    let [first, firstVariance] = [0, 0];
    for (let f = 0; f < k; f++) {
      first += content.values[f]! / k;
      firstVariance += (content.variances[f]! + content.doseStderr[f]! ** 2) / (k * k);
    }
    const own = content.variances.map((each, f) => each + content.doseStderr[f]! ** 2);
    const values = content.values.map((each) => each - first);
    const stderr = own.map((each, f) =>
      f < k ? Math.sqrt(Math.max(0, each - firstVariance)) : Math.sqrt(each + firstVariance),
    );
    const column = (suffix: string, unit: string, factor: number): EstimateColumn => ({
      name: `${name}_${suffix}`,
      unit,
      values: values.map((each) => each * factor),
      stderr: stderr.map((each) => each * factor),
      status: Uint8Array.from(values, (each) => (Number.isFinite(each) ? statusOf.ok : statusOf.failed)),
    });
    const change = column('change', '1', 1 / count);
    if (sigma === undefined) return { name, change, firstVariance, variances: own };
    const perAttenuation = arealLithium([1], sigma)[0]!;
    const areal = column('lithium', '1/cm^2', perAttenuation / count);
    if (cell.pixelSize === undefined) return { name, change, areal, firstVariance, variances: own };
    const pixel = (cell.pixelSize * 1e-4) ** 2;
    const factor = constants.elementaryCharge * perAttenuation * pixel * columns;
    return {
      name,
      change,
      areal,
      charge: column('charge', 'C', factor),
      firstVariance: firstVariance * factor ** 2,
      variances: own.map((each) => each * factor ** 2),
    };
  });
}

/** Mean attenuation of some rows in a frame. */
function meanOf(
  { values, rows, firstRow }: DepthProfiles,
  f: number,
  [top, bottom]: readonly [number, number],
): number {
  let sum = 0;
  for (let y = top - firstRow; y < bottom - firstRow; y++) sum += values[f * rows + y]!;
  return sum / (bottom - top);
}

/** Relative uncertainty of the lithium of a layer by scatter: measured, or what it may be. */
function scatterUncertainty({ plan, profiles }: MeasuredFrames, rows: readonly [number, number]): number {
  const measured = plan.surfaces;
  const scatter =
    measured === undefined ? unmeasuredScatter : Math.hypot(measured.sample.meanStderr, measured.open.meanStderr);
  const at = (f: number): number => Math.exp(-meanOf(profiles, f, rows));
  return Math.abs(scatterEffect(at(0), at(framesWithValues(profiles).at(-1) ?? 0), scatter));
}

/** A layer by its name. @throws OperandoError `invalid-argument`. */
export function layerAt(cell: CellOptions, name: string, parameter: string): CellOptions['layers'][number] {
  const layer = cell.layers.find((each) => each.name === name);
  if (layer !== undefined) return layer;
  throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
    where: { parameter },
    cure: `Layers: ${cell.layers.map((each) => each.name).join(', ')}.`,
  });
}

/** Charge of a layer, turned so that it grows as charge passes. */
function foundIn({ charge, variances, firstVariance }: LayerLithium, sign: number): FoundCharge | undefined {
  return charge === undefined
    ? undefined
    : { values: charge.values.map((each) => sign * each), variances, firstVariance };
}

/** Mean, or difference, of what two layers show. */
function combined(a: FoundCharge, b: FoundCharge, weight: number, sign: number): FoundCharge {
  return {
    values: a.values.map((each, f) => weight * (each + sign * b.values[f]!)),
    variances: a.variances.map((each, f) => weight ** 2 * (each + b.variances[f]!)),
    firstVariance: weight ** 2 * (a.firstVariance + b.firstVariance),
  };
}

/** Lithium of layers against the charge that passed. @param capacity Net, ampere hours. */
export function balancesOf(
  measured: MeasuredFrames,
  layers: readonly LayerLithium[],
  cell: CellOptions,
  capacity: Float64Array,
): ChargeBalances | undefined {
  const { charge } = cell;
  if (charge === undefined) return undefined;
  const origin = capacity[0]!;
  const passed = capacity.map((each) => 3600 * (charge.sign > 0 ? each - origin : origin - each));
  const found: {
    readonly of: 'gain' | 'loss';
    readonly layer: string;
    readonly charge: FoundCharge;
    readonly scatter: number;
  }[] = [];
  for (const [of, sign] of [
    ['gain', 1],
    ['loss', -1],
  ] as const) {
    const name = charge[of];
    if (name === undefined) continue;
    const { rows } = layerAt(cell, name, `cell.charge.${of}`);
    const inLayer = foundIn(
      layers.find((each) => each.name === name)!,
      sign,
    );
    if (inLayer !== undefined)
      found.push({ of, layer: name, charge: inLayer, scatter: scatterUncertainty(measured, rows) });
  }
  if (found.length === 0) return undefined;
  const balance = (of: string, layer: string, each: FoundCharge, scatter: number): Balance => {
    const slope = chargeSlope(each, passed);
    const relative = Math.hypot(cell.crossSectionUncertainty, scatter);
    return {
      ...slope,
      of,
      layer,
      totalStderr: Math.hypot(slope.stderr, slope.slope * relative),
      scatterUncertainty: scatter,
    };
  };
  const balances = found.map((each) => balance(each.of, each.layer, each.charge, each.scatter));
  const [gain, loss] = found;
  if (gain === undefined || loss === undefined) return { passed, balances };
  const both = combined(gain.charge, loss.charge, 0.5, 1);
  return {
    passed,
    balances: [
      ...balances,
      balance('both', `${gain.layer} and ${loss.layer}`, both, (gain.scatter + loss.scatter) / 2),
    ],
    agreement: zeroTest(combined(gain.charge, loss.charge, 1, -1)),
  };
}
