import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { referencePath } from '@operando/fixtures';
import type { read } from '../src/index.js';
import { gb18030Bytes } from './encoded.js';
import { chnFile } from './made-analysers.js';
import { madeScienta, madeSpecs } from './made-photoelectrons.js';
import { madePowder } from './made-powder.js';
import { madeVamas } from './made-vamas.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const logRows = Array.from({ length: 30 }, (_, i) => `${60 * i},${3 + i / 50},1`);
const cells = (row: readonly string[], r: number): string =>
  `<row r="${r}">${row.map((cell, c) => `<c r="${String.fromCharCode(65 + c)}${r}"${/^\d/.test(cell) ? '' : ' t="inlineStr"'}>${/^\d/.test(cell) ? `<v>${cell}</v>` : `<is><t>${cell}</t></is>`}</c>`).join('')}</row>`;

/** Formats of which no small sample is at hand. */
const made: Readonly<Record<string, Uint8Array>> = {
  ...madePowder,
  vamas: bytesOf(madeVamas()),
  'specs-xy': bytesOf(madeSpecs(['03/12/22 13:59:43 UTC'])),
  'scienta-text': bytesOf(madeScienta(['O1s'])),
  'single-column': bytesOf(`# counts\n${Array.from({ length: 80 }, (_, i) => i * i).join('\n')}\n`),
  'clock-log': bytesOf(
    logRows
      .map(
        (_, i) =>
          `${String(23 + Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00 ${3 + i / 100} 39.0`,
      )
      .join('\n'),
  ),
  'battery-data-format': bytesOf(`Test Time / s,Voltage / V,Current / A\n${logRows.join('\n')}\n`),
  'electrochemistry-csv': bytesOf(`Time (s),Voltage (V),Current (A)\n${logRows.join('\n')}\n`),
  'neware-csv': bytesOf(
    `DataPoint,Cycle Index,Step Index,Step Type,Time,Current(mA),Voltage(V),Date\n${logRows.map((_, i) => `${i + 1},1,1,CC Chg,00:${String(i).padStart(2, '0')}:00,1000,${3 + i / 50},2022-05-18 16:${String(i).padStart(2, '0')}:00`).join('\n')}\n`,
  ),
  'maccor-text': bytesOf(
    `Today''s Date\t03/28/2022\n\nRec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tDPt Time\n${logRows.map((_, i) => `${i}\t0\t1\t  0d 00:${String(i).padStart(2, '0')}:00.00\t  0d 00:00:00.00\t0.1\t0.3\t1\t${3 + i / 50}\tC\t08/23/2021 6:${String(i).padStart(2, '0')}:18 PM`).join('\n')}\n`,
  ),
  'land-text': gb18030Bytes(
    `记录序号\t循环序号\t步次\t工作模式\t测试时间/Sec\t步骤时间/Sec\t电流/mA\t电压/V\t容量/mAh\t系统时间\r\n${logRows.map((_, i) => `${i + 1}\t1\t1\t恒流放电\t${60 * i}\t${60 * i}\t500\t${3 - i / 50}\t${i / 60}\t2024-10-02 10:${String(i).padStart(2, '0')}:00`).join('\r\n')}\r\n`,
  ),
  'pec-csv': bytesOf(
    `#TESTDETAILS\nTest:,1\nStart Time:,10/22/2024 10:00:00\n#END TESTDETAILS\nTest,Step,Cycle,Total Time (Seconds),Step Time (Seconds),Voltage (mV),Current (mA),Charge Capacity (mAh),\n${logRows.map((_, i) => `1,1,0,${60 * i},${60 * i},${3000 + 20 * i},1000,${(1000 * i) / 60},`).join('\n')}\n`,
  ),
  'digatron-csv': bytesOf(
    `Report\nBattery;a\n\nStep;Status;Prog Time;Step Time;Cycle;Procedure;Voltage;Current;AhAccu;Temp\n;;;;;;[V];[A];[Ah];[°C]\n${logRows.map((_, i) => `1;DCH;00:${String(i).padStart(2, '0')}:00.000;00:${String(i).padStart(2, '0')}:00.000;1;P1;${3 - i / 50};1;${-i / 60};25.1`).join('\n')}\n`,
  ),
  'squidstat-csv': bytesOf(
    `"Step number","Step name","Elapsed Time (s)","Working Electrode (V)","Counter Electrode (V)","Current (A)","Cumulative Charge (mAh)"\n${logRows.map((_, i) => `1,"Constant Current",${60 * i},${3 + i / 50},0,1,${(1000 * i) / 60}`).join('\n')}\n`,
  ),
  'autolab-nova': bytesOf(
    `Potential applied (V);Time (s);WE(1).Current (A);WE(1).Potential (V);Scan;Index\n${logRows.map((_, i) => `0;${60 * i};0,001;${String(3 + i / 50).replace('.', ',')};1;${i + 1}`).join('\n')}\n`,
  ),
  'ivium-text': bytesOf(
    `time /s          I /A            E /V\n${logRows.map((_, i) => ` ${(60 * i).toExponential(5)}   ${(1).toExponential(5)}   ${(3 + i / 50).toExponential(5)}`).join('\n')}\n`,
  ),
  'novonix-csv': bytesOf(
    `[Summary]\nNovonix\nStarted: 2025-07-19 15:26:20\n[End Summary]\n[Data]\nDate and Time,Cycle Number,Step Number,Run Time (h),Current (A),Potential (V)\n${logRows.map((_, i) => `2025-07-19 15:${String(26 + i)}:20,1,1,${i / 60},0.5,${3 + i / 50}`).join('\n')}\n`,
  ),
  'excel-log': zipSync(
    {
      '[Content_Types].xml': bytesOf('<T/>'),
      'xl/workbook.xml': bytesOf('<workbook><sheets><sheet name="a" r:id="a"/></sheets></workbook>'),
      'xl/worksheets/sheet1.xml': bytesOf(
        `<worksheet><sheetData>${cells(['Time (s)', 'Voltage (V)', 'Current (A)'], 1)}${logRows.map((row, i) => cells(row.split(','), i + 2)).join('')}</sheetData></worksheet>`,
      ),
    },
    { level: 0 },
  ),
  'reflectivity-json': bytesOf(
    '{"times":[0,30],"data":[[[0.01,0.02],[1,0.5],[0.1,0.1],[0.001,0.001]],{"q":[0.01],"r":[1],"dr":[0.1]}]}',
  ),
  'desy-fio': bytesOf(
    `!\n%c\nscan\nuser a, acquisition started at Tue Jul 09 14:44:45 2019\n!\n%p\nENERGY = 7112.5\n!\n%d\n Col 1 ENERGY DOUBLE\n Col 2 IC1 DOUBLE\n${logRows.map((_, i) => ` ${7000 + i} ${100 + i}.5`).join('\n')}\n! Acquisition ended at Tue Jul 09 14:54:45 2019\n`,
  ),
  'ortec-chn': chnFile(-102),
  'lynx-ascii': bytesOf(
    `Lynx\nlabel\nMon 02 Jan 24\nLive Time 10\nReal Time 11\n\n\nChannel Counts\n${Array.from({ length: 128 }, (_, i) => `${i} ${i}`).join('\n')}\n`,
  ),
  'photon-factory-dispersive': bytesOf(
    `,${Array.from({ length: 4 }, (_, i) => i).join(',')}\n${Array.from({ length: 40 }, (_, i) => `${i},${[0, 1, 2, 3].map((k) => (i + k) / 10).join(',')}`).join('\n')}\n`,
  ),
};

