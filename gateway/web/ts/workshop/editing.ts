/** What somebody changes at a note: its words, colour, group, what it goes back to, and its place. */
import type { Note } from "./board";
import type { Say } from "./texts";

export const COLOURS = ["YELLOW", "PINK", "BLUE", "GREEN", "WHITE"];
export const MOST = 1_000;
const STEP = 50;
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

export interface Clause {
  id: string;
  label: string;
}

/** What a note of this table may be tied to. */
export interface Around {
  notes: Note[];
  clauses: Clause[];
}

export type Place = { x: number; y: number };

/** Where an arrow key moves something, or null for any other key. */
export function moved(from: Place, key: string): Place | null {
  const step = STEPS[key];
  if (!step) return null;
  const within = (value: number): number => Math.max(0, Math.min(MOST, value));
  return { x: within(from.x + step[0]), y: within(from.y + step[1]) };
}

/** Fills ``row`` with the fields of a note; ``save`` is given only what was changed. */
export function editor(
  row: HTMLElement,
  note: Note,
  around: Around,
  say: Say,
  save: (change: Record<string, unknown>) => void,
  cancel: () => void,
): void {
  const words = document.createElement("textarea");
  words.value = note.text;
  words.maxLength = 500;
  words.lang = "ja";
  words.setAttribute("aria-label", say("edit"));
  const colour = choice(COLOURS.map((name) => [name, say(name)]), note.colour);
  const group = document.createElement("input");
  group.type = "text";
  group.maxLength = 40;
  group.lang = "ja";
  group.value = note.group;
  group.setAttribute("list", listOfGroups(row, note, around));
  const others = around.notes.filter((one) => one.id !== note.id && !one.hidden);
  const earlier = choice(withNone(others.map((one) => [one.id, one.text]), say), note.earlierNote);
  const clause = choice(
    withNone(around.clauses.map((one) => [one.id, one.label]), say),
    note.clauseId,
  );
  const place = { x: note.x, y: note.y };
  const parts: HTMLElement[] = [words, labelled(say("colour"), colour), labelled(say("groupName"), group)];
  if (others.length) parts.push(labelled(say("earlierNote"), earlier));
  if (around.clauses.length) parts.push(labelled(say("clause"), clause));
  parts.push(map(place, say));
  const changes = (): Record<string, unknown> => {
    const text = words.value.trim();
    return {
      ...(text && text !== note.text ? { text, baseVersion: note.version } : {}),
      ...(colour.value !== note.colour ? { colour: colour.value } : {}),
      ...(group.value.trim() !== note.group ? { group: group.value.trim() } : {}),
      // An empty text takes a tie away.
      ...(others.length && earlier.value !== (note.earlierNote ?? "") ? { earlierNote: earlier.value } : {}),
      ...(around.clauses.length && clause.value !== (note.clauseId ?? "") ? { clauseId: clause.value } : {}),
      ...(place.x !== note.x || place.y !== note.y ? place : {}),
    };
  };
  const buttons = document.createElement("p");
  buttons.append(button(say("save"), "", () => save(changes())), " ", button(say("cancel"), "button--quiet", cancel));
  parts.push(buttons);
  row.replaceChildren(...parts);
  words.focus();
}

export function button(label: string, kind: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button button--small ${kind}`.trim();
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

/** A small picture of the table: tap it, or use the arrow keys, to lay the note somewhere else. */
function map(place: Place, say: Say): HTMLElement {
  const table = button("", "", () => undefined);
  table.className = "note__map";
  const show = (): void => {
    table.style.setProperty("--x", String(place.x / MOST));
    table.style.setProperty("--y", String(place.y / MOST));
    table.setAttribute("aria-label", `${say("placeOnTable")} ${say("placed", { ...place })}`);
  };
  const lay = (where: Place): void => {
    Object.assign(place, where);
    show();
  };
  table.addEventListener("click", (event) => {
    if (!event.detail) return; // pressed by a key: the arrows move it
    const box = table.getBoundingClientRect();
    const share = (at: number, from: number, size: number): number =>
      Math.round(Math.max(0, Math.min(1, (at - from) / size)) * MOST);
    lay({ x: share(event.clientX, box.left, box.width), y: share(event.clientY, box.top, box.height) });
  });
  table.addEventListener("keydown", (event) => {
    const where = moved(place, event.key);
    if (!where) return;
    event.preventDefault();
    lay(where);
  });
  show();
  return labelled(say("placeOnTable"), table);
}

function listOfGroups(row: HTMLElement, note: Note, around: Around): string {
  const id = `groups-${note.id}`;
  document.getElementById(id)?.remove();
  const list = document.createElement("datalist");
  list.id = id;
  for (const name of new Set(around.notes.map((one) => one.group).filter((one) => one))) {
    list.append(new Option(name, name));
  }
  row.after(list);
  return id;
}

function withNone(options: string[][], say: Say): string[][] {
  return [["", say("none")], ...options];
}

function choice(options: string[][], chosen: string | null): HTMLSelectElement {
  const made = document.createElement("select");
  for (const [value = "", text = ""] of options) {
    made.append(new Option(text.length > 30 ? `${text.slice(0, 30)}…` : text, value));
  }
  made.value = chosen ?? "";
  if (made.selectedIndex < 0) made.selectedIndex = 0;
  return made;
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  const label = document.createElement("label");
  label.className = "note__field";
  label.append(text, field);
  return label;
}
