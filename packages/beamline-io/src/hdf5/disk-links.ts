import { existsSync } from 'node:fs';
import { isOperandoError } from '@operando/core';
import type { File } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import { fileInFolder } from './disk-folder.js';
import type { OtherFiles } from './links.js';
import { said } from '../text/said.js';

const mostFiles = 1000;

/**
 * The files on disk that one leads to.
 * @param on Path of the file.
 * @param folder Real path of the folder that external links may lead into; false refuses all.
 * @param open Opens another file.
 * @param failed Is told of errors of the library.
 */
export function filesOnDisk(
  on: string,
  folder: string | false,
  open: (target: string) => File,
  failed: (cause: unknown) => void,
): OtherFiles {
  const others = new Map<string, File>();
  return {
    find(link, filename, from) {
      const target = folder === false ? undefined : fileInFolder(folder, from, filename);
      if (target !== undefined) return target;
      throw inFile(
        on,
        'unsupported',
        said`${link} leads to another file (${JSON.stringify(filename.slice(0, 80))}) ${folder === false ? 'and links are not followed' : 'outside the folder'}.`,
        'Open that file itself, or give the folder that links may lead into.',
      );
    },
    open(target, link, filename) {
      const known = others.get(target);
      if (known !== undefined) return known;
      if (!existsSync(target))
        throw inFile(
          on,
          'file-access',
          said`${link} leads to ${JSON.stringify(filename.slice(0, 80))}, which is not there.`,
          'Copy the linked files into the same folder.',
        );
      if (others.size >= mostFiles) throw inFile(on, 'too-large', `the file leads to more than ${mostFiles} others.`);
      try {
        const file = open(target);
        others.set(target, file);
        return file;
      } catch (cause) {
        if (isOperandoError(cause)) throw cause;
        failed(cause);
        throw inFile(target, 'malformed-file', 'this is no HDF5 file that can be opened.', undefined, cause);
      }
    },
    close() {
      for (const file of others.values()) {
        try {
          file.close();
        } catch (cause) {
          failed(cause);
        }
      }
    },
  };
}
