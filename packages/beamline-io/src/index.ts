/**
 * Read what beamlines and battery cyclers write: bytes in, typed tables and
 * series out. File access is in `@operando/beamline-io/node`.
 * @module
 */
export { sniff } from './sniff.js';
export type { SniffResult } from './sniff.js';
export { read, readScans } from './read.js';
export type { ScanSummary } from './scan-choice.js';
export { gunzip, isGzip } from './gzip.js';
export type { GunzipLimits } from './gzip.js';
export type { ReadOptions } from './read.js';
export type { ParseOptions, ReadResult } from './formats/format.js';
export { decodeText } from './text/decode.js';
export type { DecodedText, TextEncoding } from './text/decode.js';
export { parseNumber } from './text/number.js';
export { parseDateTime } from './text/date-time.js';
export type { DateOrder, ReadMoment } from './text/date-time.js';
export { findColumn } from './column-table.js';
export type { ColumnRole, ColumnTable, TableColumn, TableTime } from './column-table.js';
export { parseXdi } from './formats/xdi.js';
export { athenaParameters, parseAthena } from './formats/athena.js';
export type { AthenaParameters } from './formats/athena.js';
export { parseAthenaProject } from './formats/athena-project.js';
export type { AthenaGroup, AthenaProject } from './formats/athena-project.js';
export { parseRock } from './formats/rock.js';
export { parseColumnText } from './formats/column-text.js';
export { parseCsv } from './formats/csv.js';
export { parseLabXrd } from './formats/lab-xrd.js';
export { parseBrukerBrml } from './formats/bruker-brml.js';
export { parseBrukerUxd } from './formats/bruker-uxd.js';
export { parseGsas } from './formats/gsas.js';
export { parsePanalyticalCsv } from './formats/panalytical-csv.js';
export { parseRigakuRasx } from './formats/rigaku-rasx.js';
export { parseRigakuRas } from './formats/rigaku-ras.js';
export { parseXrdml } from './formats/xrdml.js';
export { parseBiologic } from './formats/biologic.js';
export { parseClockLog } from './formats/clock-log.js';
export { parseEpicsMca } from './formats/epics-mca.js';
export { parseElectrochemistryCsv } from './formats/electrochemistry-csv.js';
export { absorptionOf } from './absorption.js';
export type { AbsorptionSignal, OnBadPoint, SignalValues } from './absorption.js';
export { energiesOf } from './energy-axis.js';
export { absorptionFrame, assembleSeries, columnFrame } from './assemble-series.js';
export type { AssembleOptions, Frame } from './assemble-series.js';
export { parseScanLog, scanTime } from './scan-log.js';
export type { ScanLog } from './scan-log.js';
export { formatCsv } from './write-csv.js';
export type { CsvColumn } from './write-csv.js';
export { formatXdi } from './write-xdi.js';
export type { XdiContent } from './write-xdi.js';
export { readReflectivity } from './reflectivity.js';
export type { ReflectivityCurve, ReflectivityReadOptions } from './reflectivity.js';
export { countOrsoLayers, orsoModelOf, parseOrsoModel } from './orso-model.js';
export type { OrsoGradedLayer, OrsoGroup, OrsoItem, OrsoLayer, OrsoModel } from './orso-model.js';
export type { OrsoMaterial } from './orso-units.js';
