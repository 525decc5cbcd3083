/**
 * Shows public issues like what is being written, once the writer pauses. The server's whole page is
 * asked for, as its button does without a script; only the list of it is put in.
 */
const PAUSE_MS = 900;
const LEAST_CHARACTERS = 8;

export function showSimilar(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-similar]");
  const list = form.querySelector<HTMLElement>("#similar");
  const words = form.querySelector<HTMLTextAreaElement>("#words");
  if (!button || !list || !words) return;
  const address = button.formAction;
  button.hidden = true;
  let timer = 0;
  let asked = words.value;
  words.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), PAUSE_MS);
  });

  async function look(): Promise<void> {
    const text = words?.value ?? "";
    if (text === asked || text.trim().length < LEAST_CHARACTERS) return;
    asked = text;
    try {
      const body = new URLSearchParams({ words: text });
      const answer = await fetch(address, { method: "POST", body, cache: "no-store" });
      if (!answer.ok || text !== words?.value) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("#similar");
      if (found && list) list.replaceChildren(...found.childNodes);
    } catch {
      // Without a line nothing is shown: what is written stays where it is.
    }
  }
}