/** The smallest samples of each format, and how many of their lines (all, when not said). */
const sampled: readonly [format: string, name: string, lines?: number][] = [
  ['xdi', 'xdi-bad/bad_00.xdi'],
  ['rock', 'xas-qexafs/norm_op2_cell4_pos1_dq1_0001_av240_00001.txt', 80],
  ['athena', 'athena-prj/FeS2.prj'],
  ['athena', 'athena-prj/json_unzipped.prj'],
  ['athena-columns', 'xas-nor/xafs_TEC10E50E_20231031_H.nor', 60],
  ['spec', 'spec/issue216_scan1.spec'],
  ['spec', 'spec/twoc.dat'],
  ['ssrl-quick', 'xas-qexafs/20210614_SnO2_H2_TPR_Sn_EXAFS_92.tra_0001.txt', 90],
  ['ssrl-collector', 'xas-beamline-ascii/SSRL1_2006.dat'],
  ['photon-factory-9809', 'xas-beamline-ascii/PF9A_2022.dat', 120],
  ['xdac', 'xas-beamline-ascii/APS10BM_2019.dat', 120],
  ['labview-scan', 'xas-beamline-ascii/APS20BM_2001.dat', 120],
  ['cls-events', 'xas-beamline-ascii/CLSHXMA.dat', 100],
  ['nsls-iss', 'xas-beamline-ascii/NSLS8ID_2019.dat', 100],
  ['biologic-mpt', 'echem-biologic/mb.issue_95.mpt'],
  ['biologic-mpr', 'echem-biologic/mb.issue_95.mpr'],
  ['arbin-csv', 'echem-arbin/sample_data_arbin.csv'],
  ['neware-nda', 'echem-neware/test.nda'],
  ['neware-ndax', 'echem-neware/ZZZZZZZZTEST.ndax'],
  ['basytec-text', 'echem-other/sample_data_basytec.txt'],
  ['gamry-dta', 'echem-gamry/cv_data.dta'],
  ['gamry-dta', 'echem-gamry/eispot_data_curveaborted.dta'],
  ['lab-xrd', 'xrd-txt/1.txt', 150],
  ['xrdml', 'xrd-xrdml/empyrean.xrdml'],
  ['rigaku-ras', 'xrd-ras/rigaku_test.ras', 400],
  ['panalytical-csv', 'xrd-csv/210520step1_30min.csv', 120],
  ['gsas', 'xrd-gsas/PBSO4.XRA'],
  ['psi-dmc', 'xrd-dat/PSI_DMC.dat'],
  ['bruker-raw', 'xrd-raw/BT86.raw'],
  ['bruker-raw', 'xrd-raw/TiO2.raw'],
  ['bruker-uxd', 'xrd-raw/BT86_.UXD', 150],
  ['bruker-brml', 'xrd-brml/TiOF.brml'],
  ['rigaku-rasx', 'xrd-ras/rigaku_test.rasx'],
  ['ortec-spe', 'ndp-mca/nai_detector.spe'],
  ['ortec-spc', 'ndp-mca/Alcatraz14.Spc'],
  ['canberra-cnf', 'ndp-mca/background_8.CNF'],
  ['canberra-mca', 'edxrd-mca/03yag02.mca'],
  ['iec-1455', 'ndp-mca/hpge_dummy_test_01.iec'],
  ['epics-mda', 'mda/SampleScan.mda'],
  ['amptek-mca', 'edxrd-mca/20170705-CdTe-Ecalib-57Co.mca'],
  ['epics-mca', 'edxrd-mca/xrf_spectra.mca'],
  ['orso-text', 'reflectivity/ORSO_data.ort'],
  ['orso-text', 'reflectivity/multiple.ort'],
  ['csv', '../bad-inputs/csv-bom-semicolon-comma.csv'],
  ['column-text', 'xrd-xye/example_mythen.xye'],
];

