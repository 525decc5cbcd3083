/** A participant's table on a phone: notes that are never lost, and the hall as it is now. */
import editNote from "../operations/EditNote.graphql?raw";
import noteFields from "../operations/fragments/NoteFields.graphql?raw";
import writeNote from "../operations/WriteNote.graphql?raw";
import { Board, type Note } from "./workshop/board";
import { button, editor, MOST, moved, type Clause } from "./workshop/editing";
import { keepThisPage } from "./workshop/keeping";
import { Outbox } from "./workshop/outbox";
import { textsOf, type Say } from "./workshop/texts";
import { newId, put, runClock, showFloor, watch } from "./workshop/watching";

const SAY_AFTER_MS = 3_000;
const LIES_STILL_AFTER_MS = 600;

function start(root: HTMLElement): void {
  const say = textsOf(root);
  const board = new Board();
  const id = root.dataset["board"] ?? "";
  const key = root.dataset["key"] ?? "";
  const me = root.dataset["me"] ?? "";
  const outbox = new Outbox(`${id}:${me}`, {
    waiting: (count) => put(root, "[data-net]", count ? say("waiting", { count }) : say("connected")),
    done: ({ input }) => notes.arrived(String(input["id"] ?? ""), Number(input["table"])),
    refused: (operation, why) => {
      notes.forget(String(operation.input["id"] ?? ""));
      showRefused(root, operation.text, why, say);
    },
  });
  const notes = new Notes(root, board, me, say, (note, change, text = "") => {
    const input = { workshopId: id, noteId: note.id, key, idempotencyKey: newId(), ...change };
    outbox.add({ query: `${editNote}\n${noteFields}`, input, text });
  });
  for (const { input, text } of outbox.waiting()) {
    if (input["id"]) notes.expect(String(input["id"]), text, String(input["colour"]));
  }
  const show = (fresh: Note[], begins: boolean): void => {
    showFloor(root, board, say);
    showTable(root, board, say);
    notes.show(fresh, begins);
  };
  // Without a line a page that is opened anew shows what this device knew last.
  const place = `kyodo-board:${id}:${me}`;
  const known = board.restore(sessionStorage.getItem(place));
  if (known) show(known, true);
  watch(
    { id, key, hallCode: "" },
    board,
    (fresh, begins) => {
      show(fresh, begins);
      sessionStorage.setItem(place, board.kept());
      openForTheVote(root, board);
    },
    (open) => {
      const count = outbox.waitingTexts().length;
      if (!open) put(root, "[data-net]", say("offline"));
      else put(root, "[data-net]", count ? say("waiting", { count }) : say("connected"));
      if (open) outbox.now();
    },
  );
  runClock(root, board, say);
  takeNotes(root, board, `kyodo-half-written:${id}:${me}`, (at, text, colour) => {
    const note = { id: newId(), ...at };
    const input = { workshopId: id, key, ...note, text, colour, writtenAt: new Date().toISOString() };
    outbox.add({ query: `${writeNote}\n${noteFields}`, input, text });
    notes.expect(note.id, text, colour);
  });
  void keepThisPage();
}

interface Place {
  table: number;
  round: number;
}

/** Where a note belongs: as the hall is, or as it was when the page came while nothing else is known. */
function placeNow(form: HTMLFormElement, board: Board): Place {
  if (board.floor) return { table: board.floor.table ?? 0, round: board.floor.round };
  const drawn = new FormData(form);
  return { table: Number(drawn.get("table")), round: Number(drawn.get("round")) };
}

/**
 * Takes the form over: what is written goes to the outbox, and the form is free at once. What is
 * only half written lies on the device too: the page may open itself again in the middle of a word.
 */
