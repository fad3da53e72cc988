"use strict";
(function () {
  var list = document.querySelector(".sessions");
  if (!list) { return; }
  var items = Array.prototype.slice.call(list.children);
  var order = items.slice();
  var form = document.getElementById("filter");
  function at(id) { return document.getElementById(id); }
  function summaryOf(item) { return item.querySelector("summary"); }
  function openItem(item, isFocused) {
    if (!item || !item.querySelector("details")) { return; }
    item.hidden = false;
    item.querySelector("details").open = true;
    if (isFocused) { summaryOf(item).focus(); item.scrollIntoView({ block: "start" }); }
  }
  function openHash() {
    var name = location.hash.slice(1);
    if (/^session-\d+$/.test(name)) { openItem(at(name), true); }
  }
  addEventListener("hashchange", openHash);
  list.addEventListener("keydown", function (event) {
    if (event.target.tagName !== "SUMMARY" || event.altKey || event.ctrlKey || event.metaKey) { return; }
    var shown = order.filter(function (item) { return !item.hidden; });
    var place = shown.indexOf(event.target.closest("li"));
    var next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (place < 0 || next === undefined) { return; }
    event.preventDefault();
    if (shown[next]) { summaryOf(shown[next]).focus(); }
  });
  if (form) {
    var text = at("filter-text"), verdict = at("filter-verdict"), outcome = at("filter-outcome"), sort = at("sort");
    var timer = 0;
    var apply = function () {
      var words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      var count = 0;
      items.forEach(function (item) {
        var isShown = (!verdict.value || item.dataset.verdict === verdict.value)
          && (!outcome || !outcome.value || item.dataset.outcome === outcome.value);
        if (isShown && words.length) {
          var content = item.textContent.toLowerCase();
          isShown = words.every(function (word) { return content.indexOf(word) >= 0; });
        }
        item.hidden = !isShown;
        if (isShown) { count += 1; }
      });
      at("shown").textContent = count + " of " + items.length + " listed sessions shown";
    };
    var arrange = function () {
      var key = sort.value;
      order = items.slice();
      if (key) {
        order.sort(function (a, b) {
          var difference = Number(a.dataset[key]) - Number(b.dataset[key]);
          return key === "time" ? difference : -difference;
        });
      }
      var all = document.createDocumentFragment();
      order.forEach(function (item) { all.appendChild(item); });
      list.appendChild(all);
    };
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    text.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 120); });
    text.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { text.value = ""; apply(); }
    });
    verdict.addEventListener("change", apply);
    if (outcome) { outcome.addEventListener("change", apply); }
    sort.addEventListener("change", arrange);
    at("close-all").addEventListener("click", function () {
      items.forEach(function (item) { item.querySelector("details").open = false; });
    });
    Array.prototype.forEach.call(document.querySelectorAll(".tile a"), function (tile) {
      tile.addEventListener("click", function () {
        if (tile.dataset.verdict) { verdict.value = tile.dataset.verdict; }
        if (tile.dataset.outcome && outcome) { outcome.value = tile.dataset.outcome; }
        apply();
      });
    });
    apply();
  }
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = items.filter(function (item) {
      return item.classList.contains("printed") && !item.hidden && !item.querySelector("details").open;
    });
    opened.forEach(function (item) { item.querySelector("details").open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (item) { item.querySelector("details").open = false; });
  });
  openHash();
})();
