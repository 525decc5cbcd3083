/** The texts of island_messages.py, in the page's language, as the form carries them. */
export const MESSAGE_NAMES = [
  "draftSaved",
  "draftRestored",
  "draftMaybeSent",
  "draftDiscarded",
  "draftNotSaved",
  "count",
  "countOver",
  "sending",
  "offline",
  "busy",
  "retrying",
  "connected",
  "cancelled",
] as const;

export type MessageName = (typeof MESSAGE_NAMES)[number];

export type Say = (name: MessageName, params?: Record<string, string | number>) => string;

/** Reads the texts of a form; a missing one is an error of ours and says so at once. */
export function messagesOf(form: HTMLElement): Say {
  const texts = JSON.parse(form.dataset["messages"] ?? "{}") as Partial<Record<string, string>>;
  return (name, params = {}) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`no text for ${name}`);
    return text.replace(/\{(\w+)\}/g, (_, param: string) => String(params[param] ?? ""));
  };
}
