import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { BinaryFile } from '../bytes/binary.js';
import { asWritten, checkedRange, mostRanges } from './bruker-raw-ranges.js';
import type { RawFile, RawRange } from './bruker-raw-ranges.js';
import type { Radiation } from './radiation.js';

const isRange = (kind: number): boolean => kind === 0 || kind === 160;

/** Whether nothing but zeros follows, as fills the last block of a disk. */
function isPadding(file: BinaryFile, at: number): boolean {
  if (file.length - at >= 160) return false;
  for (let place = at; place < file.length; place++) if (file.uint8(place) !== 0) return false;
  return true;
}

/**
 * Version 4.00: records of kind and length, and ranges (kind 0 or 160), whose points are records of a length that the range states.
 * The first number of each is its counts.
 */
export function ranges400(file: BinaryFile): RawFile {
  const texts = Object.create(null) as Record<string, JsonValue>;
  const ranges: RawRange[] = [];
  let tube: Radiation = {};
  for (let at = 61; at < file.length && !isPadding(file, at);) {
    const kind = file.uint32(at);
    if (!isRange(kind)) {
      const length = Math.max(file.uint32(at + 4), 8);
      if (kind === 10 && length > 36) texts[file.text(at + 12, 24)] = file.text(at + 36, length - 36);
      if (kind === 30 && length >= 112)
        tube = { alpha1: file.float64(at + 80), alpha2: file.float64(at + 88), ratio: file.float64(at + 104) };
      at += length;
      continue;
    }
    const stride = file.uint32(at + 136);
    if (ranges.length >= mostRanges || stride < 4)
      throw new OperandoError('malformed-file', `no range begins at byte ${at}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    const range = checkedRange(
      {
        title: file.text(at + 32, 24),
        start: file.float64(at + 72),
        step: file.float64(at + 80),
        steps: file.uint32(at + 88),
        seconds: asWritten(file.float32(at + 92)),
        radiation: { ...tube, wavelength: file.float64(at + 112) },
        temperature: 0,
        at: at + 160 + file.uint32(at + 140),
        stride,
      },
      file,
    );
    ranges.push(range);
    at = range.at + stride * range.steps;
  }
  if (ranges.length === 0)
    throw new OperandoError('truncated-file', 'the file holds no range of angles.', { cure: 'Copy the file again.' });
  return { version: '4.00', ranges, texts, moment: `${file.text(12, 12)} ${file.text(24, 10)}` };
}
