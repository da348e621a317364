import type { CampaignAnalysis } from './campaign-analysis.ts';
import type { Report } from './report.ts';

/** A report as it was made for a slot; of campaigns with what can be said of each. */
export type MadeReport = Readonly<{ of: 'sales'; report: Report } | { of: 'campaigns'; analysis: CampaignAnalysis }>;
