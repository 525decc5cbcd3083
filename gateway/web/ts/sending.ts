/** Sends a form until the server has answered. Safe to repeat: the form carries its own key. */

/** What a waiting citizen is told. */
export type Waiting = "offline" | "busy";

export interface Watcher {
  waiting(why: Waiting): void;
  trying(attempt: number): void;
  connected(): void;
}

const AWAY = [502, 503, 504];
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const ANSWER_WITHIN_MS = 30_000;

/**
 * Posts `body` and returns the server's page. Rejects with an AbortError when `cancel` fires; an
 * unreachable or busy server is tried again, at once when the device comes back online.
 */
export async function post(
  url: string,
  body: FormData,
  watcher: Watcher,
  cancel: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    if (attempt > 1) watcher.trying(attempt);
    const answer = await once(url, body, cancel);
    if (answer instanceof Response && !AWAY.includes(answer.status)) return answer.text();
    watcher.waiting(answer instanceof Response ? "busy" : "offline");
    if (await pause(attempt, cancel)) watcher.connected();
  }
}

/** Returns the answer, or null when there was no connection. */
async function once(url: string, body: FormData, cancel: AbortSignal): Promise<Response | null> {
  const limit = new AbortController();
  const stop = (): void => limit.abort();
  const timer = setTimeout(stop, ANSWER_WITHIN_MS);
  cancel.addEventListener("abort", stop);
  try {
    return await fetch(url, { method: "POST", body, cache: "no-store", signal: limit.signal });
  } catch (error) {
    if (cancel.aborted) throw error;
    return null;
  } finally {
    clearTimeout(timer);
    cancel.removeEventListener("abort", stop);
  }
}

/** Waits before the next try; true when it was cut short because the device is online again. */
function pause(attempt: number, cancel: AbortSignal): Promise<boolean> {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  const jittered = full * (0.75 + Math.random() / 2);
  return new Promise((resolve, reject) => {
    const done = (online: boolean): void => {
      clearTimeout(timer);
      window.removeEventListener("online", backOnline);
      cancel.removeEventListener("abort", aborted);
      resolve(online);
    };
    const backOnline = (): void => done(true);
    const aborted = (): void => {
      reject(new DOMException("cancelled", "AbortError"));
      done(false);
    };
    const timer = setTimeout(() => done(false), jittered);
    window.addEventListener("online", backOnline);
    cancel.addEventListener("abort", aborted);
  });
}
