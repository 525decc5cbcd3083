/** The texts of board_messages.py in the page's language, as the board's element carries them. */
export type Say = (name: string, params?: Record<string, string | number>) => string;

export function textsOf(element: HTMLElement): Say {
  const texts = JSON.parse(element.dataset["messages"] ?? "{}") as Record<string, string>;
  return (name, params = {}) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`no text for ${name}`);
    return text.replace(/\{(\w+)\}/g, (_, param: string) => String(params[param] ?? ""));
  };
}
