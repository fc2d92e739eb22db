import { OperandoError } from '@operando/core';
import { houseJobs } from './house-jobs.js';
import type { Job, Work, WorkMaker } from './job.js';

/** The maker of a job. @throws OperandoError `invalid-argument` where the module has none. */
export async function loadWork<Setup extends object, Task, Result>({
  module,
  name,
  setup,
}: Job<Setup, Task, Result>): Promise<Work<Task, Result>> {
  const known: unknown = await (Object.hasOwn(houseJobs, module) ? houseJobs[module]!() : import(module));
  const make: unknown = Object(known)[name];
  if (typeof make !== 'function')
    throw new OperandoError('invalid-argument', `${module} exports no function ${JSON.stringify(name)}.`, {
      where: { parameter: 'job' },
      cure: 'Export a function that takes the setup and gives a function of each task.',
    });
  return (make as WorkMaker<Setup, Task, Result>)(setup);
}
