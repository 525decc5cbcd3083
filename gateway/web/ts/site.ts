/** What the pages can do with a script. Every one of them also works without. */
import { enhanceCommentForm } from "./comment-form";
import { DraftStore } from "./draft";
import { offerSelection } from "./selection";
import { showSimilar } from "./similar";

enhance();

function enhance(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-comment-form]")) {
    enhanceCommentForm(form, show);
  }
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-issue-form]")) {
    showSimilar(form);
  }
  const offer = document.querySelector<HTMLElement>("[data-selection]");
  const plan = document.querySelector<HTMLElement>("[data-plan]");
  if (offer && plan) offerSelection(plan, offer);
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // A printed form's code leads here with its number behind "#", which no server is told.
  const number = document.querySelector<HTMLInputElement>("#number");
  const printed = /^#(\d{12})$/.exec(window.location.hash);
  if (number && printed && !number.value) number.value = printed[1] ?? "";
  // The city has the words: the draft is no longer needed, nor good to leave on a shared computer.
  for (const receipt of document.querySelectorAll<HTMLElement>("[data-receipt]")) {
    new DraftStore(receipt.dataset["draftKey"] ?? "").clear();
  }
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** Shows the server's answer to a form as the browser would, without another request. */
function show(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  for (const element of next.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
  document.body.replaceWith(document.adoptNode(next.body));
  window.scrollTo(0, 0);
  enhance();
}