/** Folder of the sample files, where there is one. */
export const samples = referencePath('formats', 'samples');

/** Files that other libraries open. */
const sampledFiles: readonly (readonly [format: string, name: string])[] = [
  ['nexus', '../software-made/pyfai_multiframe.h5'],
  ['orso-binary', 'reflectivity/test.orb'],
  ['arbin-res', 'echem-arbin/arbin_example.res'],
];

/** The beginning of a text of some lines; of anything else all. */
function beginning(bytes: Uint8Array, lines: number | undefined): Uint8Array {
  if (lines === undefined) return bytes;
  let at = 0;
  for (let i = 0; i < lines && at >= 0; i++) at = bytes.indexOf(10, at) + 1;
  return at > 0 ? bytes.subarray(0, at) : bytes;
}

/** Further shapes of formats that have a sample already. */
const shapes: readonly (readonly [format: string, name: string, content: Uint8Array])[] = [
  [
    'maccor-text',
    'minutes',
    bytesOf(
      `Rec#,Cyc#,Step,Test (Min),Step (Min),mAmp-hr,mAmps,Volts,State,DPt Time\n${logRows.map((_, i) => `${i},0,1,${i},${i},${i / 60},1000,${3 + i / 50},C,08/23/2021 6:${String(i).padStart(2, '0')}:18 PM`).join('\n')}\n`,
    ),
  ],
  [
    'neware-csv',
    'Chinese',
    gb18030Bytes(
      `记录序号,循环序号,工步序号,工步类型,总时间,电流(A),电压(V),充电容量(Ah),绝对时间\n${logRows.map((_, i) => `${i + 1},1,1,恒流充电,00:${String(i).padStart(2, '0')}:00,1,${3 + i / 50},${i / 60},2024-10-02 10:${String(i).padStart(2, '0')}:00`).join('\n')}\n`,
    ),
  ],
  [
    'neware-csv',
    'three levels',
    bytesOf(
      `Cycle Index;Chg. Cap.(Ah)\n;Step Index;Step Type\n;;DataPoint;Time;Total Time;Current(A);Voltage(V);Date\n1;0,1\n;1;CC Chg\n${logRows.map((_, i) => `;;${i + 1};00:${String(i).padStart(2, '0')}:00;00:${String(i).padStart(2, '0')}:00;0,5;${3 + i};2024-10-02 10:${String(i).padStart(2, '0')}:00`).join('\n')}\n`,
    ),
  ],
  [
    'electrochemistry-csv',
    'below a header, dates and times of the day',
    bytesOf(
      `Messung: a\nMasse;1\n\nDatum;Zeit;Spannung [mV];Strom [mA];Zustand;Notiz\n${logRows.map((_, i) => `2024-01-0${i < 15 ? 1 : 2};${i < 15 ? `23:${45 + i}` : `00:${String(i - 15).padStart(2, '0')}`}:00;${3000 + i};${i};Laden;${i === 9 ? 'x' : i}`).join('\n')}\n`,
    ),
  ],
  [
    'clock-log',
    'over midnight',
    bytesOf(
      logRows
        .map((_, i) => `${i < 15 ? `23:${45 + i}` : `00:${String(i - 15).padStart(2, '0')}`}:00 ${3 + i / 100} 39.0`)
        .join('\n'),
    ),
  ],
];

