import { OperandoError } from '@operando/core';
import { zoneSeconds } from './date-time.js';
import { said } from './said.js';

const offset = /^[+-]\d{2}:?\d{2}$/;

/**
 * A moment as ISO 8601, so that `parseDateTime` gives it back to the last bit: in the local time of its zone with that
 * behind it, `Z` for UTC, and no zone where none is known.
 *
 * @param epoch UNIX seconds.
 * @param zone `utc`, an offset such as `+02:00`, or `unstated`. @default unstated
 * @throws OperandoError `invalid-argument` for another zone, and for years of more or less than four digits.
 */
export function formatDateTime(epoch: number, zone: string = 'unstated'): string {
  const utc = /^(utc|z)$/i.test(zone);
  if (!utc && zone !== 'unstated' && !offset.test(zone)) {
    throw new OperandoError(
      'invalid-argument',
      said`the time zone ${JSON.stringify(zone.slice(0, 40))} is no offset from UTC.`,
      { where: { parameter: 'zone' }, cure: 'Give utc, an offset such as +02:00, or unstated.' },
    );
  }
  // Zones are whole minutes from UTC: the seconds are those of the epoch, to their last bit.
  const minute = 60 * Math.floor(epoch / 60);
  const second = epoch - minute;
  const date = new Date(1000 * (minute + (offset.test(zone) ? zoneSeconds(zone) : 0)));
  if (!(date.getUTCFullYear() >= 1000 && date.getUTCFullYear() <= 9999))
    throw new OperandoError('invalid-argument', `${epoch} s after 1970 is no year of four digits.`, {
      where: { parameter: 'epoch' },
    });
  let decimals = 3;
  while (decimals < 30 && Number(second.toFixed(decimals)) !== second) decimals++;
  return `${date.toISOString().slice(0, 17)}${second.toFixed(decimals).padStart(decimals + 3, '0')}${utc ? 'Z' : zone === 'unstated' ? '' : zone}`;
}
