import type { DeliveryId } from '../domain/ids.ts';
import type { ReadAgain } from '../flows/types.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { type CliContext, host, must, show, type Verb, word } from './verb.ts';

async function list(context: CliContext, args: Arguments): Promise<number> {
  const { destinations } = must(await context.flows.queue(host));
  const failures = must(await context.flows.failures(host));
  show(context, args, { destinations, ...failures }, [
    ...destinations.map(
      (one) => `${one.name}: ${one.waiting} waiting, ${one.dead} dead${one.paused ? ', paused' : ''}`,
    ),
    ...failures.groups.map(
      (group) => `dead  ${group.destination}  ${group.code} × ${group.count}  ${group.sampleIds.join(' ')}`,
    ),
    ...failures.quarantined.map((one) => `aside  ${one.id}  ${one.type}  ${one.externalId}  ${one.issues}`),
  ]);
  return 0;
}

async function retry(context: CliContext, args: Arguments, id: string): Promise<number> {
  const { count } = must(await context.flows.replay(host, id));
  show(context, args, { count }, [`${count} deliveries wait again`]);
  return 0;
}

/** A webhook that was put aside, by our id or the provider's; or dead deliveries. Exit 1: still not understood. */
async function replay(context: CliContext, args: Arguments): Promise<number> {
  const id = word(args, 1, 'the id');
  const aside = await context.flows.replayQuarantined(host, { id });
  if (!aside.ok) return retry(context, args, id);
  const { ok: _ok, ...done } = aside;
  show(context, args, done, readAgainLines(done));
  return done.failed > 0 ? 1 : 0;
}

function readAgainLines({ recorded, settled, failed, issues }: ReadAgain): readonly string[] {
  return [
    ...(recorded > 0 ? [`${recorded} read and recorded`] : []),
    ...(settled > 0 ? [`${settled} read; nothing to record`] : []),
    ...(failed > 0 ? [`${failed} still not readable: ${issues ?? ''}`] : []),
    ...(recorded + settled + failed === 0 ? ['somebody else has just dealt with it'] : []),
  ];
}

async function discard(context: CliContext, args: Arguments): Promise<number> {
  const id = word(args, 2, 'the id');
  const aside = await context.flows.discardQuarantined(host, { id });
  const { count } = aside.ok ? aside : must(await context.flows.discard(host, [id as DeliveryId]));
  if (count === 0) throw new WrongUsage(`nothing that could be discarded has the id ${id}`);
  show(context, args, { count }, [`${count} ${aside.ok ? 'webhooks' : 'deliveries'} discarded`]);
  return 0;
}

function runDeliveries(context: CliContext, args: Arguments): Promise<number> {
  switch (args.words[1] ?? '') {
    case 'list':
      return list(context, args);
    case 'retry':
      return retry(context, args, word(args, 2, 'the id'));
    case 'discard':
      return discard(context, args);
    default:
      throw new WrongUsage('say: deliveries list, deliveries retry <id>, or: deliveries discard <id>');
  }
}

export const deliveryVerbs: Readonly<Record<string, Verb>> = {
  deliveries: {
    usage: 'deliveries list|retry <id>|discard <id>',
    does: 'see and mend what could not be delivered, or not be read',
    run: runDeliveries,
  },
  replay: {
    usage: 'replay <delivery, payment or webhook id>',
    does: 'send dead deliveries again, or read again a webhook that was put aside',
    run: replay,
  },
};
