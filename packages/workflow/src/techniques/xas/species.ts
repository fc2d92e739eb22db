import { OperandoError } from '@operando/core';
import type { Channel, FrameDetail, FrameSource, OperandoWarning, ProvenanceStep, ResultTable } from '@operando/core';
import { mcrAls, principalComponents, spectraOnWindow } from '@operando/xas-normalize';
import type {
  McrAls,
  Normalization,
  PrincipalComponents,
  SpeciesSpectrum,
  SpectraOnWindow,
} from '@operando/xas-normalize';
import { usedStep } from '../../technique/used-step.js';
import { fitRange } from './fit-range.js';
import type { XasOptions } from './options.js';
import { expectOverlap, outsideWarnings, shareChannels, shareNames, shareWarnings, shiftNames } from './shares.js';
import { normalizedStandards } from './standards.js';
import type { StandardSpectra } from './standards.js';

/** What the species of a series are, as far as it was asked for. */
export interface Species {
  /** Shares of known and of unknown species in each frame, by the names of their columns. */
  readonly channels: Readonly<Record<string, Channel>>;
  readonly standards?: readonly SpeciesSpectrum[];
  /** The standards at the energies of the fit, by the names of their channels, where energies were not moved. */
  readonly fitted?: Pick<SpectraOnWindow, 'energy'> & { readonly spectra: Readonly<Record<string, Float64Array>> };
  readonly components?: PrincipalComponents;
  readonly mcr?: McrAls;
  readonly steps: readonly ProvenanceStep[];
  readonly warnings: readonly OperandoWarning[];
}

/** Rows of a detail that have values at all energies of a window. */
function wholeRows({ axis, values }: FrameDetail, from: number, to: number): Float64Array {
  const { values: energy, size: points } = axis;
  const inside = [...energy.keys()].filter((i) => energy[i]! >= from && energy[i]! <= to);
  const whole: Float64Array[] = [];
  for (let at = 0; at < values.length; at += points)
    if (inside.every((i) => Number.isFinite(values[at + i]!))) whole.push(values.subarray(at, at + points));
  if (whole.length < 3)
    throw new OperandoError('too-few-points', `${whole.length} spectra have values from ${from} to ${to} eV.`, {
      where: { parameter: 'fitRange' },
      cure: 'Components and species are sought in 3 spectra or more: give more, or another window (command: --fit-range).',
    });
  const out = new Float64Array(whole.length * points);
  whole.forEach((row, r) => out.set(row, r * points));
  return out;
}

/** Shares of known spectra, principal components, unknown species: as far as options ask for them. */
export async function findSpecies(
  flat: FrameSource<'energy', 'eV'>,
  detail: FrameDetail<'energy', 'eV'>,
  normalized: Normalization,
  given: StandardSpectra,
  options: XasOptions,
): Promise<Species> {
  const { lcf, pca, mcr } = options;
  const energy = detail.axis.values;
  const channels: Record<string, Channel> = {};
  const steps: ProvenanceStep[] = [];
  const warnings: OperandoWarning[] = [];
  let standards: readonly SpeciesSpectrum[] | undefined;
  let fitted: Species['fitted'];
  if (lcf !== undefined) {
    const labels = lcf.standards.map(({ name }) => name);
    const names = shareNames(labels);
    standards = await normalizedStandards(given, flat, options);
    expectOverlap(energy, standards, labels);
    const { sumToOne, bounds, shift: of, largestShift } = lcf;
    const window = fitRange(options, normalized, energy, standards, of === 'none' ? 0 : largestShift);
    const shift = of === 'standards' ? ('components' as const) : of;
    const settings = { ...window, sumToOne, bounds, shift, largestShift };
    Object.assign(channels, await shareChannels(flat, standards, names, settings, shiftNames(of, labels)));
    if (of === 'none') {
      const { energy: at, spectra } = spectraOnWindow(energy, standards, window);
      fitted = { energy: at, spectra: Object.fromEntries(names.map((name, k) => [name, spectra[k]!])) };
    }
    warnings.push(...shareWarnings(channels, names, largestShift), ...outsideWarnings(channels, names, bounds));
    steps.push(
      usedStep('xas-normalize/linearCombinationStack', {
        ...window,
        sumToOne,
        ...(bounds === undefined ? {} : { bounds }),
        ...(of === 'none' ? {} : { shift, largestShift }),
        standards: lcf.standards,
      }),
    );
  }
  const known = { ...(standards === undefined ? {} : { standards }), ...(fitted === undefined ? {} : { fitted }) };
  if (!pca && mcr === undefined) return { channels, ...known, steps, warnings };
  const window = fitRange(options, normalized, energy);
  const rows = wholeRows(detail, window.from, window.to);
  const means = detail.framesPerRow === 1 ? {} : { meansOfSpectra: detail.framesPerRow };
  const components = pca ? principalComponents(energy, rows, { ...window, scaling: 'centered' }) : undefined;
  if (components !== undefined)
    steps.push(usedStep('xas-normalize/principalComponents', { ...window, scaling: 'centered', ...means }));
  const species = mcr === undefined ? undefined : mcrAls(energy, rows, { ...window, components: mcr });
  if (species !== undefined && mcr !== undefined) {
    const own = Array.from({ length: mcr }, (_, k): SpeciesSpectrum => {
      const points = species.energy.length;
      return { energy: species.energy, norm: species.spectra.subarray(k * points, (k + 1) * points) };
    });
    // The last half step of the resolution, for every spectrum: also for those that it did not see.
    const names = own.map((_, k) => `species_${k + 1}`);
    const { share_misfit: misfit, ...shares } = await shareChannels(flat, own, names, {
      from: species.energy[0],
      to: species.energy.at(-1),
      bounds: [0, 1],
    });
    Object.assign(channels, shares, { species_misfit: misfit });
    steps.push(
      usedStep('xas-normalize/mcrAls', {
        ...window,
        components: mcr,
        status: species.status,
        iterations: species.iterations,
        ...means,
      }),
    );
  }
  return {
    channels,
    ...known,
    ...(components === undefined ? {} : { components }),
    ...(species === undefined ? {} : { mcr: species }),
    steps,
    warnings,
  };
}

/** Principal components, and the spectra of unknown species. */
export function speciesTables({ components, mcr }: Species): ResultTable[] {
  const tables: ResultTable[] = [];
  if (components !== undefined) {
    const { eigenvalues, variances, counts } = components;
    const shown = Math.min(20, eigenvalues.length);
    const first = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: shown }, (_, k) => values[k] ?? Number.NaN);
    tables.push({
      name: 'components',
      index: {
        rows: 'parameter',
        columns: [{ name: 'component', unit: '1', values: Float64Array.from({ length: shown }, (_, k) => k + 1) }],
      },
      columns: [
        { name: 'eigenvalue', unit: '1', values: first(eigenvalues) },
        { name: 'variance', unit: '1', values: first(variances) },
        { name: 'indicator', unit: '1', values: first(counts.indicator.subarray(1)) },
        { name: 'significance', unit: '1', values: first(counts.significanceLevels) },
      ],
    });
  }
  if (mcr !== undefined) {
    const { energy, spectra, spectraStderr, count } = mcr;
    const points = energy.length;
    tables.push({
      name: 'species',
      index: { rows: 'point', columns: [{ name: 'energy', unit: 'eV', values: energy }] },
      columns: Array.from({ length: count }, (_, k) => ({
        name: `species_${k + 1}`,
        unit: '1',
        values: spectra.slice(k * points, (k + 1) * points),
        stderr: spectraStderr.slice(k * points, (k + 1) * points),
      })),
    });
  }
  return tables;
}
