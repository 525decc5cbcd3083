/** Words of a plan that somebody selects lead to the form for just these words. */

// Longer than a reader would quote; an address has to hold it.
const LONGEST = 500;
const SETTLED_MS = 250;

/** Shows `offer`, a bar with a link, while words of one clause under `plan` are selected. */
export function offerSelection(plan: HTMLElement, offer: HTMLElement): void {
  const link = offer.querySelector("a");
  if (!link) return;
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const address = addressOf(plan);
      offer.hidden = address === null;
      if (address) link.href = address;
    }, SETTLED_MS);
  });
}

function addressOf(plan: HTMLElement): string | null {
  const selection = document.getSelection();
  const quote = selection?.toString().trim() ?? "";
  if (!selection || !quote || quote.length > LONGEST) return null;
  const from = clauseOf(selection.anchorNode);
  if (!from || from !== clauseOf(selection.focusNode) || !plan.contains(from)) return null;
  const write = from.querySelector<HTMLAnchorElement>("[data-write]");
  if (!write) return null;
  const address = new URL(write.href);
  address.searchParams.set("quote", quote);
  return address.href;
}

function clauseOf(node: Node | null): Element | null {
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest(".clause__own") ?? null;
}
