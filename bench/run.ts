import { parseArgs } from 'node:util';
import { keepHeapSmall } from '../src/main.ts';
import { benchAnomalies } from './anomalies.ts';
import { benchCard } from './card.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchChart } from './chart.ts';
import { benchCost } from './cost.ts';
import { benchDrain } from './drain.ts';
import { benchDraw } from './draw.ts';
import { benchDuplicates } from './duplicates.ts';
import { benchIngest } from './ingest.ts';
import { benchLookup } from './lookup.ts';
import { benchOrders } from './orders.ts';
import { benchPromises } from './promises.ts';
import { benchReconcile } from './reconcile.ts';
import { type Figure, figureLine, withVerdict } from './report.ts';
import { benchReports } from './reports.ts';
import { removeSeeded } from './seeded.ts';
import { benchStart } from './start.ts';
import { benchVerdicts } from './verdicts.ts';

/** A name, or `--only NAME`; `--scale 0.1` for a quick look, `--json` for a machine. Figures are told, never asserted. */
const benches: Readonly<Record<string, (scale: number) => Promise<readonly Figure[]>>> = {
  ingest: benchIngest,
  'catch-up': benchCatchUp,
  drain: benchDrain,
  card: benchCard,
  start: benchStart,
  cost: benchCost,
  promises: benchPromises,
  duplicates: benchDuplicates,
  reconcile: benchReconcile,
  lookup: benchLookup,
  reports: benchReports,
  anomalies: benchAnomalies,
  verdicts: benchVerdicts,
  chart: benchChart,
  draw: benchDraw,
  orders: benchOrders,
};

// With the flag of the script `bench`: what is measured in this process is measured in one like payops' own.
keepHeapSmall();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, only: { type: 'string' }, scale: { type: 'string' } },
});
const only = values.only ?? positionals[0];
if (only && !(only in benches)) throw new Error(`there is no such benchmark, only: ${Object.keys(benches).join(', ')}`);
const all: Figure[] = [];
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (only && only !== name) continue;
    const figures = await bench(Number(values.scale ?? 1));
    all.push(...figures);
    if (!values.json) for (const figure of figures) console.log(figureLine(figure));
  }
} finally {
  removeSeeded();
}
if (values.json) console.log(JSON.stringify({ figures: all.map(withVerdict) }));
