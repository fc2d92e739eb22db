import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { NdpAnalysis } from './analyse.js';
import type { NdpInput } from './input.js';
import type { NdpOptions } from './options.js';

/** Options that have no effect. */
export function idleNdp(
  { method, lambda }: NdpOptions,
  { spectra, events, cycler }: NdpInput,
  { series, pixels }: NdpAnalysis,
): IdleOptions[] {
  const isDirect = method === 'direct';
  const noCharge = series.channels['net_capacity_ah'] === undefined;
  return [
    ...idleWhere(method !== 'richardson-lucy', ['iterations'], `it is for method richardson-lucy, not ${method}`),
    ...idleWhere(method !== 'tikhonov', ['lambda'], `it is for method tikhonov, not ${method}`),
    ...idleWhere(
      method !== 'tikhonov' || lambda !== 'evidence',
      ['smoothing'],
      'it is for method tikhonov and lambda evidence',
    ),
    ...idleWhere(isDirect, ['interfaceWidth', 'energyRange'], 'a direct conversion fits nothing'),
    ...idleWhere(isDirect, [['depthBins', 'deepest']], 'a direct conversion goes as deep as the particle reaches'),
    ...idleWhere(cycler === undefined, ['charge'], 'there is no log of the cycler'),
    ...idleWhere(noCharge, ['charge'], 'the log of the cycler has neither capacity nor current'),
    ...idleWhere(events === undefined, ['events'], 'the files are spectra, not lists of events'),
    ...idleWhere(
      events !== undefined,
      ['timeStep', 'grid', 'skipBad', 'frameDateOrder'],
      'events have times of their own',
    ),
    ...idleWhere(pixels === undefined, ['pixels'], 'the counts have no pixels'),
    ...idleWhere(
      pixels !== undefined && pixels.series.dims.length === 3,
      ['pixels'],
      'pixels without rows and columns are not brought together',
    ),
    ...idleWhere(spectra?.channels?.['live_time'] !== undefined, ['deadTime'], 'the spectra have live times'),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
