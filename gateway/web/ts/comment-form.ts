/** The form with a memory: a draft that outlives the tab, and a submission that waits for a line. */
import { DraftStore } from "./draft";
import { messagesOf, type Say } from "./messages";
import { post } from "./sending";

const SAVE_AFTER_MS = 400;
const SAY_COUNT_AFTER_MS = 1_200;

/** Enhances one form. `show` puts the server's page in place of this one. */
export function enhanceCommentForm(form: HTMLFormElement, show: (html: string) => void): void {
  new CommentForm(form, show).start();
}

class CommentForm {
  private readonly say: Say;
  private readonly store: DraftStore;
  private readonly text: HTMLTextAreaElement;
  private readonly key: HTMLInputElement;
  private readonly freshKey: string;
  private readonly max: number;
  private saveTimer = 0;
  private countTimer = 0;
  private unsaved = false;
  private underWay: AbortController | null = null;
  private maybeSent = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly show: (html: string) => void,
  ) {
    this.say = messagesOf(form);
    this.store = new DraftStore(form.dataset["draftKey"] ?? "");
    this.text = find(form, "textarea[name=text]", HTMLTextAreaElement);
    this.key = find(form, "input[name=idempotency_key]", HTMLInputElement);
    this.freshKey = this.key.value;
    this.max = Number(form.dataset["max"]);
  }

  start(): void {
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    find(this.form, "[data-cancel]", HTMLElement).addEventListener("click", () =>
      this.underWay?.abort(),
    );
    const leaving = (): void => this.save();
    window.addEventListener("pagehide", leaving);
    document.addEventListener("visibilitychange", leaving);
    window.addEventListener("beforeunload", (event) => this.guard(event));
    this.count();
  }

  // The draft

  private restore(): void {
    // A form that came back with a text shows what was sent, and that it was not received.
    if (this.text.value !== "") {
      this.unsaved = !this.keep();
      return;
    }
    const draft = this.store.load();
    if (draft === null || draft.text === "") return;
    this.text.value = draft.text;
    this.key.value = draft.key;
    this.maybeSent = draft.sending;
    for (const radio of this.form.querySelectorAll<HTMLInputElement>("[name=submitter_kind]")) {
      radio.checked = radio.value === draft.kind;
    }
    this.tellRestored(draft.sending ? "draftMaybeSent" : "draftRestored");
  }

  private tellRestored(name: "draftMaybeSent" | "draftRestored"): void {
    const notice = find(document, "[data-draft-notice]", HTMLElement);
    find(notice, "[data-draft-message]", HTMLElement).textContent = this.say(name);
    notice.hidden = false;
    find(notice, "[data-draft-discard]", HTMLElement).onclick = () => {
      this.store.clear();
      this.text.value = "";
      this.key.value = this.freshKey;
      this.maybeSent = false;
      this.unsaved = false;
      notice.hidden = true;
      this.count();
      this.tell(this.say("draftDiscarded"));
      this.text.focus();
    };
  }

  private changed(): void {
    this.unsaved = true;
    this.count();
    clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  private save(): void {
    clearTimeout(this.saveTimer);
    if (!this.unsaved || !this.form.isConnected) return;
    if (this.text.value === "") {
      this.store.clear();
      this.unsaved = false;
      return;
    }
    const kept = this.keep();
    this.unsaved = !kept;
    const now = new Date().toTimeString().slice(0, 5);
    find(this.form, "[data-draft-state]", HTMLElement).textContent = kept
      ? this.say("draftSaved", { time: now })
      : this.say("draftNotSaved");
  }

  private keep(): boolean {
    const kind = new FormData(this.form).get("submitter_kind");
    return this.store.save({
      text: this.text.value,
      kind: typeof kind === "string" ? kind : "",
      key: this.key.value,
      sending: this.maybeSent,
    });
  }

  private guard(event: BeforeUnloadEvent): void {
    this.save();
    if (this.unsaved && this.form.isConnected) event.preventDefault();
  }

  // The count

  private count(): void {
    const count = [...this.text.value].length;
    const over = count - this.max;
    const line = find(this.form, "[data-count]", HTMLElement);
    line.textContent =
      over > 0
        ? this.say("countOver", { count, over })
        : this.say("count", { count, max: this.max });
    line.classList.toggle("count--over", over > 0);
    // Said after a pause, not at every letter.
    clearTimeout(this.countTimer);
    this.countTimer = window.setTimeout(() => {
      if (over > 0) find(this.form, "[data-count-live]", HTMLElement).textContent = line.textContent;
    }, SAY_COUNT_AFTER_MS);
  }

  // The submission

  private async send(): Promise<void> {
    if (this.underWay !== null) return;
    if ([...this.text.value].length > this.max) {
      this.tell(find(this.form, "[data-count]", HTMLElement).textContent ?? "");
      this.text.focus();
      return;
    }
    const cancel = new AbortController();
    this.underWay = cancel;
    this.maybeSent = this.text.value !== "";
    if (this.text.value !== "") this.unsaved = !this.keep();
    const body = new FormData(this.form);
    this.lock(true);
    this.tell(this.say("sending"));
    try {
      const html = await post(
        this.form.action,
        body,
        {
          waiting: (why) => this.tell(this.say(why)),
          trying: (attempt) => this.tell(this.say("retrying", { attempt })),
          connected: () => this.tell(this.say("connected")),
        },
        cancel.signal,
      );
      this.unsaved = false;
      this.show(html);
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
      this.tell(this.say("cancelled"));
    } finally {
      this.underWay = null;
      this.lock(false);
    }
  }

  private lock(locked: boolean): void {
    this.text.readOnly = locked;
    find(this.form, "[data-send]", HTMLButtonElement).disabled = locked;
    find(this.form, "[data-cancel]", HTMLElement).hidden = !locked;
  }

  private tell(message: string): void {
    find(this.form, "[data-status]", HTMLElement).textContent = message;
  }
}

function find<T extends Element>(
  root: ParentNode,
  selector: string,
  kind: abstract new (...args: never[]) => T,
): T {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${selector}`);
  return found;
}
