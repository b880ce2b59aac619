// The board is complete without this: a choice made by pointer moves at once, and cards can be dragged.
// From the keyboard every arrow key is a choice, so there the button beside it moves.

for (const select of document.querySelectorAll("[data-move]")) {
  let pointed = false;
  select.addEventListener("pointerdown", () => { pointed = true; });
  select.addEventListener("keydown", () => { pointed = false; });
  select.addEventListener("change", () => { if (pointed && select.value) select.form.requestSubmit(); });
}

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
    const select = dragged.querySelector("[data-move]");
    select.value = column.dataset.stage;
    if (select.value) select.form.requestSubmit();
    else select.focus(); // closing asks how it ended
  });
}
