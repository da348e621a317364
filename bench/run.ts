import { parseArgs } from 'node:util';
import { benchCatchUp } from './catch-up.ts';
import { benchIngest } from './ingest.ts';
import { type Figure, figureLine } from './report.ts';

const benches: Readonly<Record<string, (scale: number) => Promise<readonly Figure[]>>> = {
  ingest: benchIngest,
  'catch-up': benchCatchUp,
};

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, scale: { type: 'string' } },
});
const all: Figure[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (values.only && values.only !== name) continue;
  const figures = await bench(Number(values.scale ?? 1));
  all.push(...figures);
  if (!values.json) for (const figure of figures) console.log(figureLine(figure));
}
if (values.json) console.log(JSON.stringify({ figures: all }));
