import { commonSettings, rareSettings } from './settings-table.js';

/** A named setting of a space group. */
export interface SpaceGroupSetting {
  /** In International Tables, 1 to 230. */
  readonly number: number;
  /** With origin (`:1`, `:2`) or axes (`:H`, `:R`) where there are two. */
  readonly hermannMauguin: string;
  /** Hall symbol, which says the setting without doubt. */
  readonly hall: string;
  /** A shorter Hermann-Mauguin symbol, where one is used. */
  readonly short?: string;
  /** In International Tables. */
  readonly common: boolean;
}

function* rowsOf(text: string, common: boolean): Generator<SpaceGroupSetting> {
  for (const line of text.trim().split('\n')) {
    const [number, hermannMauguin, hall, short] = line.split('|');
    yield { number: Number(number), hermannMauguin: hermannMauguin!, hall: hall!, ...(short && { short }), common };
  }
}

/** The settings of all space groups that have names: 531 of International Tables, then 28 others. */
export const spaceGroupSettings: readonly SpaceGroupSetting[] = [
  ...rowsOf(commonSettings, true),
  ...rowsOf(rareSettings, false),
];
