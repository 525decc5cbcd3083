/** What a citizen has typed, kept on this device until the city has it. */
export interface Draft {
  text: string;
  kind: string;
  /** The submission's key: sent again with it, the same words are received once. */
  key: string;
  /** A submission was under way: the city may have it already. */
  sending: boolean;
}

const PREFIX = "kyodo-draft:";

export class DraftStore {
  private readonly name: string;

  constructor(draftKey: string) {
    this.name = PREFIX + draftKey;
  }

  /** Returns false when this device keeps nothing (private mode, storage full). */
  save(draft: Draft): boolean {
    try {
      localStorage.setItem(this.name, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  load(): Draft | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.name) ?? "null");
      return isDraft(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  clear(): void {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Where storage is refused there is nothing to clear.
    }
  }
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== "object" || kept === null) return false;
  const { text, kind, key, sending } = kept as Record<string, unknown>;
  return (
    typeof text === "string" &&
    typeof kind === "string" &&
    typeof key === "string" &&
    typeof sending === "boolean"
  );
}
