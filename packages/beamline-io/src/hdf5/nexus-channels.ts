import { OperandoError, splitUnitNumber } from '@operando/core';
import type { Channel, OperandoWarning } from '@operando/core';
import type { Hdf5File } from './file.js';
import type { NexusData } from './nexus-data.js';
import { columnFieldOf, nexusGroup } from './nexus-field.js';
import { memberPath, unitOf } from './nexus-members.js';
import { isTimeAxis } from './nexus-time.js';
import { said } from '../text/said.js';

/** Values of all channels together: 512 MB. Many names can stand for the same packed dataset. */
const mostValues = 64 * 1024 * 1024;

/** One number a frame: datasets of the group, and of a group `channels` of the entry. */
export function channelsOf(
  file: Hdf5File,
  data: NexusData,
  from: number,
  frames: number,
  warnings: OperandoWarning[],
): Record<string, Channel> {
  const { shape } = data.signal;
  const total = shape.length === 2 ? shape[0]! : 1;
  const found: [string, Channel][] = [];
  // What the frames run along is a channel, unless it is their time.
  const axes = data.axes.slice(shape.length === 2 && !isTimeAxis(data) ? 1 : 0);
  const used = new Set([...data.parts, 'mask', ...axes.map((axis) => axis?.name), `${data.name}_errors`]);
  const square: string[] = [];
  for (const path of [data.path, memberPath(data.entry, 'channels')]) {
    if (file.kind(path) !== 'group') continue;
    const group = nexusGroup(file, path);
    const attributes = file.attributes(path);
    const slice = (name: string): Float64Array | undefined => {
      const own: OperandoWarning[] = [];
      const dataset = group.members.has(name) ? columnFieldOf(file, group, name, own) : undefined;
      if (dataset !== undefined && (dataset.shape.length !== 1 || dataset.shape[0] !== total)) return undefined;
      warnings.push(...own);
      if (dataset === undefined) return undefined;
      if ((found.length + 1) * total > mostValues)
        throw new OperandoError('too-large', said`${path} has more than ${mostValues} values of channels.`, {
          cure: 'Open it with openHdf5 and read what you need.',
        });
      return dataset.readAll().slice(from, from + frames);
    };
    for (const name of group.members) {
      if (/_(errors|flags)$/.test(name) || (path === data.path && (used.has(name) || total === 1))) continue;
      const isFrames =
        path !== data.path ||
        total !== shape.at(-1) ||
        attributes[`${name}_indices`] === 0 ||
        name === data.axes[0]?.name;
      if (!isFrames) {
        const own = columnFieldOf(file, group, name, [])?.shape ?? [];
        if (own.length === 1 && own[0] === total && attributes[`${name}_indices`] !== 1) square.push(name);
        continue;
      }
      const values = slice(name);
      if (values === undefined) continue;
      const own = file.attributes(memberPath(path, name));
      const stderr = slice(`${name}_errors`);
      const flags = slice(`${name}_flags`);
      const { description, name: meaning } = own;
      const title = typeof meaning === 'string' && !found.some(([known]) => known === meaning) ? meaning : name;
      const { coefficient, unit } = splitUnitNumber(unitOf(own) ?? '1');
      const scaled = (numbers: Float64Array): Float64Array =>
        coefficient === 1 ? numbers : numbers.map((value) => coefficient * value);
      found.push([
        title,
        {
          values: scaled(values),
          unit,
          ...(stderr === undefined ? {} : { stderr: scaled(stderr) }),
          ...(flags === undefined ? {} : { status: Uint8Array.from(flags) }),
          ...(typeof description === 'string' ? { description } : {}),
        },
      ]);
    }
  }
  if (square.length > 0)
    warnings.push({
      code: 'channels-left-out',
      message: said`There are as many frames as points: whether ${square.slice(0, 12).join(', ')} ${square.length === 1 ? 'goes' : 'go'} with the frames is not known, so ${square.length === 1 ? 'it was' : 'they were'} left out.`,
    });
  return Object.fromEntries(found);
}
