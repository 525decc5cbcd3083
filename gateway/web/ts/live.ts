/** Figures that follow what happens while a page is open. Without a script they stay as they were. */
import type { Client } from "graphql-ws";
import { connect, isForbidden } from "./connection";
import watchProgress from "../operations/WatchProgress.graphql?raw";

const SAY_AFTER_MS = 4_000;
const TRY_AGAIN_AFTER_MS = 30_000;

interface Progress {
  unanswered: number;
  states: { state: string; count: number }[];
}

for (const list of document.querySelectorAll<HTMLElement>("[data-live-progress]")) {
  watch(list, connect());
}

function watch(list: HTMLElement, client: Client): void {
  const status = document.querySelector<HTMLElement>("[data-live-status]");
  const say = (text: string | undefined): void => {
    if (status) status.textContent = text ?? "";
  };
  const later = (): void => {
    window.setTimeout(() => watch(list, client), TRY_AGAIN_AFTER_MS);
  };
  let timer = 0;
  client.subscribe<{ responseProgress: Progress }>(
    { query: watchProgress, variables: { id: list.dataset["liveProgress"] ?? "" } },
    {
      next: ({ data }) => {
        if (!data || !showProgress(list, data.responseProgress)) return;
        // Said once things are quiet for a moment: a reader who listens is not flooded.
        window.clearTimeout(timer);
        timer = window.setTimeout(() => say(status?.dataset["changed"]), SAY_AFTER_MS);
      },
      error: (reason) => {
        if (isForbidden(reason)) say(status?.dataset["ended"]);
        else later();
      },
      complete: later,
    },
  );
}

/** Returns whether a figure is another one than before. */
function showProgress(list: HTMLElement, progress: Progress): boolean {
  const counts = new Map(progress.states.map(({ state, count }) => [state, count]));
  counts.set("UNANSWERED", progress.unanswered);
  let changed = false;
  for (const row of list.querySelectorAll<HTMLElement>("[data-count-of]")) {
    const figure = row.querySelector<HTMLElement>("[data-count]");
    const count = String(counts.get(row.dataset["countOf"] ?? "") ?? 0);
    if (!figure || figure.dataset["count"] === count) continue;
    figure.dataset["count"] = count;
    figure.textContent = (list.dataset["counted"] ?? "").replace("{count}", count);
    row.hidden = count === "0" && row.dataset["countOf"] !== "UNANSWERED";
    changed = true;
  }
  return changed;
}
