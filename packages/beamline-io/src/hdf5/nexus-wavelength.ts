import type { Metadata } from '@operando/core';
import { headerWavelength } from '../series/header-wavelength.js';
import type { HeaderWavelength } from '../series/header-wavelength.js';
import type { Hdf5File } from './file.js';
import { memberPath, numberAt } from './nexus-members.js';

/** Where a NeXus file says the wavelength or the energy of its beam, below the entry (NXbeam, NXmonochromator, NXsource). */
const places: readonly (readonly [path: string, key: 'Wavelength' | 'Energy'])[] = [
  ['instrument/beam/incident_wavelength', 'Wavelength'],
  ['instrument/monochromator/wavelength', 'Wavelength'],
  ['sample/beam/incident_wavelength', 'Wavelength'],
  ['beam/incident_wavelength', 'Wavelength'],
  ['instrument/source/wavelength', 'Wavelength'],
  ['instrument/beam/incident_energy', 'Energy'],
  ['instrument/monochromator/energy', 'Energy'],
  ['sample/beam/incident_energy', 'Energy'],
];

/** A single number at a path, as a header would have it; undefined for anything else, and for what cannot be read. */
function statedAt(file: Hdf5File, path: string, key: string): Metadata | undefined {
  const found = numberAt(file, path);
  return found && { [found.unit === undefined ? key : `${key} (${found.unit})`]: found.value };
}

/** The wavelength that an entry states; of scans of the energy, which have many, none. */
export function nexusWavelength(file: Hdf5File, entry: string): HeaderWavelength | undefined {
  for (const [place, key] of places) {
    const metadata = statedAt(file, memberPath(entry, place), key);
    const found = metadata === undefined ? undefined : headerWavelength({ metadata, scalars: {} });
    if (found !== undefined) return found;
  }
  return undefined;
}
