import { basename } from 'node:path';
import type { OperandoWarning } from '@operando/core';
import { readReflectivityFiles, sortNaturally, writeOrt } from '@operando/beamline-io/node';
import type { ReflectivityCurve } from '@operando/beamline-io';
import type { Conversion } from './conversion.js';
import { expectReflectivity } from './expect-reflectivity.js';
import { someOf } from './some-of.js';

/** Writes reflectivity curves as ORSO text. */
export async function convertReflectivity(
  files: readonly string[],
  { output, force, writer, reflectivity, resolution }: Conversion,
): Promise<readonly OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  const read: { readonly file: string; readonly curve: ReflectivityCurve }[] = [];
  for (const file of sortNaturally(files)) {
    const { header, warnings: told } = await expectReflectivity(file, reflectivity);
    warnings.push(...told);
    const curves = await readReflectivityFiles([file], resolution === undefined ? {} : { dqKind: resolution });
    for (const curve of curves)
      read.push({
        file,
        curve: Object.keys(header).length === 0 ? curve : { ...curve, header: { original_header: header } },
      });
  }
  // Of several files, data sets may be called alike.
  const names = read.map(({ curve: { name } }) => name);
  const curves = read.map(({ file, curve }) =>
    names.indexOf(curve.name) === names.lastIndexOf(curve.name)
      ? curve
      : Object.assign({}, curve, { name: `${basename(file)} ${curve.name}` }),
  );
  const renamed = curves.filter(({ name }, k) => name !== names[k]);
  if (renamed.length > 0)
    warnings.push({
      code: 'data-sets-renamed',
      message: `Data sets of one name have that of their file before it: ${someOf(
        renamed.map(({ name }) => name),
        6,
      )}.`,
    });
  await writeOrt(output, curves, { force, writer });
  return [...warnings, ...curves.flatMap((curve) => curve.warnings)];
}
