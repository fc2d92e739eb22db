import type { Series } from '@operando/core';
import { refitTracksSteps } from '@operando/xrd-peak-track';
import type { IndexedTrack, RefitOptions } from '@operando/xrd-peak-track';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { usedStack } from './used-stack.js';

/** Reflections measured again in windows of one width, where one is given. @param exclude Ranges that are left out. */
export async function measureAgain(
  series: Series<'two-theta', 'deg'>,
  found: readonly IndexedTrack[],
  exclude: readonly (readonly [number, number])[],
  options: RefitOptions,
  context: RunContext,
): Promise<readonly IndexedTrack[]> {
  if (options.halfWindow === 0 || found.length === 0) return found;
  const { x, stack, sigma, mask } = usedStack(series, exclude);
  const reflected = found.map(({ track }) => track);
  const measuring = refitTracksSteps(x, stack, reflected, { ...options, sigma, mask });
  const measured = await runStage(measuring, 'measuring', context);
  return found.map(({ hkl }, k) => ({ track: measured[k]!, hkl }));
}
