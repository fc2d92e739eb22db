import { openImagesFrom } from '@operando/beamline-io';
import type { NamedSource } from '@operando/core';
import { readCycler } from '../../technique/read-files.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import type { Pictures, RadiographyInput } from './input.js';
import type { RadiographyOptions } from './options.js';

/** The files of an option, one or many. */
function filesOf(
  named: TechniqueFiles['named'],
  name: string,
  given: string | readonly string[] | undefined,
): NamedSource[] {
  if (given === undefined) return [];
  const roles = typeof given === 'string' ? [name] : given.map((_, k) => `${name}[${k}]`);
  return roles.flatMap((role) => named[role] ?? []);
}

/**
 * Pictures of files. Files that say what their frames are of (NXtomo) give open beam and dark, too, where no others are given.
 * @throws OperandoError as `openImagesFrom`.
 */
export async function readRadiographs(files: TechniqueFiles, options: RadiographyOptions): Promise<RadiographyInput> {
  const open = async (
    name: 'open' | 'dark' | 'blackBody' | 'blackBodyOpen',
    role?: 'open' | 'dark',
  ): Promise<Pictures | undefined> => {
    const sources = filesOf(files.named, name, options[name]);
    if (sources.length > 0) return openImagesFrom(sources, { role, dataset });
    return role !== undefined && (radiographs.roles?.[role] ?? 0) > 0
      ? openImagesFrom(files.data, { role, dataset })
      : undefined;
  };
  const { dataset } = options;
  const radiographs = await openImagesFrom(files.data, { dataset });
  return {
    radiographs,
    open: await open('open', 'open'),
    dark: await open('dark', 'dark'),
    blackBody: await open('blackBody'),
    blackBodyOpen: await open('blackBodyOpen'),
    cycler: await readCycler(files, options),
  };
}
