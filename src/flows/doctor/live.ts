import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import type { ProviderName } from '../../domain/ids.ts';
import type { DeliveryResult, Examine, Expected } from '../../domain/ports.ts';
import { said, value } from '../../domain/said.ts';
import { dayMs, type Instant, msOf, secondMs } from '../../domain/time.ts';
import { certificateEndMs } from '../../lib/certificate.ts';
import { createBoundedFetch } from '../../lib/http.ts';
import { type FlowDeps, nowOf, type Policy } from '../deps.ts';

const deadlineMs = 10 * secondMs;
/** `Date` counts whole seconds, and an answer takes its time. */
const skewWarnMs = 5 * secondMs;
/** Stripe's signatures are refused beyond it. */
const skewFailMs = 300 * secondMs;

type Asked = Readonly<{
  name: string;
  probe: (signal: AbortSignal) => Promise<DeliveryResult>;
  examine: Examine | undefined;
  expected: Expected;
}>;

export function probeCheck(about: string, result: DeliveryResult): Check {
  if (result.outcome === 'delivered') return fine('answers', said('answers'), about);
  const fix = result.outcome === 'config' ? said('answers-key') : said('answers-network');
  return wrong('answers', value(`${result.code}: ${result.detail}`), fix, about);
}

function broken(error: unknown): DeliveryResult {
  return { outcome: 'not_sent', code: 'failed', detail: error instanceof Error ? error.message : 'failed' };
}

/** The probe first: where nothing answers, there is nothing to ask about. */
async function serviceChecks({ name, probe, examine, expected }: Asked): Promise<readonly Check[]> {
  const signal = AbortSignal.timeout(deadlineMs);
  const answers = probeCheck(name, await probe(signal).catch(broken));
  if (answers.status !== 'ok' || !examine) return [answers];
  const late = (): readonly Check[] => [
    unasked('set-up', signal.aborted ? 'no answer in time' : 'failed', said('later'), name),
  ];
  return [answers, ...(await examine(expected, signal).catch(late))];
}

function addressesOf({ routes }: Policy, destination: string): readonly string[] {
  const all = [...routes.cards, ...routes.vip, ...routes.notices, ...routes.rows];
  return [...new Set(all.filter((route) => route.destination === destination).map(({ address }) => address))];
}

/** Everything outside that is configured, with what it should be found to be. */
function services(
  { destinations, sources, policy, setUp }: FlowDeps,
  places: readonly string[],
  now: Instant,
): readonly Asked[] {
  const { publicUrl } = setUp;
  const at = (path: string) => (publicUrl === null ? null : `${publicUrl}${path}`);
  const byWebhook = setUp.telegram.mode === 'webhook';
  const told = [...destinations.values()].map(({ name, probe, examine }) => {
    const addresses = name === 'access' ? places : addressesOf(policy, name);
    const callsTo = name === 'telegram' && byWebhook ? at('/webhooks/telegram') : null;
    return { name, probe, examine, expected: { addresses, callsTo, now } };
  });
  const doors: Partial<Record<ProviderName, string | null>> = {
    stripe: (setUp.stripe?.webhookSecrets ?? 0) > 0 ? at('/webhooks/stripe') : null,
    yookassa: at('/v1/payments/webhook'),
  };
  const asked = [...sources.values()].map(({ name, probe, examine }) => {
    return { name, probe, examine, expected: { addresses: [], callsTo: doors[name] ?? null, now } };
  });
  return [...told, ...asked];
}

export function skewChecks(aheadMs: ReadonlyMap<string, number>): readonly Check[] {
  const name = 'clock';
  const fix = said('clock-set');
  return [...aheadMs].map(([host, ms]) => {
    const off = Math.abs(ms);
    const seconds = Math.round(off / secondMs);
    const detail = off < skewWarnMs ? said('clock') : said(ms > 0 ? 'clock-ahead' : 'clock-behind', { seconds });
    return { ...judged(name, detail, [off > skewFailMs, 'fail', fix], [off > skewWarnMs, 'warn', fix]), about: host };
  });
}

export function certificateCheck(endMs: number | null, now: Instant): Check {
  const name = 'certificate';
  const fix = said('certificate-renew');
  if (endMs === null) return wrong(name, said('certificate-none'), fix);
  const days = Math.floor((endMs - msOf(now)) / dayMs);
  return judged(name, said('certificate', { days }), [days < 3, 'fail', fix], [days < 14, 'warn', fix]);
}

async function reachableCheck(publicUrl: string): Promise<Check> {
  const name = 'public url reached';
  const fix = said('reach-network');
  try {
    const answer = await createBoundedFetch({ deadlineMs })(`${publicUrl}/livez`);
    const isOurs = answer.status === 200 && (await answer.text()) === '{"status":"ok"}';
    const elsewhere = said('reach-elsewhere');
    return judged(name, said(isOurs ? 'reached' : 'reached-other', { status: String(answer.status) }), [
      !isOurs,
      'fail',
      elsewhere,
    ]);
  } catch (error) {
    return doubtful(name, value(error instanceof Error ? error.message : 'failed'), fix);
  }
}

async function publicChecks(publicUrl: string | null, now: Instant): Promise<readonly Check[]> {
  if (publicUrl === null) return [];
  const { protocol, hostname, port } = new URL(publicUrl);
  const reached = await reachableCheck(publicUrl);
  if (protocol !== 'https:' || reached.status === 'warn') return [reached];
  const end = await certificateEndMs(hostname, Number(port || 443), deadlineMs).catch(() => null);
  return [reached, certificateCheck(end, now)];
}

/** Asks everything outside, all at once, each within its deadline. Only questions that change nothing. */
/** `places`: the chats that are sold. */
export async function liveChecks(deps: FlowDeps, places: readonly string[] = []): Promise<readonly Check[]> {
  const now = nowOf(deps);
  const [ours, ...asked] = await Promise.all([
    publicChecks(deps.setUp.publicUrl, now),
    ...services(deps, places, now).map(serviceChecks),
  ]);
  return [...asked.flat(), ...ours, ...skewChecks(deps.clockAheadMs())];
}
