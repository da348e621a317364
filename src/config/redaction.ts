import type { Secret } from '../lib/secret.ts';
import type { Config } from './config.ts';

/** Every secret value of the configuration: the logger takes them out wherever they turn up. */
export function redactionList(config: Config): readonly string[] {
  const { telegram, stripe, yookassa, sheets, slack, database, access } = config;
  const secrets: (Secret | null | undefined)[] = [
    telegram.token,
    telegram.bot.mode === 'webhook' ? telegram.bot.secret : null,
    stripe?.secretKey,
    ...(access.webhook?.secrets ?? []),
    ...(stripe?.webhookSecrets ?? []),
    yookassa?.secretKey,
    sheets?.privateKey,
    slack?.token,
    database.kind === 'postgres' ? database.url : null,
    ...config.apiTokens.map(({ token }) => token),
  ];
  const values = secrets.flatMap((secret) => (secret ? [secret.reveal()] : []));
  return [...values, ...(database.kind === 'postgres' ? passwordOf(database.url.reveal()) : [])];
}

function passwordOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
