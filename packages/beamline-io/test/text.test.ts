import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, parseDateTime, parseNumber } from '../src/index.js';
import { splitLines } from '../src/text/decode.js';
import { dateOrderOf } from '../src/text/date-time.js';
import { gb18030Bytes, latin1Bytes } from './encoded.js';
import { parsePlainRow, parseRow, rowSyntaxes, splitFields } from '../src/text/row-parser.js';

describe('parseNumber', () => {
  it.each([
    ['5.74E-03', 5.74e-3],
    ['1.2e-007', 1.2e-7],
    ['18000000.', 18000000],
    ['.5', 0.5],
    ['+3', 3],
    ['1.000000D+01', 10],
    ['-1.5d-03', -1.5e-3],
    ['1.0-100', 1e-100],
    ['2.5+12', 2.5e12],
    ['nan', Number.NaN],
    ['nan0x00007fffffff', Number.NaN],
    ['-1.#IND', Number.NaN],
    ['1.#INF00', Infinity],
    ['-inf', -Infinity],
  ])('%s is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['######', '10.0200********', '12abc', '1,5', '', '-', '1.2.3', '0x10', '1e', '--1', '1-2'])(
    '%s is no number',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );

  it('takes decimal commas only when told, and never mixed with points', () => {
    expect(parseNumber('3,14', true)).toBe(3.14);
    expect(parseNumber('1,5E+003', true)).toBe(1500);
    expect(parseNumber('3.14', true)).toBeUndefined();
    expect(parseNumber('1.234,5', true)).toBeUndefined();
    expect(parseNumber('5,', true)).toBeUndefined();
  });
});

describe('parsePlainRow', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((v) => Number(v.toFixed(6))),
  );

  it('reads every number to the last bit, in every syntax', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 2, maxLength: 8 }),
        fc.constantFrom(...rowSyntaxes),
        (values, syntax) => {
          const mark = { space: '  ', tab: '\t', comma: ', ', semicolon: ';' }[syntax.separator];
          const texts = values.map((v) => (syntax.decimalComma ? String(v).replace('.', ',') : String(v)));
          const out = new Float64Array(values.length);
          expect(parsePlainRow(texts.join(mark), syntax, values.length, out, 0)).toBe(true);
          expect([...out]).toEqual(values.map((v) => v + 0));
          expect(parseRow(texts.join(mark), syntax)!.map((v) => v + 0)).toEqual(values.map((v) => v + 0));
        },
      ),
    );
  });

  it('leaves blank cells between tabs to those who look closer', () => {
    const out = new Float64Array(3);
    const tab = { separator: 'tab', decimalComma: false } as const;
    expect(
      ['1\t2\t3', ' 1 \t 2\t3\t', '1\t\t2\t3', '\t1\t2\t3', '1\t2\t\t3', '1\t\t3'].map((line) =>
        parsePlainRow(line, tab, 3, out, 0),
      ),
    ).toEqual([true, true, false, false, false, false]);
  });

  it('declines anything else', () => {
    const out = new Float64Array(4);
    const [space, , , , comma] = rowSyntaxes;
    for (const line of ['1 2', '1 2 3 4', '1 x 3', '1 2 3,', '', '# 1 2 3', '1 2 ######']) {
      expect(parsePlainRow(line, space!, 3, out, 0)).toBe(false);
    }
    expect(parsePlainRow('1,2,3,', comma!, 3, out, 0)).toBe(true);
    expect(parsePlainRow('1 2 3', comma!, 3, out, 0)).toBe(false);
    expect(splitFields('  ', space!)).toEqual([]);
  });
});

