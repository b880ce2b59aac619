// The "/" key needs JavaScript, so the buttons that turn it off and on again do too. rows.js reads the choice.

const buttons = document.querySelectorAll("[data-shortcut]");

function show() {
  const state = localStorage.getItem("shortcuts") ?? "on";
  for (const button of buttons) button.hidden = button.dataset.shortcut !== state;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    localStorage.setItem("shortcuts", button.dataset.shortcut === "on" ? "off" : "on");
    show();
    [...buttons].find((other) => !other.hidden).focus();
  });
}
show();