function takeNotes(
  root: HTMLElement,
  board: Board,
  place: string,
  write: (at: Place, text: string, colour: string) => void,
): void {
  const form = root.querySelector<HTMLFormElement>("[data-note-form]");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea");
  if (!form || !field) return;
  field.value ||= sessionStorage.getItem(place) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(place, field.value));
  form.addEventListener("submit", (event) => {
    const text = field.value.trim();
    const at = placeNow(form, board);
    if (!at.table || !text) return; // the form itself says what is missing
    event.preventDefault();
    const chosen = form.querySelector<HTMLInputElement>("[name=colour]:checked");
    write(at, text, chosen?.value ?? "YELLOW");
    field.value = "";
    sessionStorage.removeItem(place);
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
}

/** The ballot lists the notes of the moment in which the page came: a fresh page for the vote. */
function openForTheVote(root: HTMLElement, board: Board): void {
  const voting = root.querySelector<HTMLElement>("[data-voting]");
  if (voting?.hidden && board.floor?.phase === "VOTING") location.reload();
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
  private telling = 0;
  private readonly met = new Set<string>();
  private readonly moving = new Map<string, number>();
  private readonly clauses: Clause[];

  constructor(
    private readonly root: HTMLElement,
    private readonly board: Board,
    private readonly me: string,
    private readonly say: Say,
    private readonly change: Change,
  ) {
    const list = root.querySelector<HTMLElement>("[data-notes]");
    if (!list) throw new Error("no list of notes");
    this.list = list;
    this.clauses = JSON.parse(root.dataset["clauses"] ?? "[]") as Clause[];
  }

  /** Shows an own note at once, until the server's comes. */
  expect(id: string, text: string, colour: string): void {
    const row = this.row(id);
    row.className = `note note--${colour.toLowerCase()} note--waiting`;
    row.replaceChildren(this.words(text));
  }

  /** An own note is with the server: its row stays only where it belongs to this table. */
  arrived(id: string, table: number): void {
    const row = this.list.querySelector(`[data-note="${id}"]`);
    row?.classList.remove("note--waiting");
    if (this.board.floor && this.board.floor.table !== table) row?.remove();
  }

  /** An own note was refused: the board has it no more. */
  forget(id: string): void {
    this.list.querySelector(`.note--waiting[data-note="${id}"]`)?.remove();
  }

  show(fresh: Note[], begins: boolean): void {
    if (begins) {
      for (const row of this.list.querySelectorAll("[data-note]:not(.note--waiting)")) {
        // What somebody is editing here stays open, if its note is still on this table.
        const kept = row.querySelector("textarea") && this.known(row);
        if (!kept) row.remove();
      }
    }
    for (const note of fresh) this.render(note);
    const news = fresh.filter((note) => !this.met.has(note.id));
    for (const { id } of news) this.met.add(id);
    if (begins) return;
    this.unsaid += news.filter((note) => note.author !== this.me && !note.hidden).length;
    // The first note sets the time: a lively table must not put it off for ever.
    if (!this.unsaid || this.telling) return;
    this.telling = window.setTimeout(() => {
      this.tell(this.say("newNotes", { count: this.unsaid }));
      this.unsaid = this.telling = 0;
    }, SAY_AFTER_MS);
  }

  private known(row: Element): boolean {
    return this.board.notes.has((row as HTMLElement).dataset["note"] ?? "");
  }

  /** Says something politely; the same words a second time are said again. */
  private tell(text: string): void {
    const region = this.root.querySelector<HTMLElement>("[data-said]");
    if (region) region.textContent = text;
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
    const earlier = this.board.notes.get(note.earlierNote ?? "");
    if (earlier) parts.push(this.hint(this.say("fromNote", { text: earlier.text })));
    const clause = this.clauses.find((one) => one.id === note.clauseId);
    if (clause) parts.push(this.hint(this.say("onClause", { clause: clause.label })));
    if (note.others.length) parts.push(...this.choices(note));
    const dots = this.board.dots.get(note.id);
    if (dots) parts.push(this.hint(this.say("dots", { count: dots })));
    parts.push(this.editButton(note));
    // Who stands on a button of this note stays there when somebody else changes it.
    const inside = row !== document.activeElement && row.contains(document.activeElement);
    row.replaceChildren(...parts);
    row.tabIndex = 0;
    this.place(row, note);
    this.gather(row, note.group);
    if (inside && !row.contains(document.activeElement)) {
      (row.querySelector<HTMLElement>("[data-edit]") ?? row).focus({ preventScroll: true });
    }
    row.onkeydown = (event) => this.moveBy(event, note);
  }

  /** Moves a note by the arrow keys while Shift is held; told once it lies still. */
  private moveBy(event: KeyboardEvent, note: Note): void {
    const where = event.shiftKey ? moved(note, event.key) : null;
    if (!where || event.target !== event.currentTarget) return;
    event.preventDefault();
    Object.assign(note, where);
    this.place(this.row(note.id), note);
    // Each note has its own time, and no news of others puts it off.
    window.clearTimeout(this.moving.get(note.id));
    const still = window.setTimeout(() => {
      this.moving.delete(note.id);
      this.change(note, { x: note.x, y: note.y });
      this.tell(this.say("moved", { x: note.x, y: note.y }));
    }, LIES_STILL_AFTER_MS);
    this.moving.set(note.id, still);
  }

  /** Where the note lies on the table: a small map on the note shows it (workshops.css). */
  private place(row: HTMLElement, note: Note): void {
    row.classList.toggle("note--placed", note.x > 0 || note.y > 0);
    row.style.setProperty("--x", String(note.x / MOST));
    row.style.setProperty("--y", String(note.y / MOST));
  }

  /** Puts a note behind another of its group: what belongs together is read together. */
  private gather(row: HTMLElement, group: string): void {
    const was = row.dataset["group"] ?? "";
    row.dataset["group"] = group;
    if (!group || group === was || row.contains(document.activeElement)) return;
    const rows = [...this.list.querySelectorAll<HTMLElement>("[data-group]")];
    const theirs = rows.filter((one) => one !== row && one.dataset["group"] === group);
    theirs[theirs.length - 1]?.after(row);
  }

  private choices(note: Note): HTMLElement[] {
    const heading = this.hint(this.say("beside"));
    const buttons = [note.text, ...note.others].map((text) => {
      const part = document.createElement("p");
      const choose = button(this.say("choose"), "button--quiet", () =>
        this.change(note, { text, baseVersion: note.version }, text),
      );
      part.append(text, " ", choose);
      return part;
    });
    return [heading, ...buttons];
  }

  private editButton(note: Note): HTMLElement {
    const made = button(this.say("edit"), "button--quiet", () => this.edit(note));
    made.dataset["edit"] = "";
    made.setAttribute("aria-label", `${this.say("edit")}: ${note.text}`);
    return made;
  }

  private edit(note: Note): void {
    const row = this.row(note.id);
    const done = (): void => {
      row.querySelector("textarea")?.remove();
      this.render(this.board.notes.get(note.id) ?? note);
      row.focus();
    };
    const save = (change: Record<string, unknown>): void => {
      if (Object.keys(change).length) this.change(note, change, String(change["text"] ?? ""));
      done();
    };
    const around = { notes: [...this.board.notes.values()], clauses: this.clauses };
    editor(row, note, around, this.say, save, done);
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
