import type { FlowDeps } from '../deps.ts';
import { sendCampaignReport } from '../schedule/send-report.ts';
import { saveSpend } from '../spend/save-spend.ts';
import { listRules, saveTeamRules } from '../teams/save-rules.ts';
import { analyzeCampaigns } from './analyze-campaigns.ts';
import { exportPayments } from './export-payments.ts';
import { importRates, listRates, saveRates } from './rates.ts';
import { runReport } from './run-report.ts';
import { rebuildSums, sumsStatus } from './sums.ts';
import type { ReportFlows } from './types.ts';

export function bindReports(deps: FlowDeps): ReportFlows {
  return {
    runReport: (actor, wish) => runReport(deps, actor, wish),
    analyzeCampaigns: (actor, wish) => analyzeCampaigns(deps, actor, wish),
    sendCampaignReport: (actor, wish) => sendCampaignReport(deps, actor, wish),
    exportPayments: (actor, period) => exportPayments(deps, actor, period),
    saveSpend: (actor, input, dryRun) => saveSpend(deps, actor, input, dryRun),
    listTeamRules: (actor) => listRules(deps, actor),
    saveTeamRules: (actor, csv, dryRun) => saveTeamRules(deps, actor, csv, dryRun),
    listRates: (actor, currency) => listRates(deps, actor, currency),
    saveRates: (actor, rates, source) => saveRates(deps, actor, rates, source),
    importRates: (actor, csv) => importRates(deps, actor, csv),
    sumsStatus: (actor) => sumsStatus(deps, actor),
    rebuildSums: (actor) => rebuildSums(deps, actor),
  };
}
