// Saves the cells of a return's grid as they are typed. The form itself does the same without it.
//
// One request at a time, with every cell that waits: what is typed meanwhile goes with the next one. A cell keeps what
// was typed until it is stored, whatever happens to the network or the session.

(function () {
  "use strict";

  var form = document.querySelector("form[data-cell-url]");
  if (!form) {
    return;
  }
  var words = form.dataset;
  var status = form.querySelector("[data-grid-status]");
  var MOST = 300; // cells of one request
  var waiting = new Map(); // keys of cells to be sent, with what is sent beside their text
  var inFlight = null;
  var timer = 0;
  var failures = 0;
  var isLeaving = false;

  function cellOf(key) {
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

  function unsaved() {
    return Array.from(form.querySelectorAll("[data-cell]")).filter(function (cell) {
      return waiting.has(cell.dataset.cell) || cell.dataset.is === "saving" || isDirty(cell);
    });
  }

  function say(text, isOpen) {
    status.textContent = text;
    status.dataset.is = isOpen ? "open" : "";
  }

  // Which cells wait

  function put(cell, extra) {
    waiting.set(cell.dataset.cell, Object.assign(waiting.get(cell.dataset.cell) || {}, extra));
    if (!failures) {
      show(cell, "typing", words.wordTyping);
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, failures ? 1000 : 150);
  }

  function settle(cell) {
    // Somebody is done with the cell: it is sent, or is as it is stored.
    if (isDirty(cell)) {
      put(cell);
    } else if (cell.dataset.is === "typing" || cell.dataset.is === "refused") {
      waiting.delete(cell.dataset.cell);
      complain(cell, "");
      show(cell, "", "");
    }
  }

  function restore(cell) {
    delete cell.dataset.pasted;
    waiting.delete(cell.dataset.cell);
    part(cell, "value").value = cell.dataset.stored;
    part(cell, "note").value = cell.dataset.storedNote;
    part(cell, "seen").value = cell.dataset.revision;
    part(cell, "dispute").textContent = "";
    complain(cell, "");
    showEstimate(cell);
    show(cell, "", "");
  }

  // Sending

  function bodyFor(keys) {
    var body = new URLSearchParams();
    var lines = new Set();
    keys.forEach(function (key) {
      var cell = cellOf(key);
      var extra = waiting.get(key);
      var line = key.split("-")[0];
      body.append("value-" + key, typedIn(cell));
      body.append("note-" + key, part(cell, "note").value);
      body.append("seen-" + key, part(cell, "seen").value);
      if (extra.choice) {
        body.append("choice-" + key, extra.choice);
      }
      if (extra.confirm) {
        body.append("confirm", key);
      }
      if (!lines.has(line)) {
        lines.add(line);
        body.append("line", line);
        body.append("reason-" + line, form.querySelector('[data-reason="' + line + '"]').value);
      }
    });
    return body;
  }

  function token() {
    // The cookie is newer than the page after somebody signed in again in another tab.
    var cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function send() {
    if (inFlight || !waiting.size) {
      return;
    }
    var keys = Array.from(waiting.keys()).slice(0, MOST);
    var body = bodyFor(keys);
    inFlight = new Map();
    keys.forEach(function (key) {
      var cell = cellOf(key);
      inFlight.set(key, { text: typedIn(cell), note: part(cell, "note").value, extra: waiting.get(key) });
      waiting.delete(key);
      show(cell, "saving", words.wordSaving);
    });
    fetch(words.cellUrl, {
      method: "POST",
      body: body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      credentials: "same-origin",
    })
      .then(received)
      .catch(function () {
        again(words.wordOffline);
      });
  }

  function received(response) {
    var isJson = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
    if (response.status === 401) {
      signedOut();
    } else if (isJson && response.status < 500) {
      return response.json().then(function (answer) {
        failures = 0;
        if (answer.problem) {
          giveUp(answer.problem);
        } else {
          apply(answer);
        }
      });
    } else if (response.status >= 400 && response.status < 500) {
      giveUp(words.wordForbidden);
    } else {
      again(words.wordOffline);
    }
    return undefined;
  }

  function putBack(state, text) {
    // What was under way waits again; what was typed since is the newer.
    inFlight.forEach(function (sent, key) {
      waiting.set(key, Object.assign(sent.extra, waiting.get(key) || {}));
      show(cellOf(key), state, text);
    });
    inFlight = null;
  }

  function again(text) {
    putBack("retrying", words.wordRetrying);
    failures += 1;
    say(text, true);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, Math.min(30000, 1000 * Math.pow(2, failures)));
  }

  function signedOut() {
    putBack("retrying", words.wordTyping);
    failures += 1;
    say(words.wordSignedOut + " ", true);
    var link = document.createElement("a");
    link.href = words.signInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.wordSignIn;
    status.append(link);
  }

  function giveUp(problem) {
    inFlight.forEach(function (sent, key) {
      show(cellOf(key), "refused", words.wordRefused);
    });
    tellSettled(new Map(Array.from(inFlight.keys()).map(function (key) { return [key, "refused"]; })));
    inFlight = null;
    say(problem, true);
  }

  // What came back

  function apply(answer) {
    var settled = new Map();
    answer.cells.forEach(function (told) {
      applyCell(told, inFlight.get(told.key));
      settled.set(told.key, told.state);
    });
    inFlight = null;
    showFindings(answer.findings);
    showProgress(answer);
    var open = unsaved().length;
    say(open && !waiting.size ? words.wordOpen.replace("{number}", open) : words.wordAllSaved.replace("{at}", answer.at), open > 0 && !waiting.size);
    tellSettled(settled);
    if (waiting.size) {
      send();
    }
  }

  function applyCell(told, sent) {
    var cell = cellOf(told.key);
    var control = part(cell, "value");
    var note = part(cell, "note");
    var isUntouched = typedIn(cell) === sent.text && note.value === sent.note;
    cell.dataset.stored = told.stored;
    cell.dataset.storedNote = told.stored_note;
    cell.dataset.revision = told.revision;
    part(cell, "now").innerHTML = told.html; // made by the portal's own template, escaped there
    part(cell, "dispute").innerHTML = told.dispute || "";
    complain(cell, told.state === "refused" ? told.message : "");
    if (told.state === "saved" || told.state === "unchanged") {
      part(cell, "seen").value = told.revision;
      dropConfirmation(cell, told);
      if (isUntouched) {
        delete cell.dataset.pasted;
        control.value = told.text;
        note.value = told.note;
        showEstimate(cell);
        show(cell, told.state, told.state === "saved" ? words.wordSaved : told.message);
      }
    } else {
      show(cell, told.state, told.state === "disputed" ? words.wordDisputed : words.wordRefused);
    }
    if (!isUntouched) {
      settle(cell);
    }
  }

  function dropConfirmation(cell, told) {
    var label = part(cell, "confirm-label");
    if (label && told.state === "saved") {
      if (label.contains(document.activeElement)) {
        part(cell, "value").focus();
      }
      label.remove();
    }
  }

  function showFindings(findings) {
    Object.keys(findings).forEach(function (place) {
      var list = form.querySelector('[data-findings="' + place + '"]');
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
      bar.value = answer.complete;
      bar.max = answer.total;
      bar.closest("p").querySelector("label").textContent = answer.progress;
    }
  }

  function tellSettled(states) {
    form.dispatchEvent(new CustomEvent("cells-settled", { detail: states }));
  }

  // What people do

  form.addEventListener("input", function (event) {
    var cell = event.target.closest("[data-cell]");
    if (cell && event.target.matches("[data-value], [data-note]")) {
      delete cell.dataset.pasted;
      showEstimate(cell);
      show(cell, isDirty(cell) ? "typing" : "", isDirty(cell) ? words.wordTyping : "");
    }
  });

  form.addEventListener("change", function (event) {
    var control = event.target;
    var cell = control.closest("[data-cell]");
    if (control.matches("[data-reason]")) {
      // The reason of a row completes the cells that were refused for want of it.
      control.closest("tr").querySelectorAll('[data-cell][data-is="refused"]').forEach(function (one) { settle(one); });
    } else if (control.matches("[data-confirm]")) {
      if (control.checked) {
        put(cell, { confirm: true });
      }
    } else if (cell && control.type === "radio") {
      put(cell, { choice: control.value });
    } else if (cell) {
      settle(cell);
    }
  });

  form.addEventListener("click", function (event) {
    var cell = event.target.closest("[data-cell]");
    if (cell && event.target.matches("[data-estimate]")) {
      var control = part(cell, "value");
      var plain = control.value.trim().replace(/^ước(?: tính| đạt)?[ :]*/i, "");
      control.value = plain === control.value.trim() && plain ? "ước " + plain : plain;
      showEstimate(cell);
      settle(cell);
    }
  });

  form.addEventListener("cell-typed", function (event) {
    var cell = event.target;
    var control = part(cell, "value");
    if (control.tagName === "SELECT") {
      cell.dataset.pasted = event.detail;
    } else {
      control.value = event.detail;
      showEstimate(cell);
    }
    settle(cell);
  });

  form.addEventListener("cell-restored", function (event) {
    restore(event.target);
  });

  form.addEventListener("submit", function () {
    isLeaving = true;
  });

  window.addEventListener("beforeunload", function (event) {
    if (!isLeaving && (inFlight || unsaved().length)) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  window.addEventListener("online", send);
  window.addEventListener("focus", function () {
    if (failures) {
      send();
    }
  });

  form.querySelectorAll("[data-cell]").forEach(showEstimate);
})();
