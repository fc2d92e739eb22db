import { flatValues } from '@operando/core';
import type { Channel, FrameSource } from '@operando/core';
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
      'share_misfit',
      {
        values: Float64Array.from(misfit),
        unit: '1',
        description: 'squares left over as a share of those of the spectrum',
      },
    ],
  ]);
}
