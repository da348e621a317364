import type { TelegramAnswer, TelegramClient, TelegramUpload } from '../../clients/telegram.ts';
import { placeOf } from '../../domain/deliveries.ts';
import type { Outgoing } from '../../domain/ports.ts';
import type { FileMaker } from '../../files/maker.ts';
import { missingFile } from '../../messages/attachments.ts';
import type { TelegramMedia } from '../../messages/telegram-html.ts';
import { type Ends, failureOf, noRoom, untilEither } from '../judged.ts';
import type { Failure, PartCall } from '../parts.ts';
import type { FloodWatch } from './flood.ts';
import { asMedia, captioned, type TelegramBody, type TelegramForms } from './render.ts';
import { uploadOf } from './upload.ts';

export type FileSource = Pick<FileMaker, 'draw' | 'write'>;
export type Context = Readonly<{ client: TelegramClient; files: FileSource; flood: FloodWatch; maxWaitMs: number }>;

type Circumstances = Readonly<{ silent: boolean; context: Context; ends: Ends }>;

/** One delivery's chat: knows where the chat has moved to, and calls there from then on. */
export function createChat(outgoing: Outgoing, circumstances: Circumstances) {
  const door = createDoor(outgoing, circumstances);
  const { call, send } = door;
  const { files } = circumstances.context;
  let lead: string | null = null;

  function noted(done: PartCall): PartCall {
    if (done.ok) lead = done.id;
    return done;
  }

  /** A picture after its text and files answer it, so that each can be found from the other; only the first part sounds. */
  function trailing(): TelegramBody {
    if (lead === null) return {};
    const reply = { message_id: Number(lead), allow_sending_without_reply: true };
    return { reply_parameters: reply, disable_notification: true };
  }

  async function sendMedia(forms: TelegramForms, media: TelegramMedia): Promise<PartCall> {
    const upload = await uploadOf(media, files, media.kind);
    const method = media.kind === 'photo' ? 'sendPhoto' : 'sendDocument';
    const body = (form: TelegramBody) => ({ ...captioned(form), ...trailing() });
    const sent = upload && (await inSomeForm(forms, (form) => send(method, body(form), upload)));
    return sent && !isRefused(sent) ? sent : inSomeForm(inWords(forms, media, outgoing.locale), sendText);
  }

  const sendText = (form: TelegramBody) => send('sendMessage', form);

  async function editMedia(id: number, forms: TelegramForms, media: TelegramMedia): Promise<PartCall> {
    const upload = await uploadOf(media, files, 'file');
    const body = (form: TelegramBody) => ({ ...asMedia(media.kind, form), message_id: id });
    const edited = upload && (await inSomeForm(forms, (form) => call('editMessageMedia', body(form), upload)));
    if (edited && !isRefused(edited)) return edited;
    const caption = (form: TelegramBody) => call('editMessageCaption', { ...captioned(form), message_id: id });
    const kept = await inSomeForm(forms, caption);
    // Words stand there already, where no picture could be sent.
    return isOtherKind(kept) ? editText(id, inWords(forms, media, outgoing.locale)) : kept;
  }

  const editText = (id: number, forms: TelegramForms) =>
    inSomeForm(forms, (form) => call('editMessageText', { ...form, message_id: id }));
  const remove = async (id: string) => void (await call('deleteMessage', { message_id: Number(id) }));

  /** A message with a picture can never become one without: it goes, and another takes its place. */
  async function edit(id: string, forms: TelegramForms): Promise<PartCall> {
    const { media } = forms;
    const done = await (media ? editMedia(Number(id), forms, media) : editText(Number(id), forms));
    if (done.ok) return done;
    const isOther = isOtherKind(done);
    if (isOther) await remove(id);
    return { ...done, lost: isOther || done.failure.code === 'edit_impossible' };
  }

  const isFile = ({ media }: TelegramForms) => media?.kind === 'document';
  const calls = {
    send: async (forms: TelegramForms) => {
      const done = await (forms.media ? sendMedia(forms, forms.media) : inSomeForm(forms, sendText));
      return isFile(forms) ? done : noted(done);
    },
    edit: async (id: string, forms: TelegramForms) => {
      const done = await edit(id, forms);
      return isFile(forms) ? done : noted(done);
    },
    remove,
  };
  return { calls, movedTo: door.movedTo, lostTopic: door.lostTopic };
}

