/** Shorter names are near each other by chance. */
const shortestLocal = 5;
const googleDomains: readonly string[] = ['gmail.com', 'googlemail.com'];

function partsOf(email: string): Readonly<{ local: string; domain: string }> {
  const at = email.lastIndexOf('@');
  return { local: email.slice(0, at), domain: email.slice(at + 1) };
}

/** Where mail to this address ends up: what stands behind a plus is a label, and Google does not look at dots. */
export function mailboxOf(email: string): string {
  const { local, domain } = partsOf(email);
  const [name = ''] = local.split('+');
  if (name === '') return email;
  return googleDomains.includes(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

/** Figures tell people apart: `anna85` and `anna86` are two, and so is what stands before and behind the at. */
function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && letter !== '@' && !(letter >= '0' && letter <= '9');
}

/** So many letters at the start are the same where nothing else speaks for one person: `jsmith` and `ksmith` are two. */
const sameStart = 2;

/**
 * One letter wrong, too many, missing, or two of them swapped, behind `start` letters that are the same. What costs least
 * is looked at first: a walk compares millions.
 */
export function isNearEmail(a: string, b: string, start = sameStart): boolean {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  if (longer.length - shorter.length > 1 || a === b) return false;
  const at = firstDifference(a, b);
  const isOneMore = longer.length > shorter.length;
  if (at < start || !isLetter(longer[at]) || (!isOneMore && !isLetter(shorter[at]))) return false;
  if (Math.min(partsOf(a).local.length, partsOf(b).local.length) < shortestLocal) return false;
  if (isOneMore) return longer.slice(at + 1) === shorter.slice(at);
  if (a.slice(at + 1) === b.slice(at + 1)) return true;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

export type NearAddresses = Readonly<{ by: 'mailbox' | 'spelling'; addresses: readonly string[] }>;

/** So many addresses before one are compared with it. */
const neighbours = 8;
/** A mailbox with more names than this is somebody's test. */
const mostNames = 5;

/**
 * Takes addresses in their order, and keeps only the last few and the mailboxes that have another name: of those at
 * most `limit`. A typo is found where not more than a handful of others stand between the two.
 */
export function createNearAddresses(limit: number) {
  const mailboxes = new Map<string, string[]>();
  const spellings: NearAddresses[] = [];
  const last: string[] = [];
  let isCut = false;
  const noteMailbox = (email: string): void => {
    const mailbox = mailboxOf(email);
    if (mailbox === email) return;
    const names = mailboxes.get(mailbox);
    if (names) names.push(...(names.length <= mostNames ? [email] : []));
    else if (mailboxes.size < limit) mailboxes.set(mailbox, [email]);
    else isCut = true;
  };
  return {
    take: (email: string): void => {
      noteMailbox(email);
      for (const before of last) {
        if (!isNearEmail(before, email) || mailboxOf(before) === mailboxOf(email)) continue;
        if (spellings.length < limit) spellings.push({ by: 'spelling', addresses: [before, email] });
        else isCut = true;
      }
      if (last.push(email) > neighbours) last.shift();
    },
    found: (): Readonly<{ near: readonly NearAddresses[]; isCut: boolean }> => {
      const known = [...mailboxes].filter(([, names]) => names.length <= mostNames);
      // Whether anybody has the plain name is for the ledger to say.
      const same = known.map(([mailbox, names]): NearAddresses => ({ by: 'mailbox', addresses: [mailbox, ...names] }));
      return { near: [...same, ...spellings], isCut };
    },
  };
}
