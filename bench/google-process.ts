import { createPublicKey } from 'node:crypto';
import { systemClock } from '../src/lib/clock.ts';
import { startGoogleStandIn } from '../src/sandbox/google/stand-in.ts';

type Options = Readonly<{ serviceEmail: string; privateKey: string; docId: string }>;
const { serviceEmail, privateKey, docId } = JSON.parse(process.argv[2] ?? '{}') as Options;

/** Google's stand-in in a process of its own, so that its sheet is not in the figures. */
const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string;
const google = await startGoogleStandIn({ clock: systemClock, serviceEmail, publicKey, docId });
process.send?.({ url: google.url });
process.on('message', () => process.send?.({ url: google.url, tokenUrl: google.tokenUrl }));
process.on('SIGTERM', () => process.exit(0));
