import { athenaColumns } from './absorption/athena-columns.js';
import { athena } from './absorption/athena.js';
import { clsEvents } from './absorption/cls-events.js';
import { desyFio } from './absorption/desy-fio.js';
import { labviewScan } from './absorption/labview-scan.js';
import { nslsIss } from './absorption/nsls-iss.js';
import { photonFactoryDispersive } from './absorption/photon-factory-dispersive.js';
import { photonFactory } from './absorption/photon-factory.js';
import { rock } from './absorption/rock.js';
import { ssrlCollector } from './absorption/ssrl-collector.js';
import { ssrlQuick } from './absorption/ssrl-quick.js';
import { xdac } from './absorption/xdac.js';
import { xdi } from './absorption/xdi.js';
import { amptekMca } from './detectors/amptek-mca.js';
import { canberraCnf } from './detectors/canberra-cnf.js';
import { canberraMca } from './detectors/canberra-mca.js';
import { epicsMca } from './detectors/epics-mca.js';
import { iec1455 } from './detectors/iec-1455.js';
import { lynxAscii } from './detectors/lynx-ascii.js';
import { ortecChn } from './detectors/ortec-chn.js';
import { ortecSpc } from './detectors/ortec-spc.js';
import { ortecSpe } from './detectors/ortec-spe.js';
import { arbinRes } from './electrochemistry/arbin-res.js';
import { arbinCsv } from './electrochemistry/arbin.js';
import { autolabNova } from './electrochemistry/autolab-nova.js';
import { basytec } from './electrochemistry/basytec.js';
import { biologicMpr } from './electrochemistry/biologic-mpr.js';
import { biologic } from './electrochemistry/biologic.js';
import { clockLog } from './electrochemistry/clock-log.js';
import { digatron } from './electrochemistry/digatron.js';
import { batteryDataCsv, electrochemistryCsv } from './electrochemistry/electrochemistry-csv.js';
import { excelLog } from './electrochemistry/excel-log.js';
import { gamry } from './electrochemistry/gamry.js';
import { ivium } from './electrochemistry/ivium.js';
import { land } from './electrochemistry/land.js';
import { maccor } from './electrochemistry/maccor.js';
import { newareCsv } from './electrochemistry/neware-csv.js';
import { newareNda } from './electrochemistry/neware-nda.js';
import { newareNdax } from './electrochemistry/neware-ndax.js';
import { novonix } from './electrochemistry/novonix.js';
import { pec } from './electrochemistry/pec.js';
import { squidstat } from './electrochemistry/squidstat.js';
import { nexus } from './hdf5/nexus-format.js';
import { scientaText } from './photoelectron/scienta-text.js';
import { specsXy } from './photoelectron/specs-xy.js';
import { vamas } from './photoelectron/vamas.js';
import { brukerBrml } from './powder/bruker-brml.js';
import { brukerRaw } from './powder/bruker-raw.js';
import { brukerUxd } from './powder/bruker-uxd.js';
import { brukerXy } from './powder/bruker-xy.js';
import { cifPattern } from './powder/cif-pattern.js';
import { gsas } from './powder/gsas.js';
import { labXrd } from './powder/lab-xrd.js';
import { panalyticalCsv } from './powder/panalytical-csv.js';
import { illSum } from './powder/ill-sum.js';
import { jadeMdi } from './powder/jade-mdi.js';
import { philipsRd } from './powder/philips-rd.js';
import { philipsUdf } from './powder/philips-udf.js';
import { rigakuText } from './powder/rigaku-text.js';
import { sietronicsCpi } from './powder/sietronics-cpi.js';
import { psiDmc } from './powder/psi-dmc.js';
import { rigakuRas } from './powder/rigaku-ras.js';
import { rigakuRasx } from './powder/rigaku-rasx.js';
import { stoeRaw } from './powder/stoe-raw.js';
import { steppedCounts } from './powder/stepped-counts.js';
import { xrdml } from './powder/xrdml.js';
import { orsoBinary } from './reflectivity/orso-binary.js';
import { orsoText } from './reflectivity/orso-text.js';
import { timeResolvedJson } from './reflectivity/time-resolved-json.js';
import { columnText } from './table/column-text-format.js';
import { csv } from './table/csv-format.js';
import { epicsMda } from './table/epics-mda.js';
import { singleColumn } from './table/single-column.js';
import { spec } from './table/spec.js';
import type { Format } from './format.js';

/** Formats with a mark of their own. */
export const specificFormats: readonly Format[] = [
  xdi,
  rock,
  athena,
  athenaColumns,
  spec,
  ssrlQuick,
  ssrlCollector,
  photonFactory,
  photonFactoryDispersive,
  xdac,
  labviewScan,
  clsEvents,
  desyFio,
  nslsIss,
  biologic,
  biologicMpr,
  arbinCsv,
  arbinRes,
  newareCsv,
  newareNda,
  newareNdax,
  maccor,
  basytec,
  novonix,
  gamry,
  land,
  pec,
  digatron,
  squidstat,
  autolabNova,
  ivium,
  excelLog,
  clockLog,
  batteryDataCsv,
  electrochemistryCsv,
  vamas,
  specsXy,
  scientaText,
  labXrd,
  xrdml,
  rigakuRas,
  panalyticalCsv,
  gsas,
  cifPattern,
  psiDmc,
  illSum,
  sietronicsCpi,
  rigakuText,
  philipsUdf,
  philipsRd,
  jadeMdi,
  steppedCounts,
  brukerRaw,
  stoeRaw,
  brukerUxd,
  brukerXy,
  brukerBrml,
  rigakuRasx,
  ortecSpe,
  ortecSpc,
  ortecChn,
  canberraCnf,
  canberraMca,
  iec1455,
  epicsMda,
  amptekMca,
  epicsMca,
  lynxAscii,
  orsoText,
  orsoBinary,
  timeResolvedJson,
  nexus,
];

/** Formats that fit many files, asked only when no other claims one. */
export const genericFormats: readonly Format[] = [csv, columnText, singleColumn];

/** Every format that is read. */
export const formats: readonly Format[] = [...specificFormats, ...genericFormats];
