/* Says that a computation runs while the browser waits for it. The forms work without this file. */
(function () {
  'use strict';
  function quiet() {
    document.querySelectorAll('.computing.is-busy').forEach(function (place) {
      place.classList.remove('is-busy');
      place.textContent = '';
    });
    document.querySelectorAll('form[data-computing] button[disabled]').forEach(function (button) {
      button.disabled = false;
    });
  }
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.hasAttribute('data-computing')) { return; }
    var place = form.querySelector('.computing');
    if (place) {
      place.classList.add('is-busy');
      place.textContent = place.getAttribute('data-words');
    }
    /* A button that is off is not sent: its value must have travelled first. */
    window.setTimeout(function () {
      form.querySelectorAll('button[type=submit]').forEach(function (button) { button.disabled = true; });
    }, 0);
  });
  /* Coming back by the back button shows the page as it was left: busy. */
  window.addEventListener('pageshow', function (event) { if (event.persisted) { quiet(); } });
}());
