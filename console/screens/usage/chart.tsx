import BarChart from '@cloudscape-design/components/bar-chart';
import { texts } from '../../texts/index.ts';
import type { Day } from './sums.ts';

const t = texts.usage;
const HEIGHT = 240;

/** The days as bars. The table beside it has the same figures. */
export function Chart({ days }: { readonly days: readonly Day[] }) {
  const series = (['issued', 'refused', 'failed'] as const).map((kind) => ({
    type: 'bar' as const,
    title: t.columns[kind],
    data: days.map((day) => ({ x: day.day, y: day[kind] })),
  }));
  return (
    <BarChart
      stackedBars
      hideFilter
      height={HEIGHT}
      ariaLabel={t.chart}
      xTitle={t.columns.day}
      yTitle={t.requests}
      xScaleType="categorical"
      xDomain={days.map(({ day }) => day)}
      series={series}
    />
  );
}
