import type { TelegramAnswer, TelegramClient, TelegramUpload } from '../../clients/telegram.ts';
import { placeOf } from '../../domain/deliveries.ts';
import type { Outgoing } from '../../domain/ports.ts';
import { missingFile } from '../../messages/attachments.ts';
import type { TelegramMedia } from '../../messages/telegram-html.ts';
import { type Ends, failureOf, noRoom, untilEither } from '../judged.ts';
import type { Failure, PartCall } from '../parts.ts';
import type { FloodWatch } from './flood.ts';
import { asMedia, captioned, type RichForms, type TelegramBody, type TelegramForms } from './render.ts';
import { inBlocks, isMediaRefused, type RichWatch } from './rich.ts';
import { type FileSource, type Files, uploadOf } from './upload.ts';

export type Context = Readonly<{
  client: TelegramClient;
  files: FileSource;
  flood: FloodWatch;
  rich: RichWatch;
  maxWaitMs: number;
}>;

/** One message to bring: in blocks, or in the forms of a text. */
export type ChatPart = RichForms | TelegramForms;

type Circumstances = Readonly<{ silent: boolean; context: Context; ends: Ends }>;

/** Words, with a picture or a file where there is one; what is refused comes as words. */
function createTexts({ call, send }: Door, files: Files, locale: Outgoing['locale']) {
  const sendText = (form: TelegramBody) => send('sendMessage', form);
  const editText = (id: number, forms: TelegramForms) =>
    inSomeForm(forms, (form) => call('editMessageText', { ...form, message_id: id }));

  async function sendMedia(forms: TelegramForms, media: TelegramMedia, place: TelegramBody): Promise<PartCall> {
    const upload = await uploadOf(media, files, media.kind);
    const method = media.kind === 'photo' ? 'sendPhoto' : 'sendDocument';
    const body = (form: TelegramBody) => ({ ...captioned(form), ...place });
    const sent = upload && (await inSomeForm(forms, (form) => send(method, body(form), upload)));
    return sent && !isMediaRefused(sent) ? sent : inSomeForm(inWords(forms, media, locale), sendText);
  }

  async function editMedia(id: number, forms: TelegramForms, media: TelegramMedia): Promise<PartCall> {
    const upload = await uploadOf(media, files, 'file');
    const body = (form: TelegramBody) => ({ ...asMedia(media.kind, form), message_id: id });
    const edited = upload && (await inSomeForm(forms, (form) => call('editMessageMedia', body(form), upload)));
    if (edited && !isMediaRefused(edited)) return edited;
    const caption = (form: TelegramBody) => call('editMessageCaption', { ...captioned(form), message_id: id });
    const kept = await inSomeForm(forms, caption);
    // Words stand there already, where no picture could be sent.
    return isOtherKind(kept) ? editText(id, inWords(forms, media, locale)) : kept;
  }

  return {
    send: (forms: TelegramForms, place: TelegramBody) =>
      forms.media ? sendMedia(forms, forms.media, place) : inSomeForm(forms, sendText),
    edit: (id: number, forms: TelegramForms) => (forms.media ? editMedia(id, forms, forms.media) : editText(id, forms)),
  };
}

/** One delivery's chat: knows where the chat has moved to, and calls there from then on. */
export function createChat(outgoing: Outgoing, circumstances: Circumstances) {
  const door = createDoor(outgoing, circumstances);
  const { call, send } = door;
  const { rich } = circumstances.context;
  const files: Files = { ...circumstances.context.files, open: outgoing.openFile };
  const texts = createTexts(door, files, outgoing.locale);
  // What an earlier try brought is there to be answered, too.
  let lead: string | null = outgoing.arrived?.remoteIds.at(-1) ?? null;

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

  const remove = async (id: string) => void (await call('deleteMessage', { message_id: Number(id) }));

  const sendRich = (forms: RichForms) =>
    inBlocks(forms, files, rich, (body, upload) => send('sendRichMessage', body, upload));
  const editRich = (id: number, forms: RichForms) =>
    inBlocks(forms, files, rich, (body, upload) => call('editMessageText', { ...body, message_id: id }, upload));

  function editForm(id: number, part: ChatPart): Promise<PartCall> {
    return 'body' in part ? editRich(id, part) : texts.edit(id, part);
  }

  /** A message with a picture can never become one without: it goes, and another takes its place. */
  async function edit(id: string, part: ChatPart): Promise<PartCall> {
    const done = await editForm(Number(id), part);
    if (done.ok) return done;
    const isOther = isOtherKind(done);
    if (isOther) await remove(id);
    return { ...done, lost: isOther || done.failure.code === 'edit_impossible' };
  }

  function sendForm(part: ChatPart): Promise<PartCall> {
    return 'body' in part ? sendRich(part) : texts.send(part, trailing());
  }

  const isFile = (part: ChatPart) => 'media' in part && part.media?.kind === 'document';
  const calls = {
    send: async (part: ChatPart) => {
      const done = await sendForm(part);
      return isFile(part) ? done : noted(done);
    },
    edit: async (id: string, part: ChatPart) => {
      const done = await edit(id, part);
      return isFile(part) ? done : noted(done);
    },
    remove,
  };
  return { calls, movedTo: door.movedTo, lostTopic: door.lostTopic };
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

type Door = ReturnType<typeof createDoor>;

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
  if (content.kind === 'won') return 2;
  return content.kind === 'vip' ? 1 : 5;
}

function chatIdOf(address: string): number | string {
  return /^-?\d{1,15}$/.test(address) ? Number(address) : address;
}

function messageIdOf(result: unknown): string | null {
  const id = (result as { message_id?: unknown } | null | undefined)?.message_id;
  return typeof id === 'number' ? String(id) : null;
}
