/** What a live board knows: the floor, the notes, the dots. The server's newest state wins. */

export interface Note {
  id: string;
  table: number;
  round: number;
  author: string;
  text: string;
  others: string[];
  version: number;
  sequence: number;
  colour: string;
  x: number;
  y: number;
  group: string;
  clauseId: string | null;
  earlierNote: string | null;
  hidden: boolean;
  hiddenReason: string;
  transcribed: boolean;
}

export interface Person {
  id: string;
  badge: number;
  called: string;
  table: number | null;
  host: boolean;
}

export interface Table {
  number: number;
  people: number;
  notes: number;
  host: string | null;
}

export interface Floor {
  round: number;
  phase: string;
  endsAt: string | null;
  leftS: number | null;
  message: string;
  onPaper: boolean;
  table: number | null;
  here: number;
  spotlight: Note | null;
  people: Person[];
  tables: Table[];
  repeatedPairs: number | null;
  bound: number | null;
}

export interface Update {
  begins: boolean;
  serverTime: string;
  floor: Floor | null;
  notes: Note[];
  dots: { noteId: string; dots: number }[] | null;
}

type Kept = Pick<Board, "floor" | "behindMs"> & { notes: Note[] };

export class Board {
  floor: Floor | null = null;
  notes = new Map<string, Note>();
  dots = new Map<string, number>();
  /** How far this device's clock is behind the server's, in ms. */
  behindMs = 0;

  /** Takes an update; returns the notes that are new or others than before. */
  take(update: Update): Note[] {
    this.behindMs = Date.parse(update.serverTime) - Date.now();
    if (update.begins) this.notes.clear();
    if (update.floor) this.floor = update.floor;
    if (update.dots) this.dots = new Map(update.dots.map((one) => [one.noteId, one.dots]));
    const fresh = update.notes.filter((note) => {
      const known = this.notes.get(note.id);
      return !known || known.sequence < note.sequence;
    });
    for (const note of fresh) this.notes.set(note.id, note);
    return fresh;
  }

  /** What a device keeps, for a page that is opened anew without a line. */
  kept(): string {
    const { floor, behindMs } = this;
    return JSON.stringify({ floor, behindMs, notes: [...this.notes.values()] });
  }

  /** Takes what a device kept; returns the notes, or null when there is nothing to go by. */
  restore(kept: string | null): Note[] | null {
    if (!kept) return null;
    const { floor, behindMs, notes } = JSON.parse(kept) as Kept;
    this.floor = floor;
    this.behindMs = behindMs;
    for (const note of notes) this.notes.set(note.id, note);
    return notes;
  }

  /** Returns how many seconds of the round are left; null when no clock runs. */
  leftS(): number | null {
    const floor = this.floor;
    if (!floor) return null;
    if (floor.phase === "PAUSED") return floor.leftS;
    if (floor.phase !== "ROUND" || !floor.endsAt) return null;
    const left = Date.parse(floor.endsAt) - (Date.now() + this.behindMs);
    return Math.max(0, Math.ceil(left / 1_000));
  }

  /** The notes in the order in which they were written: their ids sort by time. */
  inOrder(): Note[] {
    return [...this.notes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
