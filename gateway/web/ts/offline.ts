/**
 * Stands between a table's page and the line (a service worker): a phone that opens its table anew
 * while the hall's Wi-Fi is gone gets the page as it last was, and what is written on it waits in
 * the outbox. It imports nothing: browsers take it as one plain script.
 */
const KEPT = "kyodo-table";
// Who waits longer than this sees what is kept.
const ANSWER_WITHIN_MS = 5_000;

/** What a page says once: where it is, and the files that it is made of. */
interface Said {
  page: string;
  files: string[];
}

// The part of a service worker's own types that is needed: those of a page are in the way of all.
interface Worker {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", heard: (event: Lasting) => void): void;
  addEventListener(name: "message", heard: (event: Lasting & { data: Said }) => void): void;
  addEventListener(name: "fetch", heard: (event: Asked) => void): void;
}
interface Lasting {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => event.waitUntil(keep(event.data)));
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { pathname } = new URL(url);
  if (method !== "GET") return;
  if (mode === "navigate" && isTable(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

function isTable(pathname: string): boolean {
  return /^\/workshops\/[^/]+\/table$/.test(pathname);
}

/** Keeps one table and its files; those of another workshop go. */
async function keep({ page, files }: Said): Promise<void> {
  if (!(await caches.match(page, { ignoreSearch: true }))) await caches.delete(KEPT);
  const kept = await caches.open(KEPT);
  const missing: string[] = [];
  for (const one of [page, ...files]) {
    if (!(await kept.match(one, { ignoreSearch: one === page }))) missing.push(one);
  }
  await kept.addAll(missing);
}

/** The page as it is now, or as it last was when the line or the server is away. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.open(KEPT);
  const search = { ignoreSearch: true };
  try {
    const now = await within(fetch(request));
    if (now.status >= 500) throw new Error(`answered ${now.status}`);
    if (now.ok) await kept.put(request, now.clone());
    else await kept.delete(request, search); // this phone sits at no table any more
    return now;
  } catch (error) {
    const was = await kept.match(request, search);
    if (was) return was;
    throw error;
  }
}

/** A file's name changes with what is in it: one that is kept need not be asked for again. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

function within(answer: Promise<Response>): Promise<Response> {
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error("no answer in time")), ANSWER_WITHIN_MS);
  });
  return Promise.race([answer, late]);
}
