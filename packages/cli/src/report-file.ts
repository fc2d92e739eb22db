import type { Result } from '@operando/core';
import { reportName } from '@operando/workflow';
import type { ResultFile, RunResult } from '@operando/workflow';

/** A result with its page among its files, where its frames were kept for one. */
export function withReport(result: Result & Pick<RunResult, 'files'>): RunResult {
  if (result.views === undefined) return result;
  const page: ResultFile = {
    name: reportName,
    async write(writers) {
      // Loaded where it is wanted: most runs make no page.
      const { reportPage } = await import('@operando/report');
      await writers.pieces([reportPage(result)]);
    },
  };
  return { ...result, files: [...(result.files ?? []), page] };
}
