// The board is complete without this: cards can be dragged as well as moved by their menu.

let dragged = null;
for (const card of document.querySelectorAll(".board-card")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    card.classList.add("dragged");
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    card.classList.remove("dragged");
  });
}
for (const column of document.querySelectorAll(".column")) {
  column.addEventListener("dragover", (event) => { if (dragged && !column.contains(dragged)) event.preventDefault(); });
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    const menu = dragged.querySelector(".move-menu");
    const move = menu.querySelector(`[name="to"][value="${column.dataset.stage}"]`);
    if (move) return move.form.requestSubmit(move);
    menu.open = true; // closing asks how it ended
    menu.querySelector("summary").focus();
  });
}
