import type { Metadata } from '@operando/core';

/** Whether plain data are fields by their names. */
export function isMetadata(value: unknown): value is Metadata {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
