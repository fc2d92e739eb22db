import type { Dataset as LibraryDataset } from 'h5wasm';
import type { OperandoWarning } from '@operando/core';
import { datasetAt } from './dataset.js';
import type { Hdf5Dataset } from './dataset.js';
import type { ObjectKind } from './known-objects.js';
import { attributesAt, entityAt, kindAt, membersAt } from './object-at.js';
import { isRecords, readRecords } from './records.js';
import type { RecordColumn } from './records.js';
import type { Hdf5Session } from './session.js';
import { isText, textsOf } from './values.js';
import type { Hdf5Attributes } from './values.js';
import { checkVirtual } from './virtual.js';
import { said } from '../text/said.js';

export type { Hdf5Dataset } from './dataset.js';

/** An open HDF5 file. */
export interface Hdf5File {
  /** Paths of all numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** Paths of those of one dimension. */
  readonly columns: readonly string[];
  /** Paths of lists of records (HDF5's compounds). */
  readonly lists: readonly string[];
  /** @throws OperandoError `column-missing` for a path that is no numeric dataset, `unsupported` for one that lies outside the folder. */
  dataset(path: string): Hdf5Dataset;
  /** What is at a path; undefined for nothing, for links that lead nowhere and what cannot be opened. */
  kind(path: string): ObjectKind | undefined;
  /** Names in a group. */
  children(path: string): readonly string[];
  /** Of a group or dataset, by name. */
  attributes(path: string): Hdf5Attributes;
  /**
   * Strings of a dataset of text, fixed or variable in length; undefined for anything else.
   * @param most Of several, along the first dimension. @default all
   * @throws OperandoError `too-large`.
   */
  text(path: string, most?: number): readonly string[] | undefined;
  /**
   * The numbers of a list of records, column by column; undefined for anything else.
   * @throws OperandoError `unsupported` for members of variable length, `too-large`, `malformed-file`.
   */
  records(path: string): readonly RecordColumn[] | undefined;
  /** What was found while reading: integers too large for exact doubles. */
  readonly warnings: readonly OperandoWarning[];
  /** Bytes of the file, and of those it led to so far. */
  bytes(): number;
  /** Lets go of the file; nothing may be read afterwards. */
  close(): void;
}

/** What can be asked of an open file. */
export function hdf5File(session: Hdf5Session): Hdf5File {
  const { library, datasets, columns, warnings, guard, follower, placeOf } = session;
  /** What is read of a dataset of one kind, with all that it is put together from; undefined for anything else. */
  const readKind = <Value>(
    wanted: string,
    isKind: (dataset: LibraryDataset) => boolean,
    read: (dataset: LibraryDataset) => Value,
  ): Value | undefined => {
    const place = placeOf(wanted);
    const entity = entityAt(session, wanted, place);
    if (!(entity instanceof library.Dataset)) return undefined;
    return guard(
      () => said`${wanted} cannot be read.`,
      () => {
        if (!isKind(entity)) return undefined;
        checkVirtual(library, follower, entity, place);
        return read(entity);
      },
    );
  };
  return {
    datasets,
    columns,
    lists: session.records,
    dataset: (wanted) => datasetAt(session, wanted),
    kind: (wanted) => kindAt(session, wanted),
    children: (wanted) => membersAt(session, wanted),
    attributes: (wanted) => attributesAt(session, wanted),
    text: (wanted, most) => readKind(wanted, isText, (dataset) => textsOf(dataset, most)),
    records: (wanted) => readKind(wanted, isRecords, (dataset) => readRecords(dataset, wanted, warnings)),
    warnings,
    bytes: session.bytes,
    close: session.close,
  };
}
