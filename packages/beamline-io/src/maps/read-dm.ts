import { OperandoError } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import { arrayText, readDmTags } from './dm-tags.js';
import type { DmArray, DmGroup, DmTags, DmValue } from './dm-tags.js';
import type { RawType } from './map-stack.js';
import { bytesOf, numbersOf } from './raw-numbers.js';

/** A dimension of an image: value = (index - origin) x scale. */
export interface DmDimension {
  /** Points. */
  readonly size: number;
  /** Point at which the coordinate is 0. */
  readonly origin: number;
  /** From point to point, in `unit`. */
  readonly scale: number;
  /** Empty where the file has none. */
  readonly unit: string;
}

/** An image, spectrum or spectrum image of a file. */
export interface DmImage {
  /** As the file has it. */
  readonly name: string;
  /** The first goes fastest. */
  readonly dimensions: readonly DmDimension[];
  /** Of the stored numbers. */
  readonly type: RawType;
  /** What the microscope wrote beside it. */
  readonly tags: DmGroup;
  /** Words among its tags, which may be written as arrays of letters; empty where there are none. */
  words(...path: readonly string[]): string;
  /** Numbers from one place on, the first dimension fastest. */
  values(from: number, to: number): Float64Array;
}

/** Images of a file of DigitalMicrograph. */
export interface DmFile extends Pick<DmTags, 'version' | 'littleEndian' | 'root'> {
  /** In the order of the file, thumbnails among them. */
  readonly images: readonly DmImage[];
}

/** Types of elements that are numbers here. */
const rawTypes: ReadonlyMap<number, RawType> = new Map([
  [2, 'int16'],
  [3, 'int32'],
  [4, 'uint16'],
  [5, 'uint32'],
  [6, 'float32'],
  [7, 'float64'],
  [8, 'uint8'],
  [10, 'uint8'],
]);
/** Kinds of images that are pictures: their numbers are colours. */
const colours: ReadonlySet<number> = new Set([8, 23]);

const isGroup = (value: DmValue | undefined): value is DmGroup => value instanceof Map;
const isArray = (value: DmValue | undefined): value is DmArray =>
  typeof value === 'object' && !isGroup(value) && 'kind' in value;

/** A value below a group, by names; undefined where there is none. */
export function dmAt(group: DmGroup, ...path: readonly string[]): DmValue | undefined {
  let value: DmValue | undefined = group;
  for (const name of path) value = isGroup(value) ? value.get(name) : undefined;
  return value;
}

/** Numbers, and groups, in the order in which they stand. */
const numbersIn = (group: DmValue | undefined): number[] =>
  isGroup(group) ? [...group.values()].filter((value) => typeof value === 'number') : [];

function textOf(value: DmValue | undefined, bytes: Uint8Array, littleEndian: boolean): string {
  if (typeof value === 'string') return value;
  return isArray(value) ? (arrayText({ values: binaryFile(bytes, littleEndian) }, value) ?? '') : '';
}

function imageOf(group: DmGroup, bytes: Uint8Array, { littleEndian }: DmTags): DmImage | undefined {
  const data = dmAt(group, 'ImageData', 'Data');
  const kind = dmAt(group, 'ImageData', 'DataType');
  const type = isArray(data) ? rawTypes.get(data.type) : undefined;
  if (!isArray(data) || type === undefined || (typeof kind === 'number' && colours.has(kind))) return undefined;
  const sizes = numbersIn(dmAt(group, 'ImageData', 'Dimensions'));
  const total = sizes.reduce((product, size) => product * size, 1);
  if (sizes.length === 0 || total !== data.length || sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new OperandoError('malformed-file', `an image of ${sizes.join(' x ')} has ${data.length} values.`, {
      cure: 'The file seems damaged: copy or save it again.',
    });
  const calibrations = dmAt(group, 'ImageData', 'Calibrations', 'Dimension');
  const each = isGroup(calibrations) ? [...calibrations.values()] : [];
  const dimensions = sizes.map((size, d): DmDimension => {
    const calibration = each[d];
    const of = (name: string, usual: number): number => {
      const value = isGroup(calibration) ? calibration.get(name) : undefined;
      return typeof value === 'number' ? value : usual;
    };
    const unit = isGroup(calibration) ? textOf(calibration.get('Units'), bytes, littleEndian) : '';
    return { size, origin: of('Origin', 0), scale: of('Scale', 1), unit };
  });
  const name = textOf(group.get('Name'), bytes, littleEndian);
  const written = group.get('ImageTags');
  const tags = isGroup(written) ? written : new Map<string, DmValue>();
  const width = bytesOf(type);
  return {
    name,
    dimensions,
    type,
    tags,
    words: (...path) => textOf(dmAt(tags, ...path), bytes, littleEndian),
    values: (from, to) => numbersOf(bytes.subarray(data.at + from * width, data.at + to * width), type, littleEndian),
  };
}

/**
 * Images and spectrum images of a DM3 or DM4 file of Gatan's DigitalMicrograph, with their calibrations; pictures in colours and complex
 * numbers are left out.
 *
 * @throws OperandoError `unknown-format`, `malformed-file`, `truncated-file`.
 */
export function readDm(bytes: Uint8Array): DmFile {
  const tags = readDmTags(bytes);
  const list = dmAt(tags.root, 'ImageList');
  const images = isGroup(list) ? [...list.values()].filter(isGroup).map((group) => imageOf(group, bytes, tags)) : [];
  return { ...tags, images: images.filter((image) => image !== undefined) };
}
