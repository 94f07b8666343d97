// Two keys for the whole portal: "/" goes to the search, "?" opens the sheet of keys. Only outside of fields, and only
// until somebody switches them off in the sheet (WCAG 2.2, 2.1.4): that choice is kept in this browser.
(function () {
  "use strict";

  var sheet = document.getElementById("shortcuts");
  var box = document.getElementById("search-box");
  if (!sheet || !sheet.showModal) {
    return;
  }
  var choice = sheet.querySelector("input[type=checkbox]");

  function areOn() {
    try {
      return window.localStorage.getItem("shortcuts") !== "off";
    } catch (error) {
      return true; // a browser that keeps nothing
    }
  }

  function open() {
    choice.checked = areOn();
    sheet.showModal();
  }

  choice.addEventListener("change", function () {
    try {
      window.localStorage.setItem("shortcuts", choice.checked ? "on" : "off");
    } catch (error) {
      choice.checked = true;
    }
  });

  document.querySelectorAll("[data-shortcuts]").forEach(function (button) {
    button.closest("[hidden]").hidden = false;
    button.addEventListener("click", open);
  });

  document.addEventListener("keydown", function (event) {
    var isTyped = event.target.closest("input, select, textarea, dialog, [contenteditable]");
    if (event.defaultPrevented || isTyped || event.ctrlKey || event.altKey || event.metaKey || !areOn()) {
      return;
    }
    if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "?" && !document.getElementById("grid-keys")) {
      event.preventDefault();
      open();
    }
  });
})();
