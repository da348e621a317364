import { connect } from 'node:tls';
import { after } from './timer.ts';

/** When the certificate of a TLS server ends, in epoch milliseconds; rejects where there is no sound one in time. */
export function certificateEndMs(host: string, port: number, deadlineMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host });
    const callOff = after(deadlineMs, () => socket.destroy(new Error('deadline')));
    socket.once('secureConnect', () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      callOff();
      reject(new Error('closed'));
    });
  });
}
