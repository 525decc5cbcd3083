/** Keeps a board up to date as long as the page is open, and shows what all boards show. */
import watchWorkshop from "../../operations/WatchWorkshop.graphql?raw";
import floorFields from "../../operations/fragments/FloorFields.graphql?raw";
import noteFields from "../../operations/fragments/NoteFields.graphql?raw";
import { connect } from "../connection";
import { Board, type Note, type Update } from "./board";
import type { Say } from "./texts";

const TRY_AGAIN_AFTER_MS = 3_000;

export interface Shown {
  id: string;
  key: string;
  hallCode: string;
}

/** Watches a workshop; `changed` is told after every update, with the notes that are new. */
export function watch(
  shown: Shown,
  board: Board,
  changed: (fresh: Note[], begins: boolean) => void,
  line: (open: boolean) => void,
): void {
  const client = connect({ open: () => line(true), closed: () => line(false) });
  const query = [watchWorkshop, floorFields, noteFields].join("\n");
  const begin = (): void => {
    client.subscribe<{ workshopLive: Update }>(
      { query, variables: { ...shown } },
      {
        next: ({ data }) => {
          if (data) changed(board.take(data.workshopLive), data.workshopLive.begins);
        },
        error: () => window.setTimeout(begin, TRY_AGAIN_AFTER_MS),
        complete: () => window.setTimeout(begin, TRY_AGAIN_AFTER_MS),
      },
    );
  };
  begin();
}

/** Shows phase, question, message and the note that all look at; the clock by itself. */
export function showFloor(root: HTMLElement, board: Board, say: Say): void {
  const floor = board.floor;
  if (!floor) return;
  const rounds = JSON.parse(root.dataset["rounds"] ?? "[]") as { question: string }[];
  put(root, "[data-phase]", floor.onPaper ? say("onPaper") : say(floor.phase));
  put(root, "[data-question]", rounds[floor.round - 1]?.question ?? "");
  put(root, "[data-message]", floor.message);
  const spotlight = root.querySelector<HTMLElement>("[data-spotlight]");
  if (spotlight) {
    spotlight.hidden = !floor.spotlight;
    put(root, "[data-spotlight]", floor.spotlight?.text ?? "");
  }
}

/** Shows the time left, every second. It is no live region: a reader asks for it when wanted. */
export function runClock(root: HTMLElement, board: Board, say: Say): void {
  const show = (): void => {
    const left = board.leftS();
    const parts = { minutes: Math.floor((left ?? 0) / 60), seconds: (left ?? 0) % 60 };
    const paused = board.floor?.phase === "PAUSED";
    let text = "";
    if (left !== null) text = paused ? say("paused", parts) : left ? say("left", parts) : say("over");
    put(root, "[data-clock]", text);
  };
  window.setInterval(show, 250);
}

/** Writes a text where it is not there already, so that nothing is announced twice. */
export function put(root: HTMLElement, where: string, text: string): void {
  const element = root.querySelector<HTMLElement>(where);
  if (element && element.textContent !== text) element.textContent = text;
}

/** A UUID of version 7: unique, and it sorts by time. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = Date.now();
  for (let at = 0; at < 6; at += 1) bytes[at] = Math.floor(time / 2 ** (8 * (5 - at))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
