"use strict";
(function () {
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function childrenOf(list) { return Array.prototype.slice.call(list.children); }
  function flat(parts) { return Array.prototype.concat.apply([], parts); }
  // A comparison has a list for each kind of change.
  var lists = all(".sessions");
  if (!lists.length) { return; }
  var parts = lists.map(childrenOf);
  var items = flat(parts);
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
    if (/(^|-)session-\d+$/.test(name)) { openItem(at(name), true); }
  }
  addEventListener("hashchange", openHash);
  function move(event) {
    if (event.target.tagName !== "SUMMARY" || event.altKey || event.ctrlKey || event.metaKey) { return; }
    var shown = order.filter(function (item) { return !item.hidden; });
    var place = shown.indexOf(event.target.closest("li"));
    var next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (place < 0 || next === undefined) { return; }
    event.preventDefault();
    if (shown[next]) { summaryOf(shown[next]).focus(); }
  }
  lists.forEach(function (list) { list.addEventListener("keydown", move); });
  if (form) {
    var text = at("filter-text"), sort = at("sort"), fields = all("select[data-filter]");
    var timer = 0;
    var apply = function () {
      var words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      var count = 0;
      items.forEach(function (item) {
        var isShown = fields.every(function (field) {
          return !field.value || item.dataset[field.dataset.filter] === field.value;
        });
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
      order = flat(parts.map(function (part, place) {
        var sorted = part.slice();
        if (key) {
          sorted.sort(function (a, b) {
            var difference = Number(a.dataset[key]) - Number(b.dataset[key]);
            return key === "time" ? difference : -difference;
          });
        }
        var fragment = document.createDocumentFragment();
        sorted.forEach(function (item) { fragment.appendChild(item); });
        lists[place].appendChild(fragment);
        return sorted;
      }));
    };
    form.hidden = false;
    if (at("find")) { at("find").hidden = false; }
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    text.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 120); });
    text.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { text.value = ""; apply(); }
    });
    fields.forEach(function (field) { field.addEventListener("change", apply); });
    sort.addEventListener("change", arrange);
    at("close-all").addEventListener("click", function () {
      items.forEach(function (item) { item.querySelector("details").open = false; });
    });
    all(".tile a").forEach(function (tile) {
      tile.addEventListener("click", function () {
        fields.forEach(function (field) {
          var word = tile.dataset[field.dataset.filter];
          if (word) { field.value = word; }
        });
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
