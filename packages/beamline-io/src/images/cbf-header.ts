import { parseDateTime } from '../text/date-time.js';
import { firstNumber, squarePixel, statedDetector } from './stated-detector.js';
import type { StatedDetector } from './stated-detector.js';

/** What follows a key in the lines of a detector (`# Exposure_time 10.0 s`). */
function valueOf(text: string, key: string): string | undefined {
  return new RegExp(String.raw`^#?[ \t]*${key}[ \t:=]+(.*)$`, 'im').exec(text)?.[1]?.trim();
}

const millimetres: Readonly<Record<string, number>> = { m: 1000, cm: 10, mm: 1, um: 1e-3 };

/** A length with its unit, in mm; undefined for other units. */
function lengthOf(text: string | undefined): number | undefined {
  const [, value, unit] = /^([-+.\deE]+)\s*(m|cm|mm|um)\b/.exec(text ?? '') ?? [];
  return value === undefined ? undefined : Number(value) * millimetres[unit!]!;
}

/** Both edges of a pixel, where they are one. */
function pixelOf(text: string | undefined): number | undefined {
  const [one, other] = (text ?? '').split(/\s*x\s*/i).map(lengthOf);
  return squarePixel(one, other);
}

/**
 * Detector and beam by the lines that Dectris detectors write (`_array_data.header_contents` of mini-CBF). Their beam is counted
 * from the edge of the first pixel, column first.
 */
export function cbfDetector(text: string): StatedDetector {
  const [, column, row] = /^\(\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)\s*\)/.exec(valueOf(text, 'Beam_xy') ?? '') ?? [];
  return statedDetector({
    distance: lengthOf(valueOf(text, 'Detector_distance')),
    pixel: pixelOf(valueOf(text, 'Pixel_size')),
    centre: row === undefined ? undefined : [Number(row) - 0.5, Number(column) - 0.5],
    wavelength: firstNumber(valueOf(text, 'Wavelength')),
    exposure: firstNumber(valueOf(text, 'Exposure_time')),
    cutoff: firstNumber(valueOf(text, 'Count_cutoff')),
  });
}

/** UNIX seconds of the line that is a moment (`# 2011-07-22T12:34:56.123`). */
export function cbfTime(text: string): number | undefined {
  for (const [, line] of text.matchAll(/^#[ \t]*(?:timestamp[ \t:]+)?(\d{4}[-/][^\r\n]*)/gim)) {
    // Older ones name months: 2009/Oct/22 13:02:01.123.
    const moment = parseDateTime(line!.trim().replace(/^(\d{4})\/([A-Z]{3})\/(\d{1,2})/i, '$3-$2-$1'));
    if (moment !== undefined) return moment.epoch;
  }
  return undefined;
}
