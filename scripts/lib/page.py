#!/usr/bin/env python3
"""usage: page.py [--screenshots FOLDER] [--axe FILE] PAGE.html…   tries report pages in headless Chromium

Opens each page, at several widths, light and dark, with its script and without, and prints it. It uses
the filter, the list and the keyboard, and looks at what a reader of any kind needs: landmarks, names,
table headers, contrast, focus. Nothing may be asked of the network, and nothing of a capture may run.
Chromium is driven through its pipe; nothing but Python's own library is used.
"""

import argparse
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

WIDTHS = [320, 768, 1280, 3840]

# What is looked at in the page itself. Each fault is a sentence.
CHECKS = r"""
(() => {
  const faults = [];
  const fault = (text) => { if (faults.length < 40) faults.push(text); };
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  if (document.documentElement.lang === "") fault("the page has no language");
  if (document.title === "") fault("the page has no title");
  for (const [selector, count] of [["main", 1], ["header", 1], ["nav", 1], ["h1", 1], ["footer", 1]])
    if (all(selector).length !== count) fault(`${all(selector).length} of ${selector}, not ${count}`);
  const ids = new Set();
  for (const element of all("[id]")) {
    if (ids.has(element.id)) fault(`two elements have the id ${element.id}`);
    ids.add(element.id);
  }
  for (const link of all('a[href^="#"]'))
    if (!document.getElementById(link.getAttribute("href").slice(1)))
      fault(`a link leads nowhere: ${link.getAttribute("href")}`);
  for (const element of all("[aria-labelledby]"))
    if (!document.getElementById(element.getAttribute("aria-labelledby"))) fault("a label is not there");
  for (const region of all("section, nav, [role=group], [role=img], form, article"))
    if (!region.getAttribute("aria-label") && !region.getAttribute("aria-labelledby"))
      fault(`${region.tagName} ${region.id} has no name`);
  for (const field of all("input, select")) if (!field.labels.length) fault(`${field.id} has no label`);
  for (const button of all("button, a, summary"))
    if (button.textContent.trim() === "") fault(`${button.tagName} without a text`);
  for (const table of all("table")) {
    const heads = table.querySelectorAll("thead th");
    if (!heads.length) fault("a table has no head");
    for (const head of table.querySelectorAll("th"))
      if (!["col", "row", "rowgroup", "colgroup"].includes(head.getAttribute("scope")))
        fault("a head of a table has no scope");
    const columns = Array.from(heads).length;
    for (const row of table.querySelectorAll("tbody tr")) {
      const width = Array.from(row.children).reduce((sum, cell) => sum + cell.colSpan, 0);
      if (width !== columns) fault(`a row has ${width} cells below ${columns} heads`);
    }
  }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) fault(`a heading of level ${own} follows one of level ${level}`);
    level = own;
  }
  // Contrast (WCAG 2.2, 1.4.3) of what is seen.
  const rgb = (text) => {
    let parts = text.match(/[\d.]+/g).map(Number);
    if (text.startsWith("color(srgb")) parts = parts.map((p, i) => (i < 3 ? p * 255 : p));
    return parts.length < 4 ? parts.concat(1) : parts;
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = (color) => {
    const [r, g, b] = color.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backdrop = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgb(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let looked = 0;
  const seen = new Set();
  for (let node = walker.nextNode(); node && looked < 4000; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ contentVisibilityAuto: false }) || ["SCRIPT", "STYLE", "OPTION"].includes(element.tagName)) continue;
    if (element.closest(".skip, svg")) continue;
    looked += 1;
    const style = getComputedStyle(element);
    const back = backdrop(element);
    const [a, b] = [luminance(over(rgb(style.color), back)), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const key = `${style.color} on ${back.slice(0, 3).map(Math.round)}`;
    if (ratio < (isLarge ? 3 : 4.5) && !seen.has(key)) {
      seen.add(key);
      fault(`contrast ${ratio.toFixed(2)}: ${key}: ${node.data.trim().slice(0, 30)}`);
    }
  }
  if (!looked) fault("no text is seen");
  return faults;
})()
"""

