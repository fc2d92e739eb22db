import { OperandoError } from '@operando/core';
import { said } from '../text/said.js';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EACCES: 'it may not be read.',
  EPERM: 'it may not be read.',
  EISDIR: 'it is a folder.',
  ENOTDIR: 'it is no folder.',
  ELOOP: 'its symbolic links lead round in circles.',
  ENAMETOOLONG: 'its name is too long.',
  EMFILE: 'too many files are open.',
  ENFILE: 'too many files are open.',
  EIO: 'the disk, or the network it is on, fails.',
};

/** What the system says about a path that is to be read, in words. */
export function accessError(path: string, cause: unknown): OperandoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new OperandoError('file-access', problems[code] ?? said`it cannot be read (${code}).`, {
    where: { file: path },
    cause,
  });
}
