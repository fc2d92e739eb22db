import { OperandoError } from '@operando/core';
import { isSampleType, sampleBytes } from '../images/samples.js';
import type { SampleType } from '../images/samples.js';
import { said } from '../text/said.js';
import { yamlData } from '../text/yaml-data.js';
import { asObject } from './zarr-metadata.js';

/** What is said of plain numbers in a file. */
export interface RawLayout {
  readonly shape: readonly [z: number, y: number, x: number];
  readonly dtype: SampleType;
  readonly littleEndian: boolean;
  /** Bytes before the first number; negative: the numbers end with the file. */
  readonly offset: number;
  /** Micrometres; NaN where they are not stated. */
  readonly voxel: readonly [z: number, y: number, x: number];
  /** The file that holds them, where the words name it. */
  readonly file?: string;
  /** The unit of the distances was not stated, and taken for millimetres. */
  readonly isUnitAssumed?: boolean;
}

function bad(problem: string): OperandoError {
  return new OperandoError('malformed-file', problem, {
    cure: 'A volume of plain numbers needs shape: [slices, rows, columns], dtype: uint8, uint16, ... float64, and, where it is so, byteOrder: big, offset, voxelSize in um.',
  });
}

function three(value: unknown, key: string, isWhole: boolean): readonly [number, number, number] {
  const list = Array.isArray(value) ? value.map(Number) : [];
  const isRight = (each: number): boolean => (isWhole ? Number.isSafeInteger(each) : Number.isFinite(each)) && each > 0;
  if (list.length !== 3 || !list.every(isRight)) throw bad(said`${key} must be three numbers above 0.`);
  return [list[0]!, list[1]!, list[2]!];
}

const shortTypes: Readonly<Record<string, SampleType>> = {
  u8: 'uint8',
  u1: 'uint8',
  i8: 'int8',
  i1: 'int8',
  u16: 'uint16',
  u2: 'uint16',
  i16: 'int16',
  i2: 'int16',
  u32: 'uint32',
  u4: 'uint32',
  i32: 'int32',
  i4: 'int32',
  f32: 'float32',
  f4: 'float32',
  f64: 'float64',
  f8: 'float64',
};

/** A sidecar in YAML or JSON. @throws OperandoError `malformed-file`. */
export function parseSidecar(text: string): RawLayout {
  const object = asObject(yamlData(text, 'the file beside the volume'));
  if (object === undefined) throw bad('the file beside the volume holds no keys.');
  const known = ['shape', 'dtype', 'byteOrder', 'offset', 'voxelSize', 'file'];
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other !== undefined)
    throw bad(said`the file beside the volume has the key ${other}; known are ${known.join(', ')}.`);
  const stated = String(object['dtype']);
  const word = stated.replace(/^[<>|=]/, '');
  // i8 and u8 alone mean bits; with an order of bytes before them they are numpy's, and mean bytes.
  const dtype = isSampleType(word) ? word : word === stated || /1$|2$|4$|f8$/.test(word) ? shortTypes[word] : undefined;
  if (dtype === undefined) throw bad(said`dtype is ${stated}.`);
  const order = object['byteOrder'] ?? (stated.startsWith('>') ? 'big' : 'little');
  if (order !== 'big' && order !== 'little') throw bad(said`byteOrder is ${JSON.stringify(order)}: little or big.`);
  const offset = Number(object['offset'] ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0) throw bad(said`offset is ${String(object['offset'])}.`);
  const size = object['voxelSize'];
  const voxel =
    size === undefined
      ? ([Number.NaN, Number.NaN, Number.NaN] as const)
      : three(typeof size === 'number' ? [size, size, size] : size, 'voxelSize', false);
  const { file } = object;
  return {
    shape: three(object['shape'], 'shape', true),
    dtype,
    littleEndian: order === 'little',
    offset,
    voxel,
    ...(typeof file === 'string' ? { file } : {}),
  };
}

const metaTypes: Readonly<Record<string, SampleType>> = {
  MET_UCHAR: 'uint8',
  MET_CHAR: 'int8',
  MET_USHORT: 'uint16',
  MET_SHORT: 'int16',
  MET_UINT: 'uint32',
  MET_INT: 'int32',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

/** The header of a MetaImage (`.mhd`). @throws OperandoError `malformed-file`, `unsupported` for packed ones and those in many files. */
export function parseMetaImage(text: string): RawLayout {
  const keys = new Map(
    text.split(/\r?\n/, 500).flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]];
    }),
  );
  const numbers = (key: string): number[] | undefined => keys.get(key)?.split(/\s+/).map(Number);
  const isTrue = (key: string): boolean => keys.get(key)?.toLowerCase() === 'true';
  const dtype = metaTypes[keys.get('elementtype')?.toUpperCase() ?? ''];
  const file = keys.get('elementdatafile');
  const refused = isTrue('compresseddata')
    ? 'its numbers are packed'
    : file === undefined || /^(?:LIST|LOCAL)\b|%/i.test(file)
      ? 'its numbers do not stand in one file of their own'
      : Number(keys.get('elementnumberofchannels') ?? 1) !== 1
        ? 'it has several channels'
        : undefined;
  if (refused !== undefined)
    throw new OperandoError('unsupported', `the MetaImage is not read here: ${refused}.`, { cure: 'Save it as TIFF.' });
  if (dtype === undefined) throw bad(said`ElementType is ${keys.get('elementtype')}.`);
  const [x, y, z] = three(numbers('dimsize'), 'DimSize', true);
  const spacing = numbers('elementspacing') ?? numbers('elementsize');
  const [dx, dy, dz] =
    spacing === undefined ? [Number.NaN, Number.NaN, Number.NaN] : three(spacing, 'ElementSpacing', false);
  return {
    shape: [z, y, x],
    dtype,
    littleEndian: !(isTrue('binarydatabyteordermsb') || isTrue('elementbyteordermsb')),
    offset: Number(keys.get('headersize') ?? 0),
    voxel: [dz * 1000, dy * 1000, dx * 1000],
    file: file!,
    ...(spacing === undefined ? {} : { isUnitAssumed: true }),
  };
}

/** Bytes of all numbers. */
export function rawBytes({ shape, dtype }: RawLayout): number {
  return shape[0] * shape[1] * shape[2] * sampleBytes[dtype];
}
