/** Makes an element; text goes in as text, never as markup. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name in node && typeof value !== 'string') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

/** A click that does `work` instead of what a link would do. */
export const instead = (work) => (event) => {
  event.preventDefault();
  work();
};

export const byTest = (id) => document.querySelector(`[data-testid="${id}"]`);

export function toast(text, kind = '') {
  const node = el('div', { class: `toast ${kind}`, text, 'data-testid': 'toast' });
  const box = byTest('toasts');
  box.append(node);
  while (box.children.length > 3) box.firstElementChild.remove();
  setTimeout(() => node.remove(), 3500);
}

export async function load(path) {
  const response = await fetch(path, { cache: 'no-store' });
  return response.json();
}

/** Runs one of the page's actions; a refusal becomes a toast and undefined. */
export async function act(name, input = {}) {
  try {
    const response = await fetch(`/api/act/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const body = await response.json();
    if (response.ok) return body.result ?? {};
    toast(body.error ?? 'That did not work.', 'bad');
  } catch {
    toast('The sandbox does not answer. Is it still running?', 'bad');
  }
  return undefined;
}

/** Only web links leave the page. */
export const safeUrl = (url) => (/^https?:\/\//i.test(url ?? '') ? url : undefined);

/** Runs `work` at once, and once more afterwards where it was asked for while running. */
export function gathered(work) {
  let isRunning = false;
  let isAsked = false;
  return async function run() {
    if (isRunning) {
      isAsked = true;
      return;
    }
    isRunning = true;
    do {
      isAsked = false;
      await work().catch(() => {});
    } while (isAsked);
    isRunning = false;
  };
}

export function clockText(ms) {
  return new Date(ms).toISOString().slice(11, 16);
}

export function dayText(ms) {
  return new Date(ms).toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
}

export const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
