/** Asks the service worker (offline.ts) to keep this page for when the line is gone. */
const WORKER = "/offline.js";

export async function keepThisPage(): Promise<void> {
  // Old browsers, private windows and plain http have none: then all is as without it.
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(WORKER, { scope: "/workshops/" });
    const { active } = await navigator.serviceWorker.ready;
    const files = performance
      .getEntriesByType("resource")
      .map((one) => new URL(one.name))
      .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"))
      .map((url) => url.href);
    active?.postMessage({ page: location.href, files });
  } catch {
    // Whatever a browser has against it: the page works on the line.
  }
}
