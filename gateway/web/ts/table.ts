/** A participant's table on a phone: notes that are never lost, and the hall as it is now. */
import editNote from "../operations/EditNote.graphql?raw";
import noteFields from "../operations/fragments/NoteFields.graphql?raw";
import writeNote from "../operations/WriteNote.graphql?raw";
import { Board, type Note } from "./workshop/board";
import { Outbox } from "./workshop/outbox";
import { textsOf, type Say } from "./workshop/texts";
import { newId, put, runClock, showFloor, watch } from "./workshop/watching";

const SAY_AFTER_MS = 3_000;
const STEP = 50;
const MOST = 1_000;

function start(root: HTMLElement): void {
  const say = textsOf(root);
  const board = new Board();
  const id = root.dataset["board"] ?? "";
  const key = root.dataset["key"] ?? "";
  const me = root.dataset["me"] ?? "";
  const outbox = new Outbox(`${id}:${me}`, {
    waiting: (count) => put(root, "[data-net]", count ? say("waiting", { count }) : say("connected")),
    refused: (operation, why) => showRefused(root, operation.text, why, say),
  });
  const notes = new Notes(root, board, say, (note, change, text = "") => {
    const input = { workshopId: id, noteId: note.id, key, idempotencyKey: newId(), ...change };
    outbox.add({ query: `${editNote}\n${noteFields}`, input, text });
  });
  watch(
    { id, key, hallCode: "" },
    board,
    (fresh, begins) => {
      showFloor(root, board, say);
      showTable(root, board, say);
      notes.show(fresh, begins);
    },
    (open) => {
      const count = outbox.waitingTexts().length;
      if (!open) put(root, "[data-net]", say("offline"));
      else put(root, "[data-net]", count ? say("waiting", { count }) : say("connected"));
      if (open) outbox.now();
    },
  );
  runClock(root, board, say);
  takeNotes(root, board, (text, colour) => {
    const note = { id: newId(), table: board.floor?.table ?? 0, round: board.floor?.round ?? 0 };
    const input = { workshopId: id, key, ...note, text, colour, writtenAt: new Date().toISOString() };
    outbox.add({ query: `${writeNote}\n${noteFields}`, input, text });
    notes.expect(note.id, text, colour);
  });
}

/** Takes the form over: what is written goes to the outbox, and the form is free at once. */
function takeNotes(
  root: HTMLElement,
  board: Board,
  write: (text: string, colour: string) => void,
): void {
  const form = root.querySelector<HTMLFormElement>("[data-note-form]");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea");
  if (!form || !field) return;
  form.addEventListener("submit", (event) => {
    const text = field.value.trim();
    if (!board.floor?.table || !text) return; // the form itself says what is missing
    event.preventDefault();
    const chosen = form.querySelector<HTMLInputElement>("[name=colour]:checked");
    write(text, chosen?.value ?? "YELLOW");
    field.value = "";
    field.focus();
  });
}

function showTable(root: HTMLElement, board: Board, say: Say): void {
  const floor = board.floor;
  if (!floor) return;
  put(root, "[data-table]", floor.table ? say("table", { table: floor.table }) : say("noTable"));
  const button = root.querySelector<HTMLButtonElement>("[data-send]");
  if (button) button.disabled = !floor.table;
  const list = root.querySelector<HTMLElement>("[data-people]");
  list?.replaceChildren(
    ...floor.people.map((person) => {
      const row = document.createElement("li");
      row.textContent = say(person.host ? "host" : "person", { called: person.called });
      return row;
    }),
  );
  const voting = root.querySelector<HTMLElement>("[data-voting]");
  // The ballot lists the notes of the moment in which the page came: a fresh page for the vote.
  if (voting?.hidden && floor.phase === "VOTING") location.reload();
}

function showRefused(root: HTMLElement, text: string, why: string, say: Say): void {
  const box = root.querySelector<HTMLElement>("[data-refused]");
  if (!box) return;
  const heading = document.createElement("p");
  heading.textContent = `${say("refused")}${why}`;
  const words = document.createElement("blockquote");
  words.textContent = text;
  box.append(heading, words);
  box.hidden = false;
}

type Change = (note: Note, change: Record<string, unknown>, text?: string) => void;

