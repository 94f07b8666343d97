// Keys and pasting in the grid, as in a spreadsheet. `grid.js` saves what they fill in.

(function () {
  "use strict";

  var form = document.querySelector("form[data-cell-url]");
  if (!form) {
    return;
  }
  var cells = window.gridCells;
  var sheet = document.getElementById("grid-keys");
  var pasteStatus = form.querySelector("[data-paste-status]");
  var pasted = null; // cells of the last block, and what became of those that are settled

  function rowsOf(cell) {
    return Array.from(cell.closest("tbody").rows).map(function (row) {
      return Array.from(row.querySelectorAll(".cell"));
    });
  }

  function placeOf(cell, rows) {
    var row = rows.findIndex(function (cells) { return cells.indexOf(cell) >= 0; });
    return { row: row, column: rows[row].indexOf(cell) };
  }

  function go(cell, down, right) {
    var rows = rowsOf(cell);
    var place = placeOf(cell, rows);
    var target = (rows[place.row + down] || [])[place.column + right];
    if (target) {
      var control = cells.part(target, "value");
      // No further than needed: by itself the browser puts it into the middle of the page, and the head out of sight.
      control.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      if (control.select) {
        control.select();
      }
    } else {
      // At the edge what was typed is done all the same.
      cells.part(cell, "value").dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function isOpen(list) {
    try {
      return list.matches(":open");
    } catch (unknown) {
      return true; // an older browser does not tell: its lists keep their own arrows
    }
  }

  function atEdge(control, key) {
    if (control.tagName === "SELECT") {
      return true;
    }
    var isAll = control.selectionStart === 0 && control.selectionEnd === control.value.length;
    var edge = key === "ArrowLeft" ? 0 : control.value.length;
    return isAll || (control.selectionStart === edge && control.selectionEnd === edge);
  }

  function step(event, control) {
    var isList = control.tagName === "SELECT";
    if (event.key === "Enter") {
      return { down: event.shiftKey ? -1 : 1, right: 0 };
    }
    if (event.altKey || event.shiftKey || (isList && isOpen(control))) {
      return null;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      return { down: event.key === "ArrowDown" ? 1 : -1, right: 0 };
    }
    if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && atEdge(control, event.key)) {
      return { down: 0, right: event.key === "ArrowLeft" ? -1 : 1 };
    }
    return null;
  }

  form.addEventListener("keydown", function (event) {
    var cell = event.target.closest("[data-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.isComposing) {
      return;
    }
    var isValue = cells.isPart(event.target, "value");
    if (event.key === "Escape" && (isValue || cells.isPart(event.target, "note"))) {
      cell.dispatchEvent(new CustomEvent("cell-restored", { bubbles: true }));
    } else if (event.key === "F2" && event.shiftKey) {
      event.preventDefault();
      var note = cell.querySelector(".cell-note");
      note.open = true;
      cells.part(cell, "note").focus();
    } else if (event.key === "Enter" && cells.isPart(event.target, "note")) {
      event.preventDefault();
      cells.part(cell, "value").focus();
    } else if (isValue) {
      var move = step(event, event.target);
      if (move) {
        event.preventDefault();
        go(cell, move.down, move.right);
      }
    }
  });

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); // the browser would save the page as a file
      form.dispatchEvent(new CustomEvent("save-now"));
    }
  });

  // Pasting

  function blockOf(text) {
    var lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    return lines.map(function (line) { return line.split("\t"); });
  }

  form.addEventListener("paste", function (event) {
    if (!cells.isPart(event.target, "value")) {
      return;
    }
    var block = blockOf(event.clipboardData.getData("text/plain"));
    var isList = event.target.tagName === "SELECT";
    if (block.length === 1 && block[0].length === 1 && !isList) {
      return; // one value: the browser's own pasting
    }
    event.preventDefault();
    fill(event.target.closest("[data-cell]"), block);
  });

  function fill(cell, block) {
    var rows = rowsOf(cell);
    var start = placeOf(cell, rows);
    var outside = 0;
    pasted = { cells: new Map(), outside: 0 };
    block.forEach(function (line, down) {
      line.forEach(function (text, right) {
        var target = (rows[start.row + down] || [])[start.column + right];
        if (!text.trim()) {
          return; // a blank says nothing
        }
        if (target) {
          pasted.cells.set(target.dataset.cell, "");
          target.dispatchEvent(new CustomEvent("cell-typed", { bubbles: true, detail: text.trim() }));
          if (!target.dataset.is || target.dataset.is === "saved") {
            pasted.cells.set(target.dataset.cell, "unchanged"); // it says what is stored: nothing is sent
          }
        } else {
          outside += 1;
        }
      });
    });
    pasted.outside = outside;
    tellPasted();
  }

  function tellPasted() {
    var states = Array.from(pasted.cells.values());
    if (states.indexOf("") >= 0) {
      return;
    }
    var saved = states.filter(function (state) { return state === "saved" || state === "unchanged"; }).length;
    var told = form.dataset.wordPasted.replace("{cells}", states.length).replace("{saved}", saved);
    told = told.replace("{open}", states.length - saved);
    if (pasted.outside) {
      told += " " + form.dataset.wordOutside.replace("{number}", pasted.outside);
    }
    pasteStatus.textContent = told;
  }

  form.addEventListener("cells-settled", function (event) {
    if (!pasted) {
      return;
    }
    var isNews = false;
    event.detail.forEach(function (state, key) {
      if (pasted.cells.has(key)) {
        pasted.cells.set(key, state);
        isNews = true;
      }
    });
    if (isNews) {
      tellPasted();
    }
  });

  // The sheet of keys: the browser keeps the focus in it, closes it by Esc, and gives the focus back

  function openSheet() {
    if (!sheet.open) {
      sheet.showModal();
    }
  }

  document.querySelectorAll("[data-open-keys]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", openSheet);
  });

  function isOff() {
    try {
      return window.localStorage.getItem("shortcuts") === "off"; // the switch in the portal's own sheet of keys
    } catch (error) {
      return false;
    }
  }

  document.addEventListener("keydown", function (event) {
    var isSign = event.key === "?" && !isOff() && !event.target.closest("input, select, textarea, dialog");
    if (isSign || event.key === "F1") {
      event.preventDefault();
      openSheet();
    }
  });

  sheet.addEventListener("click", function (event) {
    if (event.target === sheet) {
      sheet.close(); // beside the sheet: what darkens the page belongs to it
    }
  });

  // One goes from cell to cell by Tab: the tools of a cell have keys of their own, its links are on the institution's
  // form as well.
  function leaveOut() {
    form.querySelectorAll(".cell-tool, .cell .now a").forEach(function (one) { one.tabIndex = -1; });
  }
  form.addEventListener("cells-settled", leaveOut);
  leaveOut();
})();
