/** A grounded line and its energy. */
export interface ReferenceLine {
  readonly line: string;
  /** eV */
  readonly energy: number;
}

/** `Au 4f7/2=83.96`; undefined for anything else. */
export function parseReference(text: string): ReferenceLine | undefined {
  const at = text.lastIndexOf('=');
  const line = text.slice(0, Math.max(at, 0)).trim();
  const value = text.slice(at + 1).trim();
  const energy = value === '' ? Number.NaN : Number(value);
  return line !== '' && energy > 0 && Number.isFinite(energy) ? { line, energy } : undefined;
}

/** Names of levels without what people write differently: `O 1s`, `O1s`, `o_1s`. */
export const plainLevel = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
