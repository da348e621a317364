import type { SlackClient } from '../../clients/slack.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import { type Check, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import type { Expected } from '../../domain/ports.ts';
import { said, value } from '../../domain/said.ts';
import { failureOf } from '../judged.ts';

async function channelChecks(client: SlackClient, channel: string, signal: AbortSignal): Promise<readonly Check[]> {
  const name = 'slack channel';
  const { wire, body } = await client.call('conversations.info', { channel }, signal);
  const failure = failureOf('slack', wire);
  if (failure) {
    const code = wire.kind === 'answer' ? wire.code : failure.code;
    if (code === 'channel_not_found') return [wrong(name, value(code), said('slack-channel-set'), channel)];
    return [unasked(name, code, said('slack-scope'), channel)];
  }
  const info = recordOf(body['channel']);
  return [
    {
      ...judged(name, info['is_archived'] === true ? said('slack-archived') : value(`#${stringOf(info['name'])}`), [
        info['is_archived'] === true,
        'fail',
        said('slack-unarchive'),
      ]),
      about: channel,
    },
    {
      ...judged('slack membership', info['is_member'] === false ? said('slack-out') : said('slack-in'), [
        info['is_member'] === false,
        'fail',
        said('slack-invite'),
      ]),
      about: channel,
    },
  ];
}

/** Who we are in Slack, and whether each channel is there with us in it. */
export async function examineSlack(
  client: SlackClient,
  { addresses }: Expected,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { wire, body } = await client.call('auth.test', {}, signal);
  const failure = failureOf('slack', wire);
  if (failure) return [unasked('slack bot', failure.code, said('slack-later'))];
  const channels = await Promise.all([...new Set(addresses)].map((one) => channelChecks(client, one, signal)));
  return [
    fine('slack bot', said('slack-bot', { user: stringOf(body['user']), team: stringOf(body['team']) })),
    ...channels.flat(),
  ];
}
