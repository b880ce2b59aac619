// What is wrong with the layout of a page at the width its window has now: a list of sentences, empty when nothing is.
() => {
  const MEASURE = 112; // px; a column of running text narrower than seven rem has two words a line
  const faults = [];
  const width = document.documentElement.clientWidth;
  const called = (element) => element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join("");
  const where = (element) => `${called(element.parentElement)} > ${called(element)}`;
  const styles = new Map();
  const styleOf = (element) => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  const scrolls = (element) => element !== document.body && (styleOf(element).overflowX === "auto" || scrolls(element.parentElement));

  if (document.documentElement.scrollWidth > width) faults.push(`The page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll("*:not(svg *, option, script, .vh, .vh *, .skip, .trap, .trap *)")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || !element.checkVisibility()) continue;
    if ((box.right > width + 1 || box.left < -1) && !scrolls(element)) faults.push(`${where(element)} leaves the window`);

    const around = element.parentElement.getBoundingClientRect();
    if (box.right > around.right + 1 || box.left < around.left - 1) {
      const style = styleOf(element);
      const isDrawn = style.borderInlineEndWidth !== "0px" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
      const isInFlow = style.position === "static" || style.position === "relative";
      const holds = !["inline", "contents"].includes(styleOf(element.parentElement).display);
      if (isDrawn && isInFlow && holds && !scrolls(element)) faults.push(`${where(element)} sticks out`);
    }

    if (box.width < MEASURE + 80 && !element.closest("table, button, .btn, .segments")) {
      const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");
      const style = styleOf(element);
      const room = box.width - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
      if (text.length >= 30 && style.display !== "inline" && room < MEASURE) faults.push(`${where(element)} is squeezed: ${text.slice(0, 30)}`);
    }
  }
  return faults;
}
