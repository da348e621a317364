import { act, byTest, clockText, dayText, el, gathered, initials, instead, load, safeUrl, toast } from './dom.js';
import { renderText } from './entities.js';
import { renderRich } from './rich.js';

const state = { chat: 0, person: 0, commands: [], setting: undefined, replyTo: undefined, at: -1, shown: new Map() };
const box = () => byTest('messages');
const field = () => byTest('say-text');
const isPrivate = () => state.chat > 0;

export const say = (text) => {
  const replyTo = state.replyTo?.messageId;
  setReply(undefined);
  return act('say', { chatId: state.chat, from: state.person, text, ...(replyTo ? { replyTo } : {}) });
};

async function press(button, messageId, data) {
  button.classList.add('waiting');
  const done = await act('press', { chatId: state.chat, from: state.person, messageId, data });
  button.classList.remove('waiting');
  if (done && done.answer === null) toast('The bot did not answer the press.', 'bad');
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast(text);
  }
}

/** The person follows an invite link, as in Telegram. */
async function askToJoin(link) {
  const asked = await act('askToJoin', { link, from: state.person });
  if (asked) toast(asked.isIn ? 'You are in this chat.' : 'You asked to join.');
}

/** An invoice opens inside Telegram; here its Stars are taken at once. */
async function payInvoice(link) {
  const paid = await act('payInvoice', { link, from: state.person });
  if (paid) toast(paid.ok ? 'Stars are paid.' : paid.error, paid.ok ? undefined : 'bad');
}

/** What Telegram opens inside itself; undefined for a web page. */
function followed(url) {
  const start = /\?start=([\w-]+)$/.exec(url);
  if (start && url.includes(`/${state.setting.bot}?`)) return () => openDirect(start[1]);
  if (url.startsWith('https://t.me/$')) return () => payInvoice(url);
  return url.startsWith('https://t.me/+') ? () => askToJoin(url) : undefined;
}

function inlineButton(message, button) {
  const url = safeUrl(button.url);
  if (button.url) {
    const follow = followed(button.url);
    const onclick = follow && instead(follow);
    return el('a', {
      href: url ?? '#',
      target: '_blank',
      rel: 'noopener noreferrer',
      text: `${button.text} ↗`,
      onclick,
    });
  }
  const onclick = (event) =>
    void (button.copy ? copyText(button.copy) : press(event.currentTarget, message.messageId, button.data));
  return el('button', {
    type: 'button',
    text: button.text,
    'data-data': button.data,
    onclick,
    disabled: !button.data && !button.copy,
  });
}

function keyboard(message) {
  if (message.buttons.length === 0) return undefined;
  const rows = message.buttons.map((row) => el('div', { class: 'row' }, ...row.map((b) => inlineButton(message, b))));
  return el('div', { class: 'buttons' }, ...rows);
}

function quoted(message, byId) {
  const target = byId.get(message.replyTo);
  return target ? el('div', { class: 'quoted', text: target.text.slice(0, 120) || 'Picture' }) : undefined;
}

function media({ photo, document: file }) {
  if (photo) {
    const { fileId, width, height } = photo;
    return el('img', {
      class: 'photo',
      'data-testid': 'message-photo',
      src: `/files/${fileId}`,
      width: String(width),
      height: String(height),
      alt: 'Picture',
      loading: 'lazy',
    });
  }
  return file
    ? el('a', {
        class: 'file',
        'data-testid': 'message-document',
        download: file.name,
        href: `/files/${file.fileId}`,
        text: `📎 ${file.name} · ${Math.ceil(file.size / 1024)} kB`,
      })
    : undefined;
}

function foot(message) {
  const edited =
    message.edits > 0 ? el('span', { text: 'edited', title: `Before: ${message.before ?? ''}` }) : undefined;
  const reply = el('button', { type: 'button', text: 'Reply', onclick: () => setReply(message) });
  const marks = [...message.reactions, message.pinned ? '📌' : '', message.receiverId ? 'only you see this' : ''];
  const texts = marks.filter(Boolean).map((text) => el('span', { text }));
  return el('div', { class: 'foot' }, reply, ...texts, edited, el('span', { text: clockText(message.at) }));
}

function render(message, byId) {
  const isMine = message.from.id === state.person;
  const actions = { onCommand: (command) => say(command), onDeepLink: openDirect };
  const author = isMine || isPrivate() ? undefined : el('div', { class: 'author', text: message.from.name });
  const text = message.rich
    ? renderRich(message.rich)
    : message.text && renderText(message.text, message.entities, actions);
  const bubble = el(
    'div',
    { class: 'bubble' },
    media(message),
    author,
    quoted(message, byId),
    text || undefined,
    foot(message),
  );
  const before = state.shown.get(message.messageId);
  const isChanged = before !== undefined && before !== message.edits;
  return el(
    'div',
    {
      class: `message${isMine ? ' mine' : ''}${isChanged ? ' changed' : ''}`,
      'data-testid': 'message',
      'data-id': String(message.messageId),
      'data-edits': String(message.edits),
    },
    bubble,
    keyboard(message),
  );
}

function withDays(messages, byId) {
  let day = '';
  return messages.flatMap((message) => {
    const next = dayText(message.at);
    const nodes = next === day ? [] : [el('div', { class: 'day', text: next })];
    day = next;
    return [...nodes, render(message, byId)];
  });
}

function showReplyKeyboard(messages) {
  const markup = messages.findLast((m) => m.from.isBot && m.replyMarkup)?.replyMarkup;
  const rows = markup?.keyboard ?? [];
  const node = byTest('reply-keyboard');
  node.hidden = rows.length === 0;
  const texts = rows.flat().map((key) => (typeof key === 'string' ? key : key.text));
  node.replaceChildren(...texts.map((text) => el('button', { type: 'button', text, onclick: () => say(text) })));
}

