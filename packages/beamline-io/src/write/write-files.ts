import type { Electrochemistry } from '@operando/core';
import type { ReflectivityCurve } from '../reflectivity/curve.js';
import { writeFileAtomic } from './replace-file.js';
import type { WriteOptions } from './replace-file.js';
import { formatBatteryData } from './write-battery-data.js';
import { formatCsv } from './write-csv.js';
import type { CsvColumn } from './write-csv.js';
import { formatOrt } from './write-ort.js';
import type { OrtHeader } from './write-ort.js';
import { formatXdi } from './write-xdi.js';
import type { XdiContent } from './write-xdi.js';

/** {@link formatCsv} into a file, as {@link writeFileAtomic}. */
export async function writeCsv(path: string, columns: readonly CsvColumn[], options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatCsv(columns), options);
}

/** {@link formatXdi} into a file, as {@link writeFileAtomic}. @throws as {@link formatXdi} and {@link writeFileAtomic}. */
export async function writeXdi(path: string, content: XdiContent, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatXdi(content), options);
}

/** {@link formatBatteryData} into a file, as {@link writeFileAtomic}. @throws as {@link formatBatteryData} and {@link writeFileAtomic}. */
export async function writeBatteryData(
  path: string,
  table: Electrochemistry,
  options: WriteOptions = {},
): Promise<void> {
  await writeFileAtomic(path, formatBatteryData(table), options);
}

/** {@link formatOrt} into a file, as {@link writeFileAtomic}. @throws as {@link formatOrt} and {@link writeFileAtomic}. */
export async function writeOrt(
  path: string,
  curves: readonly ReflectivityCurve[],
  options: WriteOptions & OrtHeader = {},
): Promise<void> {
  await writeFileAtomic(path, formatOrt(curves, options), options);
}
