import { isOperandoError, OperandoError } from '@operando/core';
import type { FrameSource, OperandoWarning, Series } from '@operando/core';
import { parseDateTime } from '@operando/beamline-io';
import type { EventList } from '@operando/beamline-io';
import { binPixels, countEvents, reactionOf, sumPixels } from '@operando/ndp-depth';
import type { RunContext } from '../../technique/context.js';
import { inBlocks, inMemory } from '../../technique/read-files.js';
import type { NdpInput } from './input.js';
import type { NdpOptions } from './options.js';

type Counts = Series<'channel', '1'>;

/** Frames that are ready for profiles. */
export interface CountedFrames {
  /** Spectra of the whole detector. */
  readonly spectra: FrameSource<'channel', '1'>;
  /** Spectra of every pixel, where they are asked for and there are any. */
  readonly pixels?: Counts;
  /** Seconds of the bins that frames are still to be summed in. */
  readonly rebin: number | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/** More channels than any analyser has: a number out of place would claim all memory. */
const mostChannels = 65_536;

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Channels of events: their own, or those that their energies fall in. @throws OperandoError `invalid-argument` for energies without a plain calibration. */
function channelsOfEvents({ pulse, pulseUnit }: EventList, { calibration }: NdpOptions): Float64Array {
  if (pulseUnit === 'channel') return pulse;
  if ('lines' in calibration || calibration.quadratic !== 0)
    throw new OperandoError(
      'invalid-argument',
      'the events have energies in keV, which need no calibration by lines.',
      {
        where: { parameter: 'calibration' },
        cure: 'Give the channels that they are to be counted in: calibration: {offset: 0, gain: 2}.',
      },
    );
  const { offset, gain } = calibration;
  return pulse.map((energy) => Math.round((energy - offset) / gain));
}

/**
 * Channels that a spectrum of events has where nobody says: as many as an analyser that counted the highest (a power of two), and
 * enough for the particles of the reaction. Channels without events are empty, not absent.
 */
function usualChannels(most: number, { calibration, sample }: NdpOptions): number {
  const analyser = 2 ** Math.ceil(Math.log2(most + 1));
  if ('lines' in calibration || !(calibration.gain > 0)) return analyser;
  const energy = Math.max(...reactionOf(sample.reaction).products.map((product) => product.energy));
  const channel = Math.ceil((energy - calibration.offset) / calibration.gain);
  return channel < analyser || channel >= mostChannels ? analyser : channel + 1;
}

/** When the clock of the events was 0. @throws OperandoError `invalid-argument` for a text that is no date. */
function clockOf({ epoch, zone }: EventList, { events }: NdpOptions): Pick<EventList, 'epoch' | 'zone'> {
  if (events?.start === undefined) return epoch === undefined || zone === undefined ? {} : { epoch, zone };
  const moment = parseDateTime(events.start);
  if (moment !== undefined) return { epoch: moment.epoch, zone: moment.zone };
  throw new OperandoError('invalid-argument', `${JSON.stringify(events.start)} is no date that is understood.`, {
    where: { parameter: 'events.start' },
    cure: 'Give it as 2024-05-01T08:00:00+02:00.',
  });
}

/** Counts events; an error about the length of frames is about the option that gives it. */
function count(...given: Parameters<typeof countEvents>): Counts {
  try {
    return countEvents(...given);
  } catch (error) {
    if (!isOperandoError(error) || error.where.parameter !== 'width') throw error;
    const { code, problem, cure, where } = error;
    throw new OperandoError(code, problem, { where: { ...where, parameter: 'rebin' }, cure, cause: error });
  }
}

/** Frames of so many seconds from events. @throws OperandoError as `countEvents`; `invalid-argument` without a length of frames. */
function framesOfEvents(list: EventList, blank: NdpInput['blank'], options: NdpOptions): Counts {
  const { rebin, deadTime, pixels, events } = options;
  const channels = events?.channels ?? blank?.background.length;
  if (rebin === undefined)
    throw new OperandoError('invalid-argument', 'events become frames of a length that is not given.', {
      where: { parameter: 'rebin' },
      cure: 'Give it in seconds: rebin: 60 for minutes, 3600 for hours (command: --rebin).',
    });
  const channel = channelsOfEvents(list, options);
  const most = largest(channel);
  if (channels === undefined && most >= mostChannels)
    throw new OperandoError('too-large', `an event has the channel ${most}.`, {
      where: { parameter: 'events.channels' },
      cure: 'Give the number of channels (events.channels): events above are left out, and counted.',
    });
  const counted = count(
    { time: list.time, channel, x: list.x, y: list.y },
    {
      channels: channels ?? usualChannels(most, options),
      width: rebin,
      deadTime,
      pixels: list.x === undefined ? undefined : pixels,
      ...clockOf(list, options),
    },
  );
  return { ...counted, metadata: { ...counted.metadata, eventFiles: list.files } };
}

/** Warnings about events; that places are not used is one. */
function eventWarnings({ x, warnings }: EventList, { pixels }: NdpOptions): readonly OperandoWarning[] {
  if (x === undefined || pixels !== undefined) return warnings;
  const message = 'The events have places x and y, which are not used: give pixels for a profile of every pixel.';
  return [...warnings, { code: 'columns-left-out', message }];
}

/** Frames from whatever was given. @throws OperandoError `invalid-argument` for neither or both of spectra and events. */
export async function countedFrames(
  { spectra, events, blank }: Pick<NdpInput, 'spectra' | 'events' | 'blank'>,
  options: NdpOptions,
  context: RunContext,
): Promise<CountedFrames> {
  const { pixels: together, rebin } = options;
  if ((spectra === undefined) === (events === undefined))
    throw new OperandoError(
      'invalid-argument',
      `${spectra === undefined ? 'neither' : 'both'} of spectra and events given.`,
      {
        where: { parameter: 'input.spectra' },
        cure: 'Give one of them.',
      },
    );
  if (events !== undefined) {
    const counted = framesOfEvents(events, blank, options);
    const whole = inBlocks(sumPixels(counted));
    const warnings = eventWarnings(events, options);
    return { spectra: whole, rebin: undefined, warnings, ...(counted.dims.length > 2 ? { pixels: counted } : {}) };
  }
  if (together === undefined) return { spectra: inBlocks(spectra!), rebin, warnings: [] };
  const series = await inMemory(spectra!, context);
  if (series.dims.length === 2) return { spectra: inBlocks(series), rebin, warnings: [] };
  const pixels = series.dims.length === 4 ? binPixels(series, together) : series;
  return { spectra: inBlocks(sumPixels(series)), pixels, rebin, warnings: [] };
}
