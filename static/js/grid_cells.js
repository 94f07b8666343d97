// The cells of a return's grid as they stand on the page: what is typed, what is stored, what became of it.
// `grid.js` saves them; `grid_keys.js` moves between them.

(function () {
  "use strict";

  var form = document.querySelector("form[data-cell-url]");
  if (!form) {
    return;
  }
  var words = form.dataset;

  function of(key) {
    return form.querySelector('[data-cell="' + key + '"]');
  }

  function part(cell, name) {
    return cell.querySelector("[data-" + name + "]");
  }

  function typedIn(cell) {
    // A list cannot show what was pasted into it: that waits beside it until the server has read it.
    return cell.dataset.pasted === undefined ? part(cell, "value").value : cell.dataset.pasted;
  }

  function isDirty(cell) {
    return typedIn(cell).trim() !== cell.dataset.stored || part(cell, "note").value.trim() !== cell.dataset.storedNote;
  }

  function isAsSent(cell, sent) {
    return typedIn(cell) === sent.text && part(cell, "note").value === sent.note;
  }

  function show(cell, state, text) {
    cell.dataset.is = state;
    part(cell, "state").textContent = text || "";
  }

  function complain(cell, message) {
    var error = part(cell, "error");
    error.textContent = message || "";
    error.hidden = !message;
    part(cell, "value").classList.toggle("is-invalid", Boolean(message));
    if (message) {
      part(cell, "value").setAttribute("aria-invalid", "true");
    } else {
      part(cell, "value").removeAttribute("aria-invalid");
    }
  }

  function showEstimate(cell) {
    var button = part(cell, "estimate");
    if (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(/^ước/i.test(part(cell, "value").value.trim())));
    }
  }

  function toggleEstimate(cell) {
    var control = part(cell, "value");
    var text = control.value.trim();
    var plain = text.replace(/^ước(?: tính| đạt)?[ :]*/i, "");
    control.value = plain === text && plain ? "ước " + plain : plain;
    showEstimate(cell);
  }

  function type(cell, text) {
    var control = part(cell, "value");
    if (control.tagName === "SELECT") {
      cell.dataset.pasted = text;
    } else {
      control.value = text;
      showEstimate(cell);
    }
  }

  function restore(cell) {
    delete cell.dataset.pasted;
    part(cell, "value").value = cell.dataset.stored;
    part(cell, "note").value = cell.dataset.storedNote;
    part(cell, "seen").value = cell.dataset.revision;
    part(cell, "dispute").textContent = "";
    complain(cell, "");
    showEstimate(cell);
    show(cell, "", "");
  }

  // Show what the server says of a cell. What was typed since it was sent stays; tells whether that is so.
  function renew(cell, told, sent) {
    var isUntouched = isAsSent(cell, sent);
    cell.dataset.stored = told.stored;
    cell.dataset.storedNote = told.stored_note;
    cell.dataset.revision = told.revision;
    part(cell, "now").innerHTML = told.html; // made by the portal's own template, escaped there
    part(cell, "dispute").innerHTML = told.dispute || "";
    complain(cell, told.state === "refused" ? told.message : "");
    if (told.state === "refused") {
      show(cell, "refused", words.wordRefused);
    } else if (told.state === "disputed") {
      show(cell, "disputed", words.wordDisputed);
    } else {
      part(cell, "seen").value = told.revision;
      if (told.state === "saved") {
        dropConfirmation(cell);
      }
      if (isUntouched) {
        showStored(cell, told);
      }
    }
    return !isUntouched;
  }

  function showStored(cell, told) {
    delete cell.dataset.pasted;
    part(cell, "value").value = told.text;
    part(cell, "note").value = told.note;
    showEstimate(cell);
    show(cell, told.state, told.state === "saved" ? words.wordSaved : told.message);
  }

  function dropConfirmation(cell) {
    var label = part(cell, "confirm-label");
    if (label) {
      if (label.contains(document.activeElement)) {
        part(cell, "value").focus();
      }
      label.remove();
    }
  }

  function showFindings(findings) {
    Object.keys(findings).forEach(function (place) {
      var list = form.querySelector('[data-findings="' + place + '"]');
      if (!list) {
        return;
      }
      list.textContent = "";
      findings[place].forEach(function (finding) {
        var item = document.createElement("li");
        item.dataset.severity = finding.severity;
        item.textContent = finding.label + ": " + finding.message;
        list.append(item);
      });
    });
  }

  function showProgress(answer) {
    var bar = document.getElementById("completeness");
    if (bar) {
      bar.max = answer.total;
      bar.value = answer.complete;
      bar.closest("p").querySelector("label").textContent = answer.progress;
    }
  }

  function all() {
    return Array.from(form.querySelectorAll("[data-cell]"));
  }

  all().forEach(showEstimate);
  window.gridCells = {
    all: all, complain: complain, isDirty: isDirty, of: of, part: part, renew: renew, restore: restore, show: show,
    showEstimate: showEstimate, showFindings: showFindings, showProgress: showProgress,
    toggleEstimate: toggleEstimate, type: type, typedIn: typedIn,
  };
})();