function isRefused(done: PartCall): boolean {
  return !done.ok && (done.failure.code === 'media_refused' || done.failure.code === '413');
}

function isOtherKind(done: PartCall): boolean {
  return !done.ok && done.failure.code === 'other_kind';
}

/** A picture's caption says what there is to say; of a file that cannot come at least its name does. */
function inWords(forms: TelegramForms, media: TelegramMedia, locale: Outgoing['locale']): TelegramForms {
  const said = media.kind === 'document' ? missingFile(media.attachment.name, locale) : null;
  const worded = (form: TelegramBody) => ({ ...form, ...(said === null ? {} : { text: said, parse_mode: undefined }) });
  return { ...forms, html: worded(forms.html), plain: worded(forms.plain), bare: worded(forms.bare) };
}

/** The calls to one delivery's chat and topic, wherever they have moved. */
function createDoor(outgoing: Outgoing, { silent, context, ends }: Circumstances) {
  const priority = priorityOf(outgoing);
  const { chat, topic } = placeOf(outgoing.address);
  const quiet = silent ? { disable_notification: true } : {};
  let movedTo: string | null = null;
  let isTopicLost = false;

  async function once(method: string, body: TelegramBody, upload?: TelegramUpload): Promise<TelegramAnswer | Failure> {
    const id = movedTo ?? chat;
    const payload = { chat_id: chatIdOf(id), ...body };
    try {
      const place = { id, priority, maxWaitMs: context.maxWaitMs, until: untilEither(ends) };
      return await context.client.call(method, payload, ends.signal, place, upload);
    } catch (error) {
      return noRoom(error, ends.signal, ends.held);
    }
  }

  async function call(method: string, body: TelegramBody, upload?: TelegramUpload): Promise<PartCall> {
    let answer = await once(method, body, upload);
    if ('migratedTo' in answer && answer.migratedTo !== undefined && movedTo === null) {
      movedTo = answer.migratedTo;
      answer = await once(method, body, upload);
    }
    if ('outcome' in answer) return { ok: false, failure: answer };
    const failure = failureOf('telegram', answer.wire);
    if (failure) return { ok: false, failure: context.flood.judge(movedTo ?? chat, failure) };
    return { ok: true, id: messageIdOf(answer.result) ?? String(body['message_id'] ?? '') };
  }

  /** Into its topic; into the chat itself where somebody deleted the topic. */
  async function send(method: string, form: TelegramBody, upload?: TelegramUpload): Promise<PartCall> {
    const message = { ...form, ...quiet };
    if (topic === null || isTopicLost) return call(method, message, upload);
    const sent = await call(method, { ...message, message_thread_id: topic }, upload);
    if (sent.ok || sent.failure.code !== 'topic') return sent;
    isTopicLost = true;
    return call(method, message, upload);
  }

  return { call, send, movedTo: () => movedTo, lostTopic: () => isTopicLost };
}

/** With markup, then as plain text, then without buttons: whatever is refused, the words arrive. */
async function inSomeForm(forms: TelegramForms, call: (form: TelegramBody) => Promise<PartCall>): Promise<PartCall> {
  const first = await call(forms.html);
  if (first.ok || (first.failure.code !== 'cant_parse_entities' && first.failure.code !== 'buttons')) return first;
  const second = first.failure.code === 'buttons' ? first : await call(forms.plain);
  return !second.ok && second.failure.code === 'buttons' ? call(forms.bare) : second;
}

const alerts: ReadonlySet<Outgoing['content']['kind']> = new Set(['notice', 'incidents', 'reminder']);

/** As the outbox ranks them: alerts before VIP messages before cards. */
function priorityOf({ content }: Outgoing): number {
  if (alerts.has(content.kind) || content.kind === 'order') return 0;
  if (content.kind === 'broadcast') return 8;
  return content.kind === 'vip' ? 1 : 5;
}

function chatIdOf(address: string): number | string {
  return /^-?\d{1,15}$/.test(address) ? Number(address) : address;
}

function messageIdOf(result: unknown): string | null {
  const id = (result as { message_id?: unknown } | null | undefined)?.message_id;
  return typeof id === 'number' ? String(id) : null;
}
