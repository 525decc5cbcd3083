/** The hall's projector: large, without anybody's name. */
import { Board } from "./workshop/board";
import { textsOf } from "./workshop/texts";
import { put, runClock, showFloor, watch } from "./workshop/watching";

function start(root: HTMLElement): void {
  const say = textsOf(root);
  const board = new Board();
  const shown = {
    id: root.dataset["board"] ?? "",
    key: "",
    hallCode: root.dataset["hallCode"] ?? "",
  };
  watch(
    shown,
    board,
    () => {
      showFloor(root, board, say);
      showTables(root, board);
    },
    (open) => put(root, "[data-net]", open ? "" : say("offline")),
  );
  runClock(root, board, say);

  function showTables(root: HTMLElement, board: Board): void {
    const list = root.querySelector<HTMLElement>("[data-tables]");
    list?.replaceChildren(
      ...(board.floor?.tables ?? []).map((table) => {
        const row = document.createElement("li");
        row.textContent = say("tableRow", { ...table, host: "" });
        return row;
      }),
    );
  }
}

const root = document.querySelector<HTMLElement>("[data-board][data-hall-code]");
if (root) start(root);
