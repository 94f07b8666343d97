// The cells of a return's grid as they stand on the page: what is typed, what is stored, what became of it.
// `grid.js` saves them; `grid_keys.js` moves between them.

(function () {
  "use strict";

  var form = document.querySelector("form[data-cell-url]");
  if (!form) {
    return;
  }
  var words = form.dataset;

  // What a cell is made of. The page brings what the form needs without script; the rest is made here, once a cell.
  var PARTS = {
    value: '[name^="value-"]', note: '[name^="note-"]', seen: '[name^="seen-"]', confirm: '[name="confirm"]',
    now: ".now", state: ".cell-state", error: ".field-error", dispute: ".dispute-at", estimate: ".cell-estimate",
    "confirm-label": ".confirm", foot: ".cell-foot", findings: ".cell-findings",
  };
  var byKey = new Map();

  function of(key) {
    return byKey.get(key);
  }

  function part(cell, name) {
    return cell.querySelector(PARTS[name]);
  }

  function isPart(control, name) {
    return control.matches(PARTS[name]);
  }

  function make(tag, className, text) {
    var one = document.createElement(tag);
    one.className = className;
    one.textContent = text || "";
    return one;
  }

  function describe(cell, id) {
    var value = part(cell, "value");
    var ids = (value.getAttribute("aria-describedby") || "").split(" ");
    if (ids.indexOf(id) < 0) {
      value.setAttribute("aria-describedby", ids.concat(id).join(" ").trim());
    }
  }

  function storedIn(control) {
    if (control.tagName !== "SELECT") {
      return control.defaultValue;
    }
    var chosen = control.querySelector("option[selected]");
    return chosen ? chosen.value : "";
  }

  function prepare(cell) {
    var value = part(cell, "value");
    var key = value.name.slice("value-".length);
    var seen = part(cell, "seen");
    cell.dataset.cell = key;
    byKey.set(key, cell);
    if (!seen) {
      seen = document.createElement("input");
      seen.type = "hidden";
      seen.name = "seen-" + key;
      seen.value = "0";
      value.after(seen);
    }
    if (cell.dataset.stored === undefined) {
      cell.dataset.stored = storedIn(value);
      cell.dataset.storedNote = part(cell, "note").defaultValue;
      cell.dataset.revision = seen.value;
    }
    var state = make("span", "cell-state");
    state.id = "state-" + key;
    describe(cell, state.id);
    part(cell, "foot").prepend(state);
    if (value.tagName !== "SELECT") {
      var estimate = make("button", "cell-tool cell-estimate", words.wordEstimate);
      estimate.type = "button";
      estimate.setAttribute("aria-label", words.wordEstimateOf + ": " + value.getAttribute("aria-label"));
      state.after(estimate);
      showEstimate(cell);
    }
  }

  // Made when there is something to say.
  function ensured(cell, name) {
    var found = part(cell, name);
    if (!found) {
      found = name === "error" ? make("p", "field-error") : make("div", "dispute-at");
      part(cell, "now").before(found);
    }
    return found;
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
    if (message || part(cell, "error")) {
      var error = ensured(cell, "error");
      error.textContent = message || "";
      error.hidden = !message;
    }
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
    settleDispute(cell, "");
    complain(cell, "");
    showEstimate(cell);
    show(cell, "", "");
  }

  function settleDispute(cell, html) {
    if (html || part(cell, "dispute")) {
      ensured(cell, "dispute").innerHTML = html; // made by the portal's own template, as below
    }
  }

  // Show what the server says of a cell. What was typed since it was sent stays; tells whether that is so.
  function renew(cell, told, sent) {
    var isUntouched = isAsSent(cell, sent);
    cell.dataset.stored = told.stored;
    cell.dataset.storedNote = told.stored_note;
    cell.dataset.revision = told.revision;
    part(cell, "now").innerHTML = told.html; // made by the portal's own template, escaped there
    settleDispute(cell, told.dispute || "");
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

  function listAt(place) {
    // A place is a cell, by its key, or an institution: then the list stands below its name.
    var cell = of(place);
    var id = "findings-" + place;
    var list = document.getElementById(id);
    if (!list) {
      var line = cell || form.querySelector('[name="line"][value="' + place + '"]');
      if (!line) {
        return null;
      }
      list = make("ul", "cell-findings");
      list.id = id;
      (cell ? part(cell, "foot") : line.parentElement.querySelector(".place")).after(list);
    }
    if (cell) {
      describe(cell, id);
    }
    return list;
  }

  function showFindings(findings) {
    Object.keys(findings).forEach(function (place) {
      if (!findings[place].length && !document.getElementById("findings-" + place)) {
        return;
      }
      var list = listAt(place);
      if (!list) {
        return;
      }
      list.textContent = "";
      findings[place].forEach(function (finding) {
        var item = make("li", "", finding.label + ": " + finding.message);
        item.dataset.severity = finding.severity;
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
    return Array.from(byKey.values());
  }

  form.querySelectorAll(".cell").forEach(prepare);
  window.gridCells = {
    all: all, complain: complain, isDirty: isDirty, isPart: isPart, of: of, part: part, renew: renew, restore: restore,
    show: show, showEstimate: showEstimate, showFindings: showFindings, showProgress: showProgress,
    toggleEstimate: toggleEstimate, type: type, typedIn: typedIn,
  };
})();
