/* Forms that take longer than a second: once sent, the button says so and cannot be pressed again.
   A form asks for it with data-busy="what is being done"; without script it is sent as ever. */
(function () {
  "use strict";

  function busy(form, button) {
    var line = document.createElement("p");
    line.className = "busy";
    line.setAttribute("role", "status");
    line.append(document.createElement("progress"), " ", form.dataset.busy);
    form.append(line);
    form.setAttribute("aria-busy", "true");
    // After this moment: a disabled button is not sent with the form.
    setTimeout(function () {
      form.querySelectorAll("button").forEach(function (one) { one.disabled = true; });
      if (button) { button.classList.add("is-busy"); }
    });
  }

  function rest(form) {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("button").forEach(function (one) {
      one.disabled = false;
      one.classList.remove("is-busy");
    });
    form.querySelectorAll(".busy").forEach(function (line) { line.remove(); });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-busy]")) { return; }
    if (form.hasAttribute("aria-busy")) { event.preventDefault(); return; }
    busy(form, event.submitter);
  });

  // Back by the browser's button: the page is as it was left, and can be used again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { document.querySelectorAll("form[data-busy]").forEach(rest); }
  });
})();
