import { spawn } from 'node:child_process';
import { OperandoError } from '@operando/core';

/** What a command of Slurm answered. */
export interface SlurmAnswer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Milliseconds until an answer is not waited for any longer: a controller that is down is tried for nine seconds. */
const patience = 60_000;

/**
 * Asks Slurm: no shell is between, and what is asked is never a part of a script.
 *
 * @throws OperandoError `unsupported` where there is no Slurm, `file-access` for one that gives no answer in time.
 */
export function askSlurm(command: string, args: readonly string[]): Promise<SlurmAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let error = '';
    let isLate = false;
    const watch = setTimeout(() => {
      isLate = true;
      child.kill();
    }, patience);
    child.stdout.on('data', (text: Buffer) => void (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => void (error += text.toString()));
    child.on('error', (cause) => {
      clearTimeout(watch);
      reject(
        new OperandoError('unsupported', `${command} cannot be started: there is no Slurm here.`, {
          cure: 'Do this on a node of the cluster from which jobs are submitted, or run the plan here: operando run.',
          cause,
        }),
      );
    });
    child.on('close', (code) => {
      clearTimeout(watch);
      if (isLate)
        reject(
          new OperandoError('file-access', `${command} gave no answer within ${patience / 1000} s.`, {
            cure: 'Look with squeue whether the job is there before you submit it again.',
          }),
        );
      else resolve({ code: code ?? 1, out, error });
    });
  });
}
