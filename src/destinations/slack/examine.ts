import type { SlackClient } from '../../clients/slack.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import { type Check, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import type { Expected } from '../../domain/ports.ts';
import { failureOf } from '../judged.ts';

async function channelChecks(client: SlackClient, channel: string, signal: AbortSignal): Promise<readonly Check[]> {
  const name = 'slack channel';
  const { wire, body } = await client.call('conversations.info', { channel }, signal);
  const failure = failureOf('slack', wire);
  if (failure) {
    const code = wire.kind === 'answer' ? wire.code : failure.code;
    if (code === 'channel_not_found')
      return [
        wrong(name, code, 'set SLACK_CHANNEL_ID (C…) of this workspace; invite the bot where it is private', channel),
      ];
    return [unasked(name, code, 'give the bot the scope channels:read (groups:read for a private channel)', channel)];
  }
  const info = recordOf(body['channel']);
  return [
    {
      ...judged(name, info['is_archived'] === true ? 'archived' : `#${stringOf(info['name'])}`, [
        info['is_archived'] === true,
        'fail',
        'bring the channel back, or set SLACK_CHANNEL_ID to another',
      ]),
      about: channel,
    },
    {
      ...judged('slack membership', info['is_member'] === false ? 'the bot is not in it' : 'the bot is in it', [
        info['is_member'] === false,
        'fail',
        'in the channel: /invite the bot',
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
  if (failure) return [unasked('slack bot', failure.code, 'look again later; then check SLACK_BOT_TOKEN')];
  const channels = await Promise.all([...new Set(addresses)].map((one) => channelChecks(client, one, signal)));
  return [fine('slack bot', `${stringOf(body['user'])} in ${stringOf(body['team'])}`), ...channels.flat()];
}