export const refreshChat = gathered(async () => {
  const { chat, person } = state;
  const { messages, commands } = await load(`/api/chat?chat=${chat}&as=${person}`);
  if (chat !== state.chat || person !== state.person) return;
  state.commands = commands;
  const node = box();
  const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
  const byId = new Map(messages.map((m) => [m.messageId, m]));
  const empty = el('div', {
    class: 'empty',
    text: isPrivate() ? 'Nothing here yet. Try /start' : 'Cards appear here. Send a payment.',
  });
  node.replaceChildren(...(messages.length > 0 ? withDays(messages, byId) : [empty]));
  node.dataset.drawn = `${chat} ${person}`;
  state.shown = new Map(messages.map((m) => [m.messageId, m.edits]));
  if (isAtEnd) node.scrollTop = node.scrollHeight;
  showReplyKeyboard(messages);
});

function setReply(message) {
  state.replyTo = message;
  const node = byTest('reply-to');
  node.hidden = !message;
  node.querySelector('span').textContent = message ? message.text.slice(0, 100) || 'Picture' : '';
  if (message) field().focus();
}

function suggest(isAll = false) {
  const typed = field().value;
  const wanted = /^\/(\w*)$/.exec(typed)?.[1];
  const list = isAll
    ? state.commands
    : wanted === undefined
      ? []
      : state.commands.filter((c) => c.command.startsWith(wanted));
  state.at = -1;
  const node = byTest('suggestions');
  const isAtEnd = box().scrollHeight - box().scrollTop - box().clientHeight < 80;
  node.hidden = list.length === 0;
  node.replaceChildren(
    ...list.map(({ command, description }) => {
      const choose = () => {
        node.hidden = true;
        field().value = '';
        void say(`/${command}`);
      };
      const button = el(
        'button',
        { type: 'button', onclick: choose },
        el('b', { text: `/${command}` }),
        el('small', { text: description }),
      );
      return el('li', {}, button);
    }),
  );
  if (isAtEnd) box().scrollTop = box().scrollHeight;
}

function walkSuggestions(event) {
  const buttons = [...byTest('suggestions').querySelectorAll('button')];
  if (event.key === 'Escape') byTest('suggestions').hidden = true;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || buttons.length === 0) return;
  event.preventDefault();
  state.at = (state.at + step + buttons.length) % buttons.length;
  buttons.forEach((button, i) => {
    button.classList.toggle('at', i === state.at);
  });
  field().value = buttons[state.at].querySelector('b').textContent;
}

function openChat(id) {
  state.chat = id;
  state.shown = new Map();
  setReply(undefined);
  byTest('chat-pick').value = String(id);
  const chat = state.setting.chats.find((c) => c.id === id);
  document.querySelector('[data-chat-avatar]').textContent = initials(isPrivate() ? 'payops' : (chat?.title ?? ''));
  box().replaceChildren();
  box().dataset.drawn = '';
  box().scrollTop = box().scrollHeight;
  return refreshChat();
}

function openDirect(parameter) {
  void openChat(state.person).then(() => say(`/start ${parameter}`));
}

function chatsOf(person) {
  const group = state.setting.chats.filter((c) => c.id === state.setting.groupId);
  const canSeeGroup = person.role === 'owner' || person.role === 'operator';
  return [
    ...(canSeeGroup ? group.map((c) => ({ id: c.id, title: c.title })) : []),
    { id: person.id, title: 'payops (private chat)' },
  ];
}

function becomePerson(id) {
  const person = state.setting.people.find((p) => p.id === id);
  state.person = id;
  const chats = chatsOf(person);
  byTest('chat-pick').replaceChildren(...chats.map((c) => el('option', { value: String(c.id), text: c.title })));
  return openChat(chats.find((c) => c.id === state.chat)?.id ?? chats[0].id);
}

export function showAnswer({ userId, chatId, text, isAlert }) {
  if (userId === state.person && chatId === state.chat && text) toast(text, isAlert ? 'alert' : '');
}

let typingTimer;
export function showTyping({ chatId }) {
  if (chatId !== state.chat) return;
  byTest('typing').hidden = false;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => {
    byTest('typing').hidden = true;
  }, 4000);
}

export const isOpen = (chatId) => chatId === undefined || chatId === state.chat;

export function startChat(setting) {
  state.setting = setting;
  const people = setting.people.map((p) => el('option', { value: String(p.id), text: `${p.name} (${p.role})` }));
  byTest('person-pick').replaceChildren(...people);
  byTest('person-pick').addEventListener('change', (event) => void becomePerson(Number(event.target.value)));
  byTest('chat-pick').addEventListener('change', (event) => void openChat(Number(event.target.value)));
  byTest('reply-to')
    .querySelector('button')
    .addEventListener('click', () => setReply(undefined));
  byTest('command-menu').addEventListener('click', () => {
    if (byTest('suggestions').hidden) suggest(true);
    else byTest('suggestions').hidden = true;
  });
  field().addEventListener('input', () => suggest());
  field().addEventListener('keydown', walkSuggestions);
  box().addEventListener('click', () => {
    byTest('suggestions').hidden = true;
  });
  box().addEventListener('scroll', () => {
    byTest('to-end').hidden = box().scrollHeight - box().scrollTop - box().clientHeight < 160;
  });
  byTest('to-end').addEventListener('click', () => {
    box().scrollTop = box().scrollHeight;
  });
  document.querySelector('form.say').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field().value.trim();
    field().value = '';
    byTest('suggestions').hidden = true;
    box().scrollTop = box().scrollHeight;
    if (text) void say(text);
  });
  return becomePerson(setting.people[0].id);
}
