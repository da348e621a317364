import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `max` sockets open. When one more comes, the one that has waited longest without a complete request
 * makes room: thousands of idle or crawling clients never shut a genuine webhook out.
 */
export function boundSockets(server: Server, max: number): void {
  /** In order of last life: the value is the request whose answer the socket waits for. */
  const sockets = new Map<Socket, IncomingMessage | null>();
  const moveToEnd = (socket: Socket, request: IncomingMessage | null): void => {
    if (!sockets.delete(socket)) return;
    sockets.set(socket, request);
  };
  server.on('connection', (socket: Socket) => {
    if (sockets.size >= max) evictOne(sockets);
    sockets.set(socket, null);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    moveToEnd(request.socket, request);
    response.once('close', () => moveToEnd(request.socket, null));
  });
}

function evictOne(sockets: Map<Socket, IncomingMessage | null>): void {
  for (const [socket, request] of sockets) {
    if (request?.complete) continue;
    sockets.delete(socket);
    socket.destroy();
    return;
  }
}
