import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { CompoundMember, Dataset, Metadata } from 'h5wasm';
import { fromHalfs } from './half-floats.js';
import {
  bitfieldClass,
  compoundClass,
  enumClass,
  floatClass,
  integerClass,
  opaqueClass,
  variableClass,
} from './type-classes.js';
import { said } from '../text/said.js';

/** A column of a dataset of records: one member of each. */
export interface RecordColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** Bytes that are read of a dataset of records. */
const mostBytes = 256 * 1024 * 1024;
const largestExact = Number.MAX_SAFE_INTEGER;

/** Whether a dataset is a list of records (HDF5's compounds), as tables of PyTables and NumPy are. */
export function isRecords({ metadata }: Dataset): boolean {
  return metadata.type === compoundClass && metadata.shape?.length === 1;
}

type Members = readonly CompoundMember[];

/** What is read of a number's bytes; undefined for members that are no numbers. */
function reader(
  { type, size, signed }: CompoundMember,
  isLittle: boolean,
): ((view: DataView, at: number) => number) | undefined {
  if (type === floatClass) {
    if (size === 8) return (view, at) => view.getFloat64(at, isLittle);
    if (size === 4) return (view, at) => view.getFloat32(at, isLittle);
    return size === 2 ? (view, at) => fromHalfs([view.getUint16(at, isLittle)])[0]! : undefined;
  }
  if (type !== integerClass && !(type === enumClass && size === 1)) return undefined;
  if (size === 8)
    return (view, at) => Number(signed ? view.getBigInt64(at, isLittle) : view.getBigUint64(at, isLittle));
  if (size === 4) return (view, at) => (signed ? view.getInt32(at, isLittle) : view.getUint32(at, isLittle));
  if (size === 2) return (view, at) => (signed ? view.getInt16(at, isLittle) : view.getUint16(at, isLittle));
  return size === 1 ? (view, at) => (signed ? view.getInt8(at) : view.getUint8(at)) : undefined;
}

/** The orders of the bytes of members, as H5Tget_order finds them: texts and opaque bytes have none, whatever the library says of them. */
function ordersIn(member: Metadata): readonly boolean[] {
  const { type, littleEndian, array_type: array, compound_type: compound } = member;
  if (compound !== undefined) return compound.members.flatMap(ordersIn);
  if (array !== undefined) return ordersIn(array);
  return [integerClass, floatClass, bitfieldClass, enumClass].includes(type) ? [littleEndian] : [];
}

/**
 * Whether the numbers of records come with their least byte first. The library turns those that are all the other way round; of a
 * mixture it gives the bytes as they lie in the file.
 */
function comesLittle(members: Members): (member: CompoundMember) => boolean {
  const mixed = new Set(members.flatMap(ordersIn)).size > 1;
  return ({ littleEndian }) => !mixed || littleEndian;
}

function isVariable({ vlen, type, compound_type: inner }: CompoundMember): boolean {
  return vlen || type === variableClass || (inner?.members ?? []).some(isVariable);
}

/**
 * The numbers of a dataset of records, column by column; what is no number is left out with a warning.
 * @throws OperandoError `unsupported` for members of variable length, `too-large`.
 */
export function readRecords(entity: Dataset, path: string, warnings: OperandoWarning[]): readonly RecordColumn[] {
  const { metadata } = entity;
  const members: Members = metadata.compound_type?.members ?? [];
  const rows = metadata.shape?.[0] ?? 0;
  if (members.some(isVariable))
    throw new OperandoError('unsupported', said`${path} has records with members of variable length.`, {
      cure: 'Save them as datasets of their own.',
    });
  if (rows * metadata.size > mostBytes)
    throw new OperandoError('too-large', said`${path} has ${rows} records of ${metadata.size} bytes.`, {
      cure: 'Save its columns as datasets of their own.',
    });
  // As bytes: the library reads all numbers as little-endian.
  metadata.type = opaqueClass;
  const bytes: unknown = rows === 0 ? new Uint8Array() : entity.value;
  metadata.type = compoundClass;
  if (!(bytes instanceof Uint8Array)) throw new OperandoError('malformed-file', said`${path} holds no records.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = comesLittle(members);
  const left: string[] = [];
  const inexact: string[] = [];
  const columns = members.flatMap((member) => {
    const read = reader(member, isLittle(member));
    if (read === undefined) {
      left.push(member.name);
      return [];
    }
    const values = Float64Array.from({ length: rows }, (_, row) => read(view, row * metadata.size + member.offset));
    if (member.size === 8 && member.type === integerClass && values.some((value) => Math.abs(value) > largestExact))
      inexact.push(member.name);
    return [{ name: member.name, values }];
  });
  if (left.length > 0)
    warnings.push({
      code: 'columns-left-out',
      message: said`Members of the records of ${path} that are no single numbers were left out: ${left.slice(0, 20).join(', ')}.`,
    });
  if (inexact.length > 0)
    warnings.push({
      code: 'inexact-integers',
      message: said`${inexact.slice(0, 20).join(', ')} of ${path} have integers beyond 2^53, which are rounded here.`,
    });
  return columns;
}
