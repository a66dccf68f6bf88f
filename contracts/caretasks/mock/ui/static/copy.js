"use strict";

// Copies the text of a button's `data-copy` attribute to the clipboard.
{
  const SHOWN_MILLISECONDS = 1500;

  const copy = async (text) => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // Without HTTPS, only pages of this machine have `navigator.clipboard`.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offscreen";
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    if (!isCopied) {
      throw new Error("not copied");
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button === null) {
      return;
    }
    try {
      await copy(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Failed";
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, SHOWN_MILLISECONDS);
  });
}
