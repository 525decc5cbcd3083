/** The facilitator's console: all tables as they are now. What is done here goes by forms. */
import { Board, type Note } from "./workshop/board";
import { textsOf } from "./workshop/texts";
import { put, runClock, showFloor, watch } from "./workshop/watching";

const LATEST = 30;

function start(root: HTMLElement): void {
  const say = textsOf(root);
  const board = new Board();
  let phase = root.dataset["phase"] ?? "";
  watch(
    { id: root.dataset["console"] ?? "", key: "", hallCode: "" },
    board,
    (fresh) => {
      showFloor(root, board, say);
      showTables();
      showNotes(fresh);
      // The buttons fit the phase: another facilitator may have moved it on.
      const now = board.floor?.phase ?? phase;
      if (now !== phase) {
        phase = now;
        location.reload();
      }
    },
    (open) => put(root, "[data-net]", open ? say("connected") : say("offline")),
  );
  runClock(root, board, say);

  function showTables(): void {
    for (const table of board.floor?.tables ?? []) {
      const row = root.querySelector<HTMLElement>(`[data-table-row="${table.number}"]`);
      if (!row) continue;
      put(row, "[data-people]", String(table.people));
      put(row, "[data-notes]", String(table.notes));
    }
    put(root, "[data-here]", say("here", { count: board.floor?.here ?? 0 }));
  }

  function showNotes(fresh: Note[]): void {
    const list = root.querySelector<HTMLElement>("[data-latest]");
    if (!list || !fresh.length) return;
    const latest = board.inOrder().slice(-LATEST).reverse();
    list.replaceChildren(
      ...latest.map((note) => {
        const row = document.createElement("li");
        row.className = `note note--${note.colour.toLowerCase()}`;
        const link = document.createElement("a");
        link.href = `${root.dataset["notePage"] ?? ""}/${note.id}`;
        link.textContent = note.text;
        row.append(`${say("table", { table: note.table })} `, link);
        if (note.hidden) row.append(` ${say("isHidden")}`);
        return row;
      }),
    );
  }
}

const root = document.querySelector<HTMLElement>("[data-console]");
if (root) start(root);