describe('decodeText', () => {
  it('takes UTF-8 with and without mark, UTF-16, and guesses the rest aloud', () => {
    expect(decodeText(new TextEncoder().encode('\uFEFFµm')).text).toBe('µm');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0x00))).toMatchObject({ text: 'A', encoding: 'utf-16le' });
    expect(decodeText(Uint8Array.of(0xfe, 0xff, 0x00, 0x41))).toMatchObject({ text: 'A', encoding: 'utf-16be' });
    const western = decodeText(Uint8Array.of(0x63, 0x6d, 0xb2, 0x20, 0xb5, 0x46));
    expect(western).toMatchObject({ text: 'cm² µF', encoding: 'windows-1252' });
    expect(western.warnings[0]!.code).toBe('encoding-guessed');
    // "Образец" in CP1251.
    const cyrillic = decodeText(Uint8Array.of(0xce, 0xe1, 0xf0, 0xe0, 0xe7, 0xe5, 0xf6));
    expect(cyrillic).toMatchObject({ text: 'Образец', encoding: 'windows-1251' });
  });

  it('tells Chinese from Cyrillic, capitals too, and from single Western letters', () => {
    const cp1251 = (text: string): Uint8Array =>
      Uint8Array.from(
        Array.from(text, (letter) => (letter < '\u0080' ? letter.charCodeAt(0) : letter.charCodeAt(0) - 0x350)),
      );
    const chinese = '记录序号,循环序号,电流(mA),电压(V),温度（℃）\n1,1,500,3.5,25\n';
    expect(decodeText(gb18030Bytes(chinese))).toMatchObject({ text: chinese, encoding: 'gb18030' });
    expect(decodeText(gb18030Bytes(`${chinese}${'1,2\n'.repeat(1000)}`)).encoding).toBe('gb18030');
    for (const words of ['Время;Напряжение;Ток', 'ВРЕМЯ;НАПРЯЖЕНИЕ;ТОК', 'Образец А', 'НАПРЯЖЕНИЕ (В); ТЕМПЕРАТУРА'])
      expect(decodeText(cp1251(words))).toMatchObject({ text: words, encoding: 'windows-1251' });
    for (const words of ['Temps écoulé (s);Énergie;°C;µA·h;m²', 'Größe;Länge;Prüfkörper', '±°C ²³ µÅ'])
      expect(decodeText(latin1Bytes(words))).toMatchObject({ text: words, encoding: 'windows-1252' });
  });

  it('reads all letters of windows-1252, whatever the decoder makes of them', () => {
    // Table of windows-1252 at unicode.org, 1998: euro sign, ellipsis, per mille, quotes, en dash, trade mark.
    const bytes = Uint8Array.of(0x80, 0x85, 0x89, 0x91, 0x92, 0x96, 0x99, 0xb5);
    expect(decodeText(bytes, 'windows-1252').text).toBe('€…‰‘’–™µ');
    expect(decodeText(bytes).text).toBe('€…‰‘’–™µ');
  });

  it('refuses bytes that are not the encoding asked for', () => {
    expect(() => decodeText(Uint8Array.of(0xb2), 'utf-8')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('splits lines whatever ends them', () => {
    expect(splitLines('a\r\nb\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
    expect(splitLines('a\n')).toEqual(['a']);
  });
});

describe('parseDateTime', () => {
  it.each([
    ['2022-07-26 23:01:58.055', Date.UTC(2022, 6, 26, 23, 1, 58, 55) / 1000, 'unstated', false],
    ['2001-06-26T22:27:31Z', Date.UTC(2001, 5, 26, 22, 27, 31) / 1000, 'utc', false],
    ['2001-06-26T22:27:31+02:00', Date.UTC(2001, 5, 26, 20, 27, 31) / 1000, '+02:00', false],
    ['2001-06-26T22:27:31-0530', Date.UTC(2001, 5, 27, 3, 57, 31) / 1000, '-0530', false],
    ['07/26/2022 22:38:30.190', Date.UTC(2022, 6, 26, 22, 38, 30, 190) / 1000, 'unstated', false],
    ['26/07/2022 22:38', Date.UTC(2022, 6, 26, 22, 38) / 1000, 'unstated', false],
    ['04/05/2022 10:00:00', Date.UTC(2022, 3, 5, 10) / 1000, 'unstated', true],
    ['04/05/2022 10:00:00.250', Date.UTC(2022, 3, 5, 10, 0, 0, 250) / 1000, 'unstated', true],
    ['4.5.2022 10:00:00', Date.UTC(2022, 4, 4, 10) / 1000, 'unstated', false],
    ['6/14/2021 4:33:52 PM', Date.UTC(2021, 5, 14, 16, 33, 52) / 1000, 'unstated', false],
    ['2020-01-01T10:00:00+02', Date.UTC(2020, 0, 1, 8) / 1000, '+02', false],
    ['20200101T100000Z', Date.UTC(2020, 0, 1, 10) / 1000, 'utc', false],
    ['20200101T1000', Date.UTC(2020, 0, 1, 10) / 1000, 'unstated', false],
    ['20200101 100000,5+0200', Date.UTC(2020, 0, 1, 8, 0, 0, 500) / 1000, '+0200', false],
    ['2020-01-01 10:00:00,25', Date.UTC(2020, 0, 1, 10, 0, 0, 250) / 1000, 'unstated', false],
    ['2020-01-01 10:00:00 PM', Date.UTC(2020, 0, 1, 22) / 1000, 'unstated', false],
    ['2020/1/1 12:00:00 a.m.', Date.UTC(2020, 0, 1) / 1000, 'unstated', false],
    ['07/26/2022 22:38:30 UTC', Date.UTC(2022, 6, 26, 22, 38, 30) / 1000, 'utc', false],
    ['26-07-2022 22:38', Date.UTC(2022, 6, 26, 22, 38) / 1000, 'unstated', false],
    ['05-04-2022 22:38', Date.UTC(2022, 4, 4, 22, 38) / 1000, 'unstated', true],
    ['26-JUL-2022 22:38:30', Date.UTC(2022, 6, 26, 22, 38, 30) / 1000, 'unstated', false],
    ['Tue, 26 Jul 2022 22:38:30 GMT', Date.UTC(2022, 6, 26, 22, 38, 30) / 1000, 'utc', false],
    ['SEPT 1, 2022 10:38:30,5 pm', Date.UTC(2022, 8, 1, 22, 38, 30, 500) / 1000, 'unstated', false],
    ['july 26, 2022', Date.UTC(2022, 6, 26) / 1000, 'unstated', false],
    ['Tue Jul 26 22:38:30 2022', Date.UTC(2022, 6, 26, 22, 38, 30) / 1000, 'unstated', false],
    ['1969-12-31T23:59:59Z', -1, 'utc', false],
  ])('%s', (text, epoch, zone, ambiguous) => {
    const moment = parseDateTime(text)!;
    expect(moment.epoch).toBeCloseTo(epoch, 3);
    expect([moment.zone, moment.ambiguous]).toEqual([zone, ambiguous]);
  });

  it('is undefined for what is no date, and follows the order given', () => {
    for (const text of [
      '',
      'yesterday',
      '2022-13-01',
      '99/99/2022',
      '20200101',
      '20201301T100000',
      '07/26/22 10:00',
      '0022-07-26',
      '1.2.3',
      '2020-01-01T10:00:00+99:00',
      '2020-01-01T10:00:00+02:75',
      '13:00 AM',
      '2020-01-01 13:00 AM',
      'Foo 1, 2022 10:00',
      '2022-01-01 10:00:00 CET',
      '2020-01-01-05',
    ])
      expect(parseDateTime(text)).toBeUndefined();
    expect(parseDateTime('04/05/2022', 'day-first')!.epoch).toBe(Date.UTC(2022, 4, 4) / 1000);
    expect(dateOrderOf(['04/05/2022', '26/05/2022'])).toBe('day-first');
    expect(dateOrderOf(['04/26/2022'])).toBe('month-first');
    expect(dateOrderOf(['04/05/2022'])).toBeUndefined();
    expect(dateOrderOf(['04-05-2022', '26-05-2022'])).toBe('day-first');
  });

  it('reads what Date writes, with marks and without', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          for (const written of [text, text.replaceAll(/[-:]/g, ''), text.replace('T', ' ').replace('Z', '+00')])
            expect(parseDateTime(written)!.epoch).toBeCloseTo(date.getTime() / 1000, 5);
          expect(parseDateTime(date.toUTCString())!.epoch).toBe(Math.floor(date.getTime() / 1000));
        },
      ),
    );
  });
});

describe('dates that cannot be', () => {
  it.each([
    '2022-07-26T25:00:00',
    '2022-07-26 12:60:00',
    '2022-07-26 12:00:61',
    '2022-02-31',
    '07/26/2022 24:00:01',
    'Feb 30, 2021 10:00:00',
    '13/13/2022 10:00',
  ])('are no dates: %s', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  it('but leap days, leap seconds and the end of a day are', () => {
    expect(parseDateTime('2024-02-29')?.epoch).toBe(Date.UTC(2024, 1, 29) / 1000);
    expect(parseDateTime('2016-12-31T23:59:60Z')?.epoch).toBe(Date.UTC(2017, 0, 1) / 1000);
    expect(parseDateTime('2022-07-26T24:00:00')?.epoch).toBe(Date.UTC(2022, 6, 27) / 1000);
  });
});
