(function () {
  var root = document.documentElement, key = "wanhu-size";
  function wanted() {
    try { return localStorage.getItem(key) === "large" ? "large" : "normal"; } catch (refused) { return "normal"; }
  }
  root.dataset.size = wanted();
  document.addEventListener("DOMContentLoaded", function () {
    var box = document.getElementById("size"), label = document.querySelector("label.size");
    /* With scripts the keyboard finds it where it is drawn. */
    if (label) { label.parentNode.insertBefore(box, label); }
    box.checked = root.dataset.size === "large";
    box.addEventListener("change", function () {
      root.dataset.size = box.checked ? "large" : "normal";
      try { localStorage.setItem(key, root.dataset.size); } catch (refused) { /* it holds for this page */ }
    });
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) { root.dataset.size = wanted(); }
      box.checked = root.dataset.size === "large";
    });
  });
})();
