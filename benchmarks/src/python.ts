import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Times that the Python peers report, ms; undefined when python3 or numpy is not there. */
export function pythonPeers(frames: number, points: number): Readonly<Record<string, number>> | undefined {
  const script = fileURLToPath(new URL('../python/xas_peers.py', import.meta.url));
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, String(frames), String(points)], { encoding: 'utf8' });
    if (status === 0) return JSON.parse(stdout) as Record<string, number>;
  }
  return undefined;
}
