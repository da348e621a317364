import type { Migration } from 'kysely/migration';
import * as inbox from './0001_inbox.ts';
import * as payments from './0002_payments.ts';
import * as customers from './0003_customers.ts';
import * as purchases from './0004_purchases.ts';
import * as outbox from './0005_outbox.ts';
import * as sync from './0006_sync.ts';
import * as operations from './0007_operations.ts';
import * as quarantine from './0008_quarantine.ts';
import * as approvals from './0009_approvals.ts';
import * as careOfData from './0010_care_of_data.ts';
import * as control from './0011_control.ts';
import * as runs from './0012_runs.ts';
import * as api from './0013_api.ts';
import * as chatRoutes from './0014_chat_routes.ts';
import * as lookUpAndPoison from './0015_look_up_and_poison.ts';
import * as metrics from './0016_metrics.ts';
import * as alerts from './0017_alerts.ts';
import * as adSpend from './0018_ad_spend.ts';
import * as schedule from './0019_schedule.ts';
import * as shop from './0020_shop.ts';
import * as contests from './0021_contests.ts';
import * as orderRules from './0022_order_rules.ts';
import * as contestRounds from './0023_contest_rounds.ts';
import * as access from './0024_access.ts';
import * as teams from './0026_teams_and_sums.ts';
import * as forgottenTickets from './0027_forgotten_tickets.ts';

/** In order. Up only: a released migration is never edited, a new one is added at the end. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_inbox': inbox,
  '0002_payments': payments,
  '0003_customers': customers,
  '0004_purchases': purchases,
  '0005_outbox': outbox,
  '0006_sync': sync,
  '0007_operations': operations,
  '0008_quarantine': quarantine,
  '0009_approvals': approvals,
  '0010_care_of_data': careOfData,
  '0011_control': control,
  '0012_runs': runs,
  '0013_api': api,
  '0014_chat_routes': chatRoutes,
  '0015_look_up_and_poison': lookUpAndPoison,
  '0016_metrics': metrics,
  '0017_alerts': alerts,
  '0018_ad_spend': adSpend,
  '0019_schedule': schedule,
  '0020_shop': shop,
  '0021_contests': contests,
  '0022_order_rules': orderRules,
  '0023_contest_rounds': contestRounds,
  '0024_access': access,
  '0026_teams_and_sums': teams,
  '0027_forgotten_tickets': forgottenTickets,
};