OVERFLOW = r"""
(() => {
  const root = document.documentElement;
  const narrow = Array.from(document.querySelectorAll(".wide td, .wide th")).find((cell) => {
    const width = cell.getBoundingClientRect().width;
    return width > 0 && width < 80 && /\S{12}/.test(cell.textContent);
  });
  if (narrow) return [`a word of a table is broken: ${narrow.textContent.slice(0, 40)}`];
  if (root.scrollWidth <= root.clientWidth + 1) return [];
  const wide = Array.from(document.querySelectorAll("body *")).filter((e) =>
    e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".wide, .skip, svg"));
  return [`the page is ${root.scrollWidth} wide at ${root.clientWidth}: `
    + wide.slice(0, 3).map((e) => e.tagName + "." + e.className).join(" ")];
})()
"""


class Browser:
    """Chromium behind its pipe (Chrome DevTools Protocol, messages that end with NUL)."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="page-")
        to_child, self.out = os.pipe()
        self.inp, from_child = os.pipe()

        def pass_pipes():
            os.dup2(to_child, 13)
            os.dup2(from_child, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self.process = subprocess.Popen(
            [
                program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox",
                "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                "--disable-background-networking", f"--user-data-dir={self.folder}", "about:blank",
            ],
            preexec_fn=pass_pipes, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.buffer = b""
        self.count = 0
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def read(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.inp, 1 << 20)
            if not piece:
                raise SystemExit("page.py: Chromium has ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise SystemExit(f"page.py: {method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.read())

    def open(self, url):
        self.events = []
        start = time.monotonic()
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")
        return time.monotonic() - start

    def ask(self, expression):
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"page.py: {result['exceptionDetails']}")
        return result["result"].get("value")

    def width(self, width, height=900):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False)

    def scheme(self, name):
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": name}])

    def press(self, key):
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def faults(self):
        """What went wrong since the page was opened."""
        found = []
        for event in self.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(f"the script fails: {parameters['exceptionDetails']['text']}")
            elif method == "Page.javascriptDialogOpening":
                found.append("a dialogue opens: something of a capture runs")
            elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                found.append(f"the browser says: {parameters['entry']['text']}")
            elif method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith("file:"):
                    found.append(f"the network is asked for {url[:80]}")
        return found

    def close(self):
        self.call("Browser.close")
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def use(browser):
    """Uses the filter, the order, the list and the keyboard of a page of sessions."""
    faults = []
    if not browser.ask("!!document.querySelector('#filter')"):
        return faults
    if browser.ask("document.querySelector('#filter').hidden"):
        faults.append("the filter is not shown")
    shown = "Array.from(document.querySelectorAll('.sessions > li')).filter(i => !i.hidden).map(i => i.id)"
    every = browser.ask(shown)
    fields = browser.ask(
        "Array.from(document.querySelectorAll('select[data-filter]')).map(s => [s.id,"
        " s.dataset.filter, Array.from(s.options).map(o => o.value)])")
    if not fields:
        faults.append("there is nothing to filter by")
    for field, key, words in fields:
        # The empty one comes last: it shows all again.
        for word in words[1:] + words[:1]:
            browser.ask(
                "(v => { const s = document.getElementById(%s); s.value = v;"
                " s.dispatchEvent(new Event('change')); })(%s)"
                % (json.dumps(field), json.dumps(word)))
            right = browser.ask(
                "((k, v) => Array.from(document.querySelectorAll('.sessions > li')).filter(i => !v ||"
                " i.dataset[k] === v).map(i => i.id))(%s, %s)" % (json.dumps(key), json.dumps(word)))
            if browser.ask(shown) != right or word and not right:
                faults.append(f"the filter by {key} for {word} shows others")
    if every:
        browser.ask(
            "(() => { const t = document.getElementById('filter-text'); t.value = 'no such text ½';"
            " t.dispatchEvent(new Event('input')); })()")
        time.sleep(0.4)
        if browser.ask(shown):
            faults.append("a text that stands nowhere is found")
        browser.ask("document.getElementById('filter-text').focus()")
        browser.press("Escape")
        if browser.ask(shown) != every:
            faults.append("Escape does not empty the filter")
        for order in ["time", "duration", "bytes", ""]:
            browser.ask(
                "(o => { const s = document.getElementById('sort'); s.value = o;"
                f" s.dispatchEvent(new Event('change')); }})({json.dumps(order)})")
            if order and not browser.ask(
                    "(o => Array.from(document.querySelectorAll('.sessions')).every(list => {"
                    " const v = Array.from(list.children).map(i => Number(i.dataset[o]));"
                    " return v.every((x, i) => !i || (o === 'time' ? v[i - 1] <= x : v[i - 1] >= x));"
                    f" }}))({json.dumps(order)})"):
                faults.append(f"the order by {order} is wrong")
        if browser.ask(shown) != every:
            faults.append("the first order does not come back")
        browser.ask(f"location.hash = '{every[-1]}'")
        time.sleep(0.3)
        if not browser.ask(f"document.querySelector('#{every[-1]} details').open"):
            faults.append("a link to a session does not open it")
        browser.press("Home")
        at = "document.activeElement.closest('li') && document.activeElement.closest('li').id"
        if browser.ask(at) != every[0]:
            faults.append("Home does not go to the first session")
        if len(every) > 1:
            browser.press("ArrowDown")
            if browser.ask(at) != every[1]:
                faults.append("the arrow keys do not go through the sessions")
        if browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "none":
            faults.append("focus is not seen")
        browser.ask("document.getElementById('close-all').click()")
        if browser.ask("document.querySelectorAll('.sessions > li > details[open]').length"):
            faults.append("sessions stay open")
    return faults


def check(browser, page, screenshots, axe):
    url = page.resolve().as_uri()
    faults = []
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    browser.scheme("light")
    browser.width(1280)
    seconds = browser.open(url)
    print(f"{page}: {page.stat().st_size:,} bytes, open after {seconds:.2f} s")
    if browser.ask("window.injected !== undefined"):
        faults.append("something of a capture runs")
    faults += use(browser)
    browser.ask(
        "Array.from(document.querySelectorAll('details')).slice(0, 60).forEach(d => { d.open = true; })")
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        for width in WIDTHS:
            browser.width(width)
            faults += [f"{width} {scheme}: {text}" for text in browser.ask(OVERFLOW)]
            if screenshots:
                shot = browser.call("Page.captureScreenshot", format="png")
                name = screenshots / f"{page.stem}-{width}-{scheme}.png"
                name.write_bytes(base64.b64decode(shot["data"]))
        browser.width(1280)
        faults += [f"{scheme}: {text}" for text in browser.ask(CHECKS)]
    if axe:
        browser.ask(axe.read_text() + "; 0")
        for violation in browser.ask(
                "axe.run().then(r => r.violations.map(v => `axe ${v.id} (${v.nodes.length}): "
                "${v.help}: ${v.nodes[0].html.slice(0, 120)}`))"):
            faults.append(violation)
    browser.scheme("light")
    paper = browser.call("Page.printToPDF", printBackground=True)
    data = base64.b64decode(paper["data"])
    if not data.startswith(b"%PDF"):
        faults.append("it does not print")
    if screenshots:
        (screenshots / f"{page.stem}.pdf").write_bytes(data)
    faults += browser.faults()
    # Without its script everything must still be there.
    text = browser.ask("document.querySelector('main').textContent.replace(/\\s+/g, ' ').length")
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(url)
    plain = browser.ask("document.querySelector('main').textContent.replace(/\\s+/g, ' ').length")
    if plain < text * 0.98:
        faults.append("without its script the page lacks text")
    if browser.ask("!!document.querySelector('#filter') && !document.querySelector('#filter').hidden"):
        faults.append("a filter that does nothing is shown without the script")
    faults += browser.faults()
    return faults


def main():
    parser = argparse.ArgumentParser(usage=__doc__.splitlines()[0].removeprefix("usage: "))
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("--axe", type=pathlib.Path)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.exit("page.py: chromium is not installed; scripts/install-peers installs it")
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    browser = Browser(program)
    status = 0
    for page in options.pages:
        for fault in check(browser, page, options.screenshots, options.axe):
            print(f"{page}: {fault}")
            status = 1
    browser.close()
    sys.exit(status)


main()
