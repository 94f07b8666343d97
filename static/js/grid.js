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
  var cells = window.gridCells;
  var part = cells.part;
  var status = form.querySelector("[data-grid-status]");
  var MOST = 300; // cells of one request
  var waiting = new Map(); // keys of cells to be sent, with what is sent beside their text
  var inFlight = null; // the same, with what was sent
  var timer = 0;
  var failures = 0;
  var isLeaving = false;

  function unsaved() {
    return cells.all().filter(function (cell) {
      return waiting.has(cell.dataset.cell) || cell.dataset.is === "saving" || cells.isDirty(cell);
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
      cells.show(cell, "typing", words.wordTyping);
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, failures ? 1000 : 150);
  }

  function settle(cell) {
    // Somebody is done with the cell: it is sent, or is as it is stored.
    if (cells.isDirty(cell)) {
      put(cell);
    } else if (cell.dataset.is === "typing" || cell.dataset.is === "refused") {
      waiting.delete(cell.dataset.cell);
      cells.complain(cell, "");
      cells.show(cell, "", "");
    }
  }

  // Sending

  function bodyFor(keys) {
    var body = new URLSearchParams();
    var lines = new Set();
    keys.forEach(function (key) {
      var cell = cells.of(key);
      var extra = waiting.get(key);
      var line = key.split("-")[0];
      body.append("value-" + key, cells.typedIn(cell));
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
        body.append("reason-" + line, form.elements["reason-" + line].value);
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
    if (inFlight || isLeaving || !waiting.size) {
      return;
    }
    var keys = Array.from(waiting.keys()).slice(0, MOST);
    var body = bodyFor(keys);
    inFlight = new Map();
    keys.forEach(function (key) {
      var cell = cells.of(key);
      inFlight.set(key, { text: cells.typedIn(cell), note: part(cell, "note").value, extra: waiting.get(key) });
      waiting.delete(key);
      cells.show(cell, "saving", words.wordSaving);
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

  function putBack(text) {
    // What was under way waits again; what was chosen since is the newer.
    (inFlight || new Map()).forEach(function (sent, key) {
      waiting.set(key, Object.assign(sent.extra, waiting.get(key) || {}));
      cells.show(cells.of(key), "retrying", text);
    });
    inFlight = null;
    failures += 1;
  }

  function again(text) {
    putBack(words.wordRetrying);
    say(text, true);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, Math.min(30000, 1000 * Math.pow(2, failures)));
  }

  function signedOut() {
    putBack(words.wordTyping);
    say(words.wordSignedOut + " ", true);
    var link = document.createElement("a");
    link.href = words.signInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.wordSignIn;
    status.append(link);
  }

  function giveUp(problem) {
    var settled = new Map();
    inFlight.forEach(function (sent, key) {
      cells.show(cells.of(key), "refused", words.wordRefused);
      settled.set(key, "refused");
    });
    inFlight = null;
    say(problem, true);
    tellSettled(settled);
  }

  function apply(answer) {
    var settled = new Map();
    var sent = inFlight;
    inFlight = null;
    answer.cells.forEach(function (told) {
      var cell = cells.of(told.key);
      settled.set(told.key, told.state);
      if (cells.renew(cell, told, sent.get(told.key))) {
        settle(cell);
      }
    });
    cells.showFindings(answer.findings);
    cells.showProgress(answer);
    tellSettled(settled);
    var open = waiting.size ? 0 : unsaved().length;
    var told = open ? words.wordOpen.replace("{number}", open) : words.wordAllSaved.replace("{at}", answer.at);
    say(told, open > 0);
    send();
  }

  function tellSettled(states) {
    form.dispatchEvent(new CustomEvent("cells-settled", { detail: states }));
  }

  // What people do

  form.addEventListener("input", function (event) {
    var cell = event.target.closest("[data-cell]");
    if (cell && (cells.isPart(event.target, "value") || cells.isPart(event.target, "note"))) {
      delete cell.dataset.pasted;
      cells.showEstimate(cell);
      cells.show(cell, cells.isDirty(cell) ? "typing" : "", cells.isDirty(cell) ? words.wordTyping : "");
    }
  });

  form.addEventListener("change", function (event) {
    var control = event.target;
    var cell = control.closest("[data-cell]");
    if (control.name.indexOf("reason-") === 0) {
      // The reason of a row completes the cells that were refused for want of it.
      control.closest("tr").querySelectorAll('[data-cell][data-is="refused"]').forEach(settle);
    } else if (cells.isPart(control, "confirm")) {
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
    if (cells.isPart(event.target, "estimate")) {
      var cell = event.target.closest("[data-cell]");
      cells.toggleEstimate(cell);
      settle(cell);
    }
  });

  form.addEventListener("cell-typed", function (event) {
    cells.type(event.target, event.detail);
    settle(event.target);
  });

  form.addEventListener("cell-restored", function (event) {
    waiting.delete(event.target.dataset.cell);
    cells.restore(event.target);
  });

  form.addEventListener("save-now", function () {
    window.clearTimeout(timer);
    unsaved().forEach(settle);
    send();
  });

  form.addEventListener("submit", function () {
    isLeaving = true; // the form brings all that waits
  });

  window.addEventListener("pageshow", function () {
    isLeaving = false; // back on the page by the browser's own button
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
})();
