/**
 * What was written and is not acknowledged yet. It lies on the device until the server has answered,
 * and goes out in the order in which it was written. Each operation carries its own id or key, so
 * that sending it again does nothing twice.
 */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const ANSWER_WITHIN_MS = 15_000;
// Answers after which the same request may succeed later.
const LATER = new Set([408, 429, 500, 502, 503, 504]);
const LATER_CODES = new Set(["UNAVAILABLE", "TOO_MANY_REQUESTS", "INTERNAL", "STALE_AGGREGATE"]);

export interface Operation {
  /** The operation's document. */
  query: string;
  input: Record<string, unknown>;
  /** What to show while it waits; empty for what is no note. */
  text: string;
}

interface Answer {
  data?: Record<string, { __typename: string; problems?: { code: string; message: string }[] }>;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export interface Listener {
  /** How many wait. */
  waiting(count: number): void;
  /** The server has it. */
  done(operation: Operation): void;
  /** The server said no, for good: the words are given back. */
  refused(operation: Operation, why: string): void;
}

export class Outbox {
  private readonly place: string;
  private queue: Operation[];
  private sending = false;
  private pause = FIRST_PAUSE_MS;
  private timer = 0;

  constructor(
    name: string,
    private readonly listener: Listener,
  ) {
    this.place = `kyodo-outbox:${name}`;
    this.queue = this.read();
    window.addEventListener("online", () => this.now());
    this.listener.waiting(this.queue.length);
    this.now();
  }

  /** Keeps an operation on the device, then sends it as soon as its turn comes. */
  add(operation: Operation): void {
    this.queue.push(operation);
    this.write();
    this.now();
  }

  /** What waits, in the order in which it goes out. */
  waiting(): readonly Operation[] {
    return this.queue;
  }

  /** The notes that wait, as they were written. */
  waitingTexts(): string[] {
    return this.queue.map((one) => one.text).filter((text) => text);
  }

  now(): void {
    window.clearTimeout(this.timer);
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      let first: Operation | undefined;
      while ((first = this.queue[0])) {
        const answer = await ask(first);
        if (answer === null) {
          this.timer = window.setTimeout(() => this.now(), this.pause);
          this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
          return;
        }
        this.pause = FIRST_PAUSE_MS;
        this.queue.shift();
        this.write();
        if (answer) this.listener.refused(first, answer);
        else this.listener.done(first);
      }
    } finally {
      this.sending = false;
    }
  }

  private read(): Operation[] {
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "[]") as Operation[];
    } catch {
      return [];
    }
  }

  private write(): void {
    try {
      localStorage.setItem(this.place, JSON.stringify(this.queue));
    } catch {
      // A full or closed store: what waits stays in the page as long as that is open.
    }
    this.listener.waiting(this.queue.length);
  }
}

/** Returns "" when it was done, the reason when it never will be, null when later. */
async function ask(operation: Operation): Promise<string | null> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN_MS);
  try {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: operation.query, variables: { input: operation.input } }),
      cache: "no-store",
      signal: limit.signal,
    });
    if (LATER.has(answer.status)) return null;
    return judged((await answer.json()) as Answer);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function judged(answer: Answer): string | null {
  const [error] = answer.errors ?? [];
  if (error) return LATER_CODES.has(error.extensions?.code ?? "") ? null : error.message;
  const [result] = Object.values(answer.data ?? {});
  const [problem] = result?.problems ?? [];
  if (!problem) return "";
  return LATER_CODES.has(problem.code) ? null : problem.message;
}
