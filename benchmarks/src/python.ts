import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a script of `benchmarks/python` prints; undefined when python3 or its packages are not there. */
export function runPython(name: string, ...parameters: readonly (string | number)[]): unknown {
  const script = fileURLToPath(new URL(`../python/${name}.py`, import.meta.url));
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, ...parameters.map(String)], { encoding: 'utf8' });
    if (status === 0) return JSON.parse(stdout) as unknown;
  }
  return undefined;
}
