import { act, byTest, el, gathered, load } from './dom.js';

const state = { tab: '', filter: '', ages: new Map(), sorted: { column: '', descending: false } };
const letters = (index) =>
  (index < 26 ? '' : String.fromCharCode(64 + Math.floor(index / 26))) + String.fromCharCode(65 + (index % 26));

function headerCell(name) {
  const { column, descending } = state.sorted;
  const arrow = column === name ? (descending ? ' ↓' : ' ↑') : '';
  const onclick = () => {
    state.sorted = { column: name, descending: column === name ? !descending : false };
    void act('sort', { tab: state.tab, ...state.sorted });
  };
  return el(
    'th',
    {},
    el('button', { type: 'button', text: `${name}${arrow}`, title: `Sort the sheet by ${name}`, onclick }),
  );
}

function edit(event, row, column, value) {
  const text = event.currentTarget.textContent.trim();
  if (text === String(value ?? '')) return;
  void act('edit', { tab: state.tab, cell: `${letters(column)}${row}`, value: text });
}

function cell(value, row, column, name) {
  const text = value === null ? '' : String(value);
  return el('td', {
    class: typeof value === 'number' ? 'amount' : '',
    text,
    title: text,
    contenteditable: 'plaintext-only',
    spellcheck: false,
    'data-column': name,
    onblur: (event) => edit(event, row, column, value),
    onkeydown: (event) => {
      if (event.key === 'Enter') event.preventDefault();
      if (event.key === 'Escape') event.currentTarget.textContent = text;
      if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
    },
  });
}

function tableRow({ row, cells, age }, header) {
  const key = `${cells[0]}|${row}`;
  const before = state.ages.get(cells[0]);
  const isNew = state.ages.size > 0 && age > 0 && before !== age;
  const remove = el('button', {
    type: 'button',
    text: '✕',
    title: `Delete row ${row}`,
    'aria-label': `Delete row ${row}`,
    'data-testid': 'delete-row',
    onclick: () => act('deleteRow', { tab: state.tab, row }),
  });
  const copy = el('button', {
    type: 'button',
    text: '⧉',
    title: `Copy row ${row} to the line below it`,
    'aria-label': `Copy row ${row}`,
    'data-testid': 'copy-row',
    onclick: () => act('copyRow', { tab: state.tab, row }),
  });
  const number = el('th', { class: 'number' }, copy, remove, String(row));
  const filled = header.map((name, i) => cell(cells[i] ?? null, row, i, String(name)));
  return el(
    'tr',
    { class: isNew ? 'changed' : '', 'data-testid': 'sheet-row', 'data-key': String(cells[0] ?? key) },
    number,
    ...filled,
  );
}

function note({ rows, total }) {
  if (total === 0) return '';
  const shown =
    rows.length < total
      ? `${rows.length} of ${total} rows, the latest changes first`
      : `${total} rows, the latest changes first`;
  return `${shown}. Click a cell to edit it, a heading to sort the sheet, ⧉ to copy a row.`;
}

export const refreshSheet = gathered(async () => {
  const node = byTest('sheet');
  if (node.contains(document.activeElement) && document.activeElement.isContentEditable) return;
  const query = new URLSearchParams({ tab: state.tab, filter: state.filter });
  const data = await load(`/api/sheet?${query}`);
  state.tab = data.tab;
  const picker = byTest('sheet-tab');
  picker.replaceChildren(...data.tabs.map((tab) => el('option', { value: tab, text: tab })));
  picker.value = data.tab;
  if (data.header.length === 0) {
    node.replaceChildren(
      el('div', { class: 'empty', text: 'The sheet is empty. payops writes its header with the first row.' }),
    );
  } else {
    const head = el(
      'tr',
      {},
      el('th', { class: 'number' }),
      ...data.header.map((name) => headerCell(String(name ?? ''))),
    );
    const rows = data.rows.map((row) => tableRow(row, data.header));
    const { scrollLeft, scrollTop } = node;
    node.replaceChildren(el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
    node.scrollTo(scrollLeft, scrollTop);
  }
  state.ages = new Map(data.rows.map(({ cells, age }) => [cells[0], age]));
  node.dataset.note = note(data);
  if (!node.hidden) byTest('data-note').textContent = node.dataset.note;
});

export function startSheet() {
  byTest('sheet-tab').addEventListener('change', (event) => {
    state.tab = event.target.value;
    state.ages = new Map();
    void refreshSheet();
  });
  byTest('sheet-filter').addEventListener('input', (event) => {
    state.filter = event.target.value;
    void refreshSheet();
  });
  byTest('sheet').addEventListener('focusout', () => setTimeout(refreshSheet, 300));
  return refreshSheet();
}
