// Files that the made-up measurements have in common.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `write` on a folder of its own and moves what it made into `folder`, by the new name of each file. @returns What `write` gives. */
export function moved(folder, names, write) {
  const made = mkdtempSync(join(tmpdir(), 'operando-made-'));
  try {
    const written = write(made);
    for (const [from, to] of Object.entries(names)) renameSync(join(made, from), join(folder, to));
    return written;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/**
 * A log of EC-Lab, with the date of its begin where there is one.
 *
 * @param milliamperes The current by the part of the time that is over: charged at 10 mA, then discharged, unless it is given.
 */
export function writeLog(path, seconds, date, milliamperes = (part) => (part < 0.5 ? 10 : -10)) {
  const head = ['time/s\tEwe/V\t<I>/mA\t'];
  if (date !== undefined)
    head.unshift('EC-Lab ASCII FILE', 'Nb header lines : 5', '', `Acquisition started on : ${date}`);
  const rows = Array.from({ length: Math.ceil(seconds / 30) + 1 }, (_, row) => {
    const part = (30 * row) / seconds;
    return `${30 * row}\t${(3.5 + 0.7 * Math.sin(Math.PI * part)).toFixed(4)}\t${milliamperes(part)}\t`;
  });
  writeFileSync(path, `${[...head, ...rows].join('\r\n')}\r\n`);
}

/** The counts of a level of photoelectrons as a VAMAS file: kinetic energies, dates, the level by species and transition. */
export function vamasOf({ level, values, frames, species, transition }) {
  const points = level.energy.length;
  const photon = 4950;
  const step = level.energy[1] - level.energy[0];
  const block = (f) => {
    const counts = Array.from({ length: points }, (_, i) => Math.round(level.dwell * values[f * points + i]));
    const source = `X/${photon}/1e37/1e37/1e37/0/0`;
    const analyser = `FAT/100/1e37/4.3/0/0/0/0/0/${species}/${transition}/-1/kinetic energy/eV/${photon - level.energy[0]}/${-step}`;
    const counting = `1/counts/d/pulse counting/${level.dwell}/1/0/0/0/0/0`;
    const range = `${points}/${Math.min(...counts)}/${Math.max(...counts)}`;
    return `${species}${transition} ${f}/cell A/2021/6/14/10/${5 * f}/0/0/0/XPS/${300 * f}/${source}/${analyser}/${counting}/${range}/${counts.join('/')}`;
  };
  const mark = 'VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4';
  const blocks = Array.from({ length: frames }, (_, f) => block(f)).join('/');
  return `${mark}/a/b/c/d/0/NORM/REGULAR/1/1/time/s/0/0/0/0/${frames}/${blocks}/end of experiment/`.replaceAll(
    '/',
    '\n',
  );
}
