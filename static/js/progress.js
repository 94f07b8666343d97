// Shows how far the work on a file is, and loads the page anew when it is done. Without it a link does the same.

(function () {
  "use strict";

  var place = document.querySelector("[data-progress-url]");
  if (!place) {
    return;
  }
  var bar = place.querySelector("progress");
  var said = place.querySelector("[data-progress-text]");

  function show(state) {
    if (!state.working) {
      window.location.reload();
      return;
    }
    said.textContent = state.text;
    if (state.checking && state.done > 0) {
      bar.max = state.rows;
      bar.value = state.done;
    } else {
      bar.removeAttribute("value");
    }
    window.setTimeout(ask, 1000);
  }

  function ask() {
    fetch(place.dataset.progressUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) {
        return answer.json();
      })
      .then(show)
      .catch(function () {
        window.setTimeout(ask, 5000);
      });
  }

  window.setTimeout(ask, 1000);
})();
