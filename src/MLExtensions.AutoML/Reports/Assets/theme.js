// Light or dark: as the reader's system says, until the button says otherwise. Paper is light.
"use strict";

const Theme = (() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  const button = document.getElementById("theme");

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function changed() {
    button.textContent = isDark() ? "Light" : "Dark";
    listeners.forEach(listener => listener());
  }

  function set(theme) {
    if (theme) {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
    changed();
  }

  // The value of a colour of the style, as the theme has it now.
  function colour(name) {
    root.style.setProperty("outline-color", `var(${name})`);
    const value = getComputedStyle(root).outlineColor;
    root.style.removeProperty("outline-color");
    return value;
  }

  let chosen;
  button.hidden = false;
  button.setAttribute("aria-label", "Change between light and dark");
  button.addEventListener("click", () => set(isDark() ? "light" : "dark"));
  system.addEventListener("change", changed);
  addEventListener("beforeprint", () => {
    chosen = root.dataset.theme;
    set("light");
  });
  addEventListener("afterprint", () => set(chosen));
  changed();

  return { colour, onChange: listener => listeners.push(listener) };
})();
