import type { MadeReport } from '../../domain/reports/made.ts';
import type { Message } from '../message.ts';
import { type CardOptions, repeatBlocks } from '../purchase-card.ts';
import { campaignsMessage } from './campaign.ts';
import { picturedReport } from './charts.ts';
import { reportMessage } from './report.ts';

/** What a place is told of a scheduled report: its words with its picture. */
export function madeReportMessage(made: MadeReport, { locale, mayRepeat = false }: CardOptions): Message {
  const report = made.of === 'campaigns' ? made.analysis.report : made.report;
  const reader = { locale, zone: report.period.zone };
  const words = made.of === 'campaigns' ? campaignsMessage(made.analysis, reader) : reportMessage(report, reader);
  const message = { ...words, blocks: [...words.blocks, ...repeatBlocks(locale, mayRepeat)] };
  return picturedReport(report, message, reader);
}