/** The list of notes. One polite region tells of others' notes, gathered, never one by one. */
class Notes {
  private readonly list: HTMLElement;
  private unsaid = 0;
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly board: Board,
    private readonly say: Say,
    private readonly change: Change,
  ) {
    const list = root.querySelector<HTMLElement>("[data-notes]");
    if (!list) throw new Error("no list of notes");
    this.list = list;
  }

  /** Shows an own note at once, until the server's comes. */
  expect(id: string, text: string, colour: string): void {
    const row = this.row(id);
    row.className = `note note--${colour.toLowerCase()} note--waiting`;
    row.replaceChildren(this.words(text));
  }

  show(fresh: Note[], begins: boolean): void {
    if (begins) {
      for (const row of this.list.querySelectorAll("[data-note]:not(.note--waiting)")) row.remove();
    }
    for (const note of fresh) this.render(note);
    if (begins) return;
    this.unsaid += fresh.filter((note) => note.version === 1 && !note.hidden).length;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.unsaid) this.tell(this.say("newNotes", { count: this.unsaid }));
      this.unsaid = 0;
    }, SAY_AFTER_MS);
  }

  private tell(text: string): void {
    put(this.root, "[data-said]", text);
  }

  private row(id: string): HTMLElement {
    const known = this.list.querySelector<HTMLElement>(`[data-note="${id}"]`);
    if (known) return known;
    const row = document.createElement("li");
    row.dataset["note"] = id;
    this.list.append(row);
    return row;
  }

  private render(note: Note): void {
    const row = this.row(note.id);
    if (row.querySelector("textarea")) return; // it is being edited: both wordings are kept
    row.className = `note note--${note.colour.toLowerCase()}`;
    if (note.hidden) {
      row.replaceChildren(this.words(this.say("hidden", { reason: note.hiddenReason })));
      return;
    }
    const parts: HTMLElement[] = [this.words(note.text)];
    if (note.group) parts.push(this.hint(this.say("group", { group: note.group })));
    if (note.others.length) parts.push(...this.choices(note));
    const dots = this.board.dots.get(note.id);
    if (dots) parts.push(this.hint(this.say("dots", { count: dots })));
    parts.push(this.editButton(note));
    row.replaceChildren(...parts);
    row.tabIndex = 0;
    row.style.setProperty("--x", String(note.x / MOST));
    row.style.setProperty("--y", String(note.y / MOST));
    row.onkeydown = (event) => this.moveBy(event, note);
  }

  /** Moves a note by the arrow keys while Shift is held; told once it lies still. */
  private moveBy(event: KeyboardEvent, note: Note): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    };
    const step = steps[event.key];
    if (!step || !event.shiftKey) return;
    event.preventDefault();
    const within = (value: number): number => Math.max(0, Math.min(MOST, value));
    note.x = within(note.x + step[0]);
    note.y = within(note.y + step[1]);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.change(note, { x: note.x, y: note.y });
      this.tell(this.say("moved", { x: note.x, y: note.y }));
    }, 600);
  }

  private choices(note: Note): HTMLElement[] {
    const heading = this.hint(this.say("beside"));
    const buttons = [note.text, ...note.others].map((text) => {
      const part = document.createElement("p");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = this.say("choose");
      button.addEventListener("click", () =>
        this.change(note, { text, baseVersion: note.version }, text),
      );
      part.append(text, " ", button);
      return part;
    });
    return [heading, ...buttons];
  }

  private editButton(note: Note): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.textContent = this.say("edit");
    button.setAttribute("aria-label", `${this.say("edit")}: ${note.text}`);
    button.addEventListener("click", () => this.edit(note));
    return button;
  }

  private edit(note: Note): void {
    const row = this.row(note.id);
    const field = document.createElement("textarea");
    field.value = note.text;
    field.maxLength = 500;
    field.setAttribute("aria-label", this.say("edit"));
    const save = document.createElement("button");
    save.type = "button";
    save.className = "button button--small";
    save.textContent = this.say("save");
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "button button--quiet button--small";
    cancel.textContent = this.say("cancel");
    const done = (): void => {
      field.remove();
      this.render(this.board.notes.get(note.id) ?? note);
      row.focus();
    };
    save.addEventListener("click", () => {
      const text = field.value.trim();
      if (text && text !== note.text) this.change(note, { text, baseVersion: note.version }, text);
      done();
    });
    cancel.addEventListener("click", done);
    row.replaceChildren(field, save, cancel);
    field.focus();
  }

  private words(text: string): HTMLElement {
    const words = document.createElement("p");
    words.className = "note__text";
    words.lang = "ja";
    words.textContent = text;
    return words;
  }

  private hint(text: string): HTMLElement {
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = text;
    return hint;
  }
}

const root = document.querySelector<HTMLElement>("[data-board][data-key]");
if (root) start(root);
