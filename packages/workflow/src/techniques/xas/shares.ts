import { flatValues, OperandoError, statusOf } from '@operando/core';
import type { Channel, FrameSource, OperandoWarning } from '@operando/core';
import { linearCombinationStack } from '@operando/xas-normalize';
import type { LinearCombinationStackOptions, SpeciesSpectrum } from '@operando/xas-normalize';

/** The name of a channel: lower-case words joined by underscores. */
export function channelName(before: string, name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `${before}_${words === '' ? 'unnamed' : words}`;
}

/** What is left over of every spectrum. */
const misfitName = 'share_misfit';

/**
 * Names of the channels of standards, in their order.
 *
 * @throws OperandoError `invalid-argument` for names that would make one column.
 */
export function shareNames(names: readonly string[]): string[] {
  const columns = names.map((name) => channelName('share', name));
  columns.forEach((column, k) => {
    const before = columns.indexOf(column);
    if (before === k && column !== misfitName) return;
    const of = before === k ? 'what is left over' : `the standard ${names[before]!}`;
    throw new OperandoError(
      'invalid-argument',
      `the standard ${names[k]!} would share the column ${column} with ${of}.`,
      {
        where: { parameter: `lcf.standards[${k}].name` },
        cure: 'Give each standard a name of its own; letters and digits count.',
      },
    );
  });
  return columns;
}

/** @throws OperandoError `outside-range` for a standard that has no energies where the spectra have theirs. */
export function expectOverlap(
  energy: Float64Array,
  standards: readonly SpeciesSpectrum[],
  names: readonly string[],
): void {
  const [lowest, highest] = [energy[0]!, energy.at(-1)!];
  for (const [k, standard] of standards.entries()) {
    const [from, to] = [standard.energy[0]!, standard.energy[standard.energy.length - 1]!];
    if (from < highest && to > lowest) continue;
    throw new OperandoError(
      'outside-range',
      `the standard ${names[k]!} runs from ${from} to ${to} eV, the spectra from ${lowest} to ${highest} eV.`,
      {
        where: { parameter: `lcf.standards[${k}]` },
        cure: 'Give a spectrum of the same edge.',
      },
    );
  }
}

/** That shares cannot be told from each other, since spectra of standards depend on each other. */
export function shareWarnings(
  channels: Readonly<Record<string, Channel>>,
  columns: readonly string[],
): OperandoWarning[] {
  const status = channels[columns[0] ?? '']?.status ?? new Uint8Array();
  const singular = status.reduce((sum, each) => sum + (each === statusOf.singular ? 1 : 0), 0);
  if (singular === 0) return [];
  return [
    {
      code: 'undetermined',
      message: `The shares of standards are not determined in ${singular} of ${status.length} spectra: some standards are alike, or mixtures of others, at the energies of the fit. Leave one out, or give a wider window (command: --fit-range).`,
    },
  ];
}

/** Shares of spectra in every frame of a series, and the misfit, as channels. */
export async function shareChannels(
  source: FrameSource<'energy', 'eV'>,
  components: readonly SpeciesSpectrum[],
  names: readonly string[],
  options: LinearCombinationStackOptions,
): Promise<Record<string, Channel>> {
  const energy = source.axis.values;
  const count = components.length;
  const values: number[][] = names.map(() => []);
  const errors: number[][] = names.map(() => []);
  const misfit: number[] = [];
  const status: number[] = [];
  for await (const block of source.blocks()) {
    const found = linearCombinationStack(energy, flatValues(block.signal), components, options);
    for (let frame = 0; frame < found.frames; frame++) {
      for (let k = 0; k < count; k++) {
        values[k]!.push(found.weights[frame * count + k]!);
        errors[k]!.push(found.stderr[frame * count + k]!);
      }
      misfit.push(found.rfactor[frame]!);
      status.push(found.status[frame]!);
    }
  }
  const bytes = Uint8Array.from(status);
  return Object.fromEntries([
    ...names.map((name, k): [string, Channel] => [
      name,
      {
        values: Float64Array.from(values[k]!),
        stderr: Float64Array.from(errors[k]!),
        status: bytes,
        unit: '1',
        description: 'share of a spectrum',
      },
    ]),
    [
      misfitName,
      {
        values: Float64Array.from(misfit),
        unit: '1',
        description: 'squares left over as a share of those of the spectrum',
      },
    ],
  ]);
}