/** Content of a sample file. */
const sampleBytes = (name: string): Uint8Array => Uint8Array.from(readFileSync(`${samples}/${name}`));

/** The beginning of a sample, or the whole of one that counts its points. */
function readableBytes(format: string, name: string, lines: number | undefined, reader: typeof read): Uint8Array {
  const bytes = sampleBytes(name);
  const part = beginning(bytes, lines);
  try {
    reader(part, { format });
    return part;
  } catch {
    return bytes;
  }
}

/** A file that is read. */
export interface FuzzSample {
  readonly format: string;
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

/** Whatever is at hand: made by hand, then measured. */
export function fuzzSamples(reader: typeof read): FuzzSample[] {
  return [
    ...Object.entries(made).map(([format, bytes]) => ({ format, name: 'made by hand', bytes: () => bytes })),
    ...shapes.map(([format, name, bytes]) => ({ format, name: `made by hand, ${name}`, bytes: () => bytes })),
    ...(samples === undefined ? [] : sampled).map(([format, name, lines]) => ({
      format,
      name,
      bytes: () => readableBytes(format, name, lines, reader),
    })),
    ...(samples === undefined ? [] : sampledFiles).map(([format, name]) => ({
      format,
      name,
      bytes: () => sampleBytes(name),
    })),
  ];
}
