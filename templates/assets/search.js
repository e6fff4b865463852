/* Search from static files; their format is written down in generator/search.py. */
(function () {
  "use strict";
  const DIGITS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ0123456789-_";
  const SHOWN = 20;
  const form = document.getElementById("find"), box = document.getElementById("words");
  const said = document.getElementById("said"), list = document.getElementById("found");
  const further = document.getElementById("further"), examples = document.getElementById("examples");
  const loaded = new Map();
  let hits = [], shown = 0, perFile = 16, asked = 0;

  function load(name) {
    if (!loaded.has(name)) {
      const answer = fetch(list.dataset.index + name).then(function (response) {
        if (!response.ok) { throw new Error(name); }
        return response.json();
      });
      answer.catch(function () { loaded.delete(name); });
      loaded.set(name, answer);
    }
    return loaded.get(name);
  }

  /* Words that together stand for the query: of Chinese text every second pair and the last one. */
  function wordsOf(query) {
    const words = new Set(), runs = [];
    const found = query.normalize("NFKC").toLowerCase().match(/\d{4}-\d{6}|[0-9a-z]+|[\u3007\u3400-\u9fff]{2,}/g) || [];
    for (const run of found) {
      runs.push(run);
      if (/^[0-9a-z]/.test(run)) { words.add(run); continue; }
      for (let at = 0; at < run.length - 1; at += 2) { words.add(run.slice(at, at + 2)); }
      words.add(run.slice(-2));
    }
    return { words: Array.from(words), runs: runs };
  }

  function fileOf(word, count) {
    let place = 0;
    for (const character of word) { place = (place * 31 + character.codePointAt(0)) % 65521; }
    return place % count;
  }

  /* What each digit stands for, by the code of its character. */
  const VALUES = new Uint8Array(128);
  for (let at = 0; at < DIGITS.length; at += 1) { VALUES[DIGITS.charCodeAt(at)] = at; }

  function numbers(coded) {
    const all = [];
    let number = 0, difference = 0, unit = 1;
    for (let at = 0; at < coded.length; at += 1) {
      const digit = VALUES[coded.charCodeAt(at)];
      difference += (digit & 31) * unit;
      if (digit >= 32) { unit *= 32; continue; }
      number += difference;
      all.push(number);
      difference = 0;
      unit = 1;
    }
    return all;
  }

  function wordFiles(block, count, words) {
    return Promise.all(words.map(function (word) { return load(block + "/" + fileOf(word, count) + ".json"); }));
  }

  /* Documents of one block that have every word, in the order shown; apart those with every word in the title. */
  async function findIn(block, count, words) {
    const files = await wordFiles(block, count, words);
    const lists = words.map(function (word, at) {
      const place = files[at][0].indexOf(word);
      return (place < 0 ? "" : files[at][1][place]).split("|").map(numbers);
    });
    const last = Math.max.apply(null, lists.map(function (parts) {
      return Math.max.apply(null, parts.map(function (part) { return part.length ? part[part.length - 1] : -1; }));
    }));
    const having = new Uint8Array(last + 1), titled = new Uint8Array(last + 1), inTitle = [], inText = [];
    for (const parts of lists) {
      for (const number of parts[0]) { having[number] += 1; }
      for (const number of parts[1] || []) { having[number] += 1; titled[number] += 1; }
    }
    for (let at = 0; at <= last; at += 1) {
      const number = block === "pages" ? at : last - at;
      if (having[number] < words.length) { continue; }
      (titled[number] === words.length ? inTitle : inText).push({ block: block, number: number });
    }
    return { inTitle: inTitle, inText: inText };
  }

  /* An issue number as a resident may write it: 2022-000123, ２０２２０００１２３, or six digits of this year. */
  function issueNumber(query) {
    const written = query.normalize("NFKC").replace(/[\s\u2010-\u2015\u2212_]+/g, "-").replace(/^-|-$|号/g, "");
    const parts = /^(?:(\d{4})-?)?(\d{6})$/.exec(written);
    return parts ? (parts[1] || list.dataset.year) + "-" + parts[2] : "";
  }

  /* A number leads to its page, if it has one; no server is asked but for the page itself. */
  async function lookUp(number, go) {
    const turn = asked, address = list.dataset.root + number.slice(0, 4) + "/results/" + number + "/";
    const answer = await fetch(address, { method: "HEAD" });
    if (turn !== asked) { return; }
    if (answer.status !== 404) { go(address); return; }
    const phone = document.createElement("a");
    phone.href = "tel:" + list.dataset.phone;
    phone.textContent = list.dataset.phone;
    said.textContent = "编号 " + number + " 还没有公示。结果审核后才公布，也可能是抄错了一位。想知道办到哪一步，请打 ";
    said.append(phone, "，说出编号就行。");
  }

  async function find(query, go) {
    const turn = asked += 1, wanted = wordsOf(query), number = issueNumber(query);
    hits = []; shown = 0; list.textContent = ""; further.hidden = true;
    if (!wanted.words.length) {
      said.textContent = query.trim() ? "请至少输入两个字，或者一个编号。" : "";
      return;
    }
    said.textContent = "正在找…";
    try {
      if (number) { await lookUp(number, go); return; }
      const index = await load("index.json");
      perFile = index.docs_per_file;
      const blocks = await Promise.all(index.blocks.map(function (each) { return findIn(each[0], each[1], wanted.words); }));
      if (turn !== asked) { return; }
      hits = [].concat.apply([], blocks.map(function (each) { return each.inTitle; })
        .concat(blocks.map(function (each) { return each.inText; })));
      said.textContent = hits.length ? "找到 " + hits.length + " 条。" : "没有找到。换个说法、少写几个字再试，或者打下面的电话问。";
      await show(wanted.runs, turn);
    } catch (failed) {
      if (turn === asked) { said.textContent = "网络不通，没有找成。请再点一次搜索，或者打下面的电话问。"; }
    }
  }

  async function show(runs, turn) {
    const next = hits.slice(shown, shown + SHOWN);
    const files = await Promise.all(next.map(function (hit) {
      return load(hit.block + "/docs-" + Math.floor(hit.number / perFile) + ".json");
    }));
    if (turn !== asked) { return; }
    next.forEach(function (hit, at) { list.appendChild(card(files[at][hit.number], runs)); });
    shown += next.length;
    further.hidden = shown >= hits.length;
    further.onclick = function () { show(runs, turn); };
  }

  function card(entry, runs) {
    const item = document.createElement("li"), link = document.createElement("a");
    const title = document.createElement("b"), note = document.createElement("small");
    link.className = "case";
    link.href = list.dataset.root + entry[0];
    marked(title, entry[1], runs);
    note.textContent = entry[2];
    link.append(title, note);
    item.appendChild(link);
    return item;
  }

  /* The title with what was asked for marked, built from text nodes only. */
  function marked(element, text, runs) {
    const lower = text.toLowerCase();
    let plain = 0;
    for (let at = 0; at < text.length;) {
      const run = runs.find(function (each) { return lower.startsWith(each, at); });
      if (!run) { at += 1; continue; }
      const piece = document.createElement("mark");
      piece.textContent = text.slice(at, at + run.length);
      element.append(text.slice(plain, at), piece);
      plain = at += run.length;
    }
    element.append(text.slice(plain));
  }

  /* Fetches what a search will need while it is typed, so that little is left to wait for. */
  async function prepare() {
    const index = await load("index.json"), wanted = wordsOf(box.value).words;
    if (!issueNumber(box.value)) {
      await Promise.all(index.blocks.map(function (each) { return wordFiles(each[0], each[1], wanted); }));
    }
  }

  let pause = 0;
  box.addEventListener("input", function (event) {
    clearTimeout(pause);
    if (event.isComposing) { return; }
    pause = setTimeout(function () { prepare().catch(function () { /* told when it is asked for */ }); }, 200);
  });
  form.hidden = false;
  if (examples) { examples.hidden = false; }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    history.replaceState(null, "", "?q=" + encodeURIComponent(box.value));
    box.blur();
    find(box.value, function (address) { location.assign(address); });
  });
  box.value = new URLSearchParams(location.search).get("q") || "";
  /* Asked from another page: going back leads there, not here again. */
  if (box.value) { find(box.value, function (address) { location.replace(address); }); }
})();
