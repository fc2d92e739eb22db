import { strToU8, zipSync } from 'fflate';

/** A view of a row of BRML, as the program writes it. */
export const view = (start: number, length: number, name: string, inner = ''): string =>
  inner === ''
    ? `<RawDataView Start="${start}" Length="${length}" LogicName="${name}"/>`
    : `<RawDataView Start="${start}" Length="${length}"><${inner} LogicName="${name}"><BlankingValue>-9999</BlankingValue></${inner}></RawDataView>`;

export const usualViews: readonly string[] = [
  view(0, 1, 'MeasuredTime'),
  view(1, 1, 'AbsorptionFactor'),
  view(2, 2, 'ScanAxes', 'Varying'),
];

/** A route of a scan over two-theta and theta. */
export const route = (
  views: readonly string[],
  rows: readonly string[],
  { flag = 'Measured', inside = '' }: { readonly flag?: string; readonly inside?: string } = {},
): string =>
  `<DataRoute RouteFlag="${flag}"><ScanInformation><ScanAxes><ScanAxisInfo AxisName="TwoTheta"/><ScanAxisInfo AxisName="Theta"/></ScanAxes></ScanInformation>${inside}<DataViews>${views.join('')}</DataViews>${rows.map((row) => `<Datum>${row}</Datum>`).join('')}</DataRoute>`;

/** An archive of measurements, each of some routes. */
export const brml = (...measurements: readonly string[]): Uint8Array =>
  zipSync(
    Object.fromEntries(
      measurements.map((routes, i) => [
        `Experiment0/RawData${i}.xml`,
        strToU8(
          `<?xml version="1.0"?><RawData><TimeStampStarted>2024-01-01T10:00:00.0000000+01:00</TimeStampStarted><DataRoutes>${routes}</DataRoutes></RawData>`,
        ),
      ]),
    ),
  );
