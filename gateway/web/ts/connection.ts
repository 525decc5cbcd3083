/** The line to the gateway on which subscriptions come (graphql-transport-ws). */
import { createClient, type Client } from "graphql-ws";

// A line that died without a word is noticed after both together.
const ASK_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;
// Close codes: of the protocol for who may not (any more), and ours for a line without answer.
const FORBIDDEN = 4403;
const NO_ANSWER = 4408;

/** The gateway is where the page came from; so is its WebSocket. */
export function connect(told: { open?: () => void; closed?: () => void } = {}): Client {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  let socket: WebSocket | undefined;
  let unanswered = 0;
  return createClient({
    url: `${scheme}://${location.host}/graphql`,
    retryAttempts: Infinity,
    shouldRetry: (reason) => !isForbidden(reason),
    keepAlive: ASK_EVERY_MS,
    on: {
      connected: (opened) => {
        socket = opened as WebSocket;
        told.open?.();
      },
      ping: (received) => {
        if (received) return;
        unanswered = window.setTimeout(() => socket?.close(NO_ANSWER), ANSWER_WITHIN_MS);
      },
      pong: () => window.clearTimeout(unanswered),
      closed: () => {
        window.clearTimeout(unanswered);
        told.closed?.();
      },
    },
  });
}

export function isForbidden(reason: unknown): boolean {
  return reason instanceof CloseEvent && reason.code === FORBIDDEN;
}
