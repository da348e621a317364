import { z } from 'zod';
import type { Currency } from '../../domain/money.ts';
import type { Report, ReportKind } from '../../domain/reports/report.ts';
import type { ReportWish } from '../../flows/reports/types.ts';
import type { Flows } from '../../flows/types.ts';
import { reportFile } from '../../messages/reports/files.ts';
import type { HttpDeps } from '../deps.ts';
import { fileAnswer } from '../file-answer.ts';
import { must } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { analysisAnswer, analysisBody } from './campaign-body.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { reportAnswer, reportBody } from './report-body.ts';

const asked = z.object({
  ...periodQuery,
  format: z.enum(['json', 'csv', 'xlsx']).default('json').meta({ description: 'As a file: csv or xlsx' }),
});
type Asked = z.output<typeof asked>;
const sent = z
  .object({ id: z.string().nullable(), places: z.number().int() })
  .meta({ id: 'SentReport', description: 'To how many places it goes; id is null where nobody wants it' });

const reports = [
  {
    path: '/api/daily-stats',
    kind: 'daily',
    summary: "One day's revenue, purchases, countries and campaigns, against the same weekday last week",
  },
  { path: '/api/geo-alert', kind: 'geo', summary: 'Countries of a day by revenue, with the places they had before' },
  { path: '/api/creative-alert', kind: 'creatives', summary: 'Creatives of a day by what became of their sales' },
  {
    path: '/api/weekly-report',
    kind: 'weekly',
    summary: 'The last whole week, against the week before and the mean of four',
  },
] as const satisfies readonly Readonly<{ path: string; kind: ReportKind; summary: string }>[];

/** Numbers for a period, the same as in the chat: from one catalogue, by one flow. */
export function reportRoutes({ flows, files }: Pick<HttpDeps, 'flows' | 'files'>): readonly Route[] {
  const read: Read = (kind, query) => ({
    kind,
    period: periodOf(query),
    currency: (query.currency ?? null) as Currency | null,
    top: 'all',
  });
  const told: Tell = async ({ format }, report, body) =>
    format === 'json'
      ? body
      : fileAnswer(files, reportFile(report, format, { locale: 'en', zone: report.period.zone }));
  const ofKind = reports.map(({ path, kind, summary }) =>
    operation({
      method: 'get',
      path,
      scope: 'read:reports',
      summary,
      query: asked,
      answer: reportAnswer,
      run: async ({ actor, query }) => {
        const { report } = must(await flows.runReport(actor, read(kind, query)));
        return told(query, report, reportBody(report));
      },
    }),
  );
  return [...ofKind, ...campaignRoutes(flows, read, told)];
}

type Tell = (query: Asked, report: Report, body: object) => Promise<object>;
type Read = (kind: ReportKind, query: Asked) => ReportWish;

/** The last seven days where no period is named. */
function campaignRoutes(flows: Flows, read: Read, told: Tell): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/campaigns/analyze',
      scope: 'read:reports',
      summary: 'Every campaign of a period: sales, spend, and a verdict with its evidence',
      query: asked,
      answer: analysisAnswer,
      run: async ({ actor, query }) => {
        const { analysis } = must(await flows.analyzeCampaigns(actor, read('campaigns', query)));
        return told(query, analysis.report, analysisBody(analysis));
      },
    }),
    operation({
      method: 'post',
      path: '/api/campaigns/report',
      scope: 'read:reports',
      summary: 'Sends the campaign report to every chat and channel that wants it',
      query: asked.omit({ format: true }),
      answer: sent,
      run: async ({ actor, query }) => {
        const { id, places } = must(
          await flows.sendCampaignReport(actor, { ...read('campaigns', { ...query, format: 'json' }), top: undefined }),
        );
        return { id, places };
      },
    }),
    operation({
      method: 'get',
      path: '/api/campaigns/:campaignName/analyze',
      scope: 'read:reports',
      summary: 'One campaign with its days, creatives, adsets and countries, and its verdict among all',
      params: z.object({ campaignName: z.string().min(1).max(500) }),
      query: asked,
      answer: analysisAnswer,
      run: async ({ actor, params, query }) => {
        const wish = { ...read('campaigns', query), campaign: params.campaignName };
        const { analysis } = must(await flows.analyzeCampaigns(actor, wish));
        return told(query, analysis.report, analysisBody(analysis));
      },
    }),
  ];
}
