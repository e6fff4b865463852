//# allFunctionsCalledOnLoad
/* (Line above: a newer Chromium then reads each function once, not first to skip it and again to run it.) */
/* Search from static files; their format is written down in generator/finding/search.py. */
(function () {
  "use strict";
  const DIGITS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ0123456789-_";
  const CELLS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ()+,;=?^{}-_";
  const BLOCK = 16384, SIZE = Math.ceil(BLOCK / 24) * 4, PER_FILE = 40, FIRST = 3, SHOWN = 10, MOST_WORDS = 8, MOST_PAIRS = 10, NEAR = [2, 0.6, 0.3];
  const form = document.getElementById("find"), box = document.getElementById("words");
  const said = document.getElementById("said"), list = document.getElementById("found");
  const further = document.getElementById("further"), examples = document.getElementById("examples");
  const blocks = list.dataset.blocks.split(",").filter(Boolean).map(function (each) {
    const parts = each.split(" ");
    return { name: parts[0], count: Number(parts[1]) };
  });
  const loaded = new Map();
  let asked = 0, known = "", answer = null;

  function load(name) {
    if (!loaded.has(name)) {
      /* Not fetch: handing a small answer on piece by piece costs a slow phone more than reading it. */
      const read = new Promise(function (done, fail) {
        const asking = new XMLHttpRequest();
        asking.open("GET", list.dataset.index + name);
        asking.responseType = "json";
        asking.onload = function () {
          if (asking.status === 200) { done(asking.response); } else { fail(new Error(asking.status === 404 ? "old" : name)); }
        };
        asking.onerror = fail;
        asking.send();
      });
      read.catch(function () { loaded.delete(name); });
      loaded.set(name, read);
    }
    return loaded.get(name);
  }

  /* Words that together stand for the query: of Chinese text every second pair and the last one. */
  function wordsOf(query) {
    const words = new Set(), runs = [];
    const found = together(query.normalize("NFKC").toLowerCase()).match(/\d{4}-\d{6}|[0-9a-z]+|[\u3007\u3400-\u9fff]{2,}/g) || [];
    for (const run of found) {
      runs.push(run);
      if (/^\d{4}-/.test(run)) { words.add(String(Number(run.slice(5)))); continue; }
      if (/^[0-9a-z]/.test(run)) { words.add(run); continue; }
      for (let at = 0; at < run.length - 1; at += 2) { words.add(run.slice(at, at + 2)); }
      words.add(run.slice(-2));
    }
    return { words: Array.from(words).slice(0, MOST_WORDS), runs: runs };
  }

  /* 路 灯, typed with a blank, is 路灯. */
  function together(query) {
    return query.replace(/(^|\s)[\u3007\u3400-\u9fff](?:\s+[\u3007\u3400-\u9fff](?!\S))+/g, function (apart, before) {
      return before + apart.replace(/\s+/g, "");
    });
  }

  function fileOf(word, count) {
    let place = 0;
    for (const character of word) { place = (place * 31 + character.codePointAt(0)) % 65521; }
    return place % count;
  }

  /* What each character stands for, by its code. */
  function values(characters) {
    const found = new Uint8Array(128);
    for (let at = 0; at < characters.length; at += 1) { found[characters.charCodeAt(at)] = at; }
    return found;
  }
  const DIGIT = values(DIGITS), CELL = values(CELLS), NONE = new Uint8Array(SIZE);

  /* The numbers of one part of a list as a set, which is a map of six numbers a cell. */
  function setOf(part) {
    if (!part) { return NONE; }
    const set = new Uint8Array(SIZE);
    if (part[0] === "#") {
      for (let at = 1; at < part.length; at += 1) { set[at - 1] = CELL[part.charCodeAt(at)]; }
      return set;
    }
    let number = 0, difference = 0, unit = 1;
    for (let at = 0; at < part.length; at += 1) {
      const digit = DIGIT[part.charCodeAt(at)];
      difference += (digit & 31) * unit;
      unit *= 32;
      if (digit > 31) { continue; }
      number += difference;
      set[Math.floor(number / 6)] |= 1 << number % 6;
      difference = 0;
      unit = 1;
    }
    return set;
  }

  /* The sets of a block for each word: the documents that have it in their text only, and in their title. */
  async function setsIn(block, words) {
    const files = await Promise.all(words.map(function (word) {
      return load(block.name + "/" + block.count + "-" + fileOf(word, block.count) + ".json");
    }));
    return words.map(function (word, at) {
      const place = files[at][0].indexOf(word), parts = (place < 0 ? "" : files[at][1][place]).split("|");
      return { text: setOf(parts[0]), titled: setOf(parts[1]) };
    });
  }

  /* Sets are read four cells at a time where that is enough; plain loops, since a slow phone runs them only once. */
  function fours(set) { return new Uint32Array(set.buffer); }

  /* Documents with every word: those with every word in the title, block by block, and the others, pages (the first
     block) last: what a page only mentions says less. */
  function withAll(sets) {
    const titled = [], others = [];
    sets.forEach(function (words, at) {
      let both = words[0];
      for (const each of words.slice(1)) { both = withBoth(both, each); }
      titled.push({ block: blocks[at].name, set: both.titled });
      others.push({ block: blocks[at].name, set: both.text, isInText: true });
    });
    return titled.concat(others.slice(1), others.slice(0, 1));
  }

  function withBoth(one, other) {
    const both = { text: new Uint8Array(SIZE), titled: new Uint8Array(SIZE) };
    const text = fours(both.text), titled = fours(both.titled);
    const a = fours(one.text), b = fours(one.titled), c = fours(other.text), d = fours(other.titled);
    for (let at = 0; at < text.length; at += 1) {
      titled[at] = b[at] & d[at];
      text[at] = (a[at] | b[at]) & (c[at] | d[at]) & ~titled[at];
    }
    return both;
  }

  /* Every pair of a sentence that says something; pairs with a particle in them say nothing. */
  function pairsOf(runs) {
    const pairs = new Set();
    for (const run of runs) {
      for (let at = 0; at < run.length - 1; at += 1) {
        const pair = run.slice(at, at + 2);
        if (!/[0-9a-z的了吗呢啊怎么我你他您们是在有和就也都没不太很这那个]/.test(pair)) { pairs.add(pair); }
      }
    }
    return Array.from(pairs).slice(0, MOST_PAIRS);
  }

  /* Where none has every word: those that come nearest, in two groups. A rare word counts more, and one in a title double. */
  function nearest(sets, words) {
    const scores = sets.map(function () { return new Float32Array(SIZE * 6); });
    words.forEach(function (_, at) {
      const having = countOf([].concat.apply([], sets.map(function (found) {
        return [{ set: found[at].text }, { set: found[at].titled }];
      })));
      if (!having) { return; }
      const weight = Math.max(1, Math.log(BLOCK / having));
      sets.forEach(function (found, block) {
        for (let number = 0; number < SIZE * 6; number += 1) {
          const cell = Math.floor(number / 6), bit = number % 6;
          scores[block][number] += weight * ((found[at].text[cell] >> bit & 1) + 2 * (found[at].titled[cell] >> bit & 1));
        }
      });
    });
    const best = Math.max.apply(null, scores.map(function (each) {
      return each.reduce(function (most, score) { return Math.max(most, score); }, 0);
    }));
    return [].concat.apply([], NEAR.slice(1).map(function (least, step) {
      return scores.map(function (each, at) {
        const set = new Uint8Array(SIZE);
        each.forEach(function (score, number) {
          if (score && score >= least * best && score < NEAR[step] * best) { set[Math.floor(number / 6)] |= 1 << number % 6; }
        });
        return { block: blocks[at].name, set: set };
      });
    }));
  }

  function countOf(groups) {
    let all = 0;
    for (const group of groups) {
      const set = group.set === NONE ? [] : fours(group.set);
      for (let at = 0; at < set.length; at += 1) {
        let bits = set[at];
        if (!bits) { continue; }
        bits -= bits >>> 1 & 0x55555555;
        bits = (bits & 0x33333333) + (bits >>> 2 & 0x33333333);
        all += Math.imul(bits + (bits >>> 4) & 0x0f0f0f0f, 0x01010101) >>> 24;
      }
    }
    return all;
  }

  /* Hits in the order shown: of pages the first, of results the newest numbers first. */
  function* inOrder(groups) {
    for (const group of groups) {
      if (group.set === NONE) { continue; }
      const isPages = group.block === "pages";
      for (let step = 0; step < SIZE; step += 1) {
        const cell = group.set[isPages ? step : SIZE - 1 - step];
        for (let bit = 0; cell && bit < 6; bit += 1) {
          const number = isPages ? step * 6 + bit : (SIZE - step) * 6 - 1 - bit;
          if (cell >> number % 6 & 1) { yield { block: group.block, number: number, isInText: group.isInText }; }
        }
      }
    }
  }

  function allSets(words) {
    return Promise.all(blocks.map(function (block) { return setsIn(block, words); }));
  }

  async function look(query) {
    const wanted = wordsOf(query), found = { runs: wanted.runs, isWhole: true };
    let groups = withAll(await allSets(wanted.words));
    found.count = countOf(groups);
    const pairs = found.count || wanted.words.length < 2 ? [] : pairsOf(wanted.runs);
    if (pairs.length) {
      groups = nearest(await allSets(pairs), pairs);
      found.count = countOf(groups);
      found.runs = pairs;
      found.isWhole = false;
    }
    found.hits = inOrder(groups);
    found.next = await more(found, FIRST, true);
    return found;
  }

  function addressOf(hit) {
    const parts = hit.block.split("-"), number = String(parts[1] * BLOCK + hit.number);
    return parts[0] + "/results/" + parts[0] + "-" + ("000000" + number).slice(-6) + "/";
  }

  function fileOfDocs(hit) { return hit.block + "/docs-" + Math.floor(hit.number / PER_FILE) + ".json"; }

  /* What to show of the hits that come next; if they are to be at hand at once, only as far as one file goes. */
  function more(found, count, isAtOnce) {
    const hits = [];
    while (hits.length < count) {
      const hit = found.waiting || found.hits.next().value;
      found.waiting = null;
      if (!hit) { break; }
      if (isAtOnce && hits.length && fileOfDocs(hit) !== fileOfDocs(hits[0])) { found.waiting = hit; break; }
      hits.push(hit);
    }
    return Promise.all(hits.map(function (hit) {
      return load(fileOfDocs(hit)).then(function (file) {
        const entry = file[hit.number];
        return { title: entry[0], note: entry[1], href: entry[2] || addressOf(hit), isInText: hit.isInText };
      });
    }));
  }

  /* Looks up a query once; what was fetched while it was typed is at hand when it is asked for. */
  function lookedUp(query) {
    if (known !== query || !answer) {
      known = query;
      const mine = answer = look(query);
      mine.catch(function () { if (answer === mine) { answer = null; } });
    }
    return answer;
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
    const page = await fetch(address, { method: "HEAD" });
    if (turn !== asked) { return; }
    if (page.status !== 404) { go(address); return; }
    const phone = document.createElement("a");
    phone.href = "tel:" + list.dataset.phone;
    phone.textContent = list.dataset.phone;
    said.textContent = "编号 " + number + " 还没有公示。结果审核后才公布，也可能是抄错了一位。想知道办到哪一步，请打 ";
    said.append(phone, "，说出编号就行。");
  }

  function sentence(found) {
    if (!found.count) { return "没有找到。换个说法、少写几个字再试，或者打下面的电话问。"; }
    return found.isWhole ? "找到 " + found.count + " 条。" : "没有一条全都写到，最接近的有 " + found.count + " 条。";
  }

  async function find(query, go) {
    const turn = asked += 1, number = issueNumber(query);
    list.textContent = ""; further.hidden = true;
    if (!wordsOf(query).words.length) {
      said.textContent = query.trim() ? "请至少输入两个字，或者一个编号。" : "";
      return;
    }
    /* Said only if there is time to read it. */
    const waiting = setTimeout(function () { said.textContent = "正在找…"; }, 150);
    try {
      if (number) { await lookUp(number, go); return; }
      const found = await lookedUp(query);
      if (turn !== asked) { return; }
      known = "";
      said.textContent = sentence(found);
      show(found, found.next, found.next.length);
    } catch (failed) {
      if (turn !== asked) { return; }
      said.textContent = failed.message === "old"
        ? "网站刚刚更新过，请刷新这一页再找。"
        : "网络不通，没有找成。请再点一次搜索，或者打下面的电话问。";
    } finally {
      clearTimeout(waiting);
    }
  }

  /* The first hits stand there at once; the rest of ten follow when they have been drawn. */
  function show(found, entries, shown) {
    const turn = asked, cards = document.createDocumentFragment();
    async function next(count) {
      const rest = found.rest || more(found, count);
      found.rest = null;
      try {
        const read = await rest;
        if (turn === asked) { show(found, read, shown + read.length); }
      } catch (failed) {
        /* None of the hits is left out: the next tap asks for all of them again. */
        answer = null;
        further.onclick = function () { form.querySelector("button").click(); };
        further.hidden = false;
      }
    }
    for (const entry of entries) { cards.appendChild(card(entry, found.runs)); }
    list.appendChild(cards);
    further.onclick = function () { next(SHOWN); };
    further.hidden = shown >= found.count || shown < SHOWN;
    if (shown < SHOWN && shown < found.count) {
      setTimeout(function () { next(SHOWN - shown); }, 50);
    }
  }

  function card(entry, runs) {
    const item = document.createElement("li"), link = document.createElement("a");
    const title = document.createElement("b"), note = document.createElement("small");
    link.className = "case";
    link.href = list.dataset.root + entry.href;
    marked(title, entry.title, runs);
    note.textContent = entry.note + (entry.isInText ? "　文中写到“" + runs.join("”“") + "”" : "");
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

  /* While it is typed: two characters that come together are looked up at once, what follows after a pause.
     Some browsers tell of a word that was put together only by the end of it, others only by an input after it. */
  let pause = 0;
  function typed(event) {
    if (event.isComposing) { return; }
    const isFirst = !pause && /[\u3400-\u9fff]{2}/.test(box.value);
    clearTimeout(pause);
    pause = setTimeout(function () { pause = 0; ahead(box.value); }, 150);
    if (isFirst) { ahead(box.value); }
  }
  box.addEventListener("input", typed);
  box.addEventListener("compositionend", typed);
  function ahead(query) {
    if (wordsOf(query).words.length && !issueNumber(query)) {
      lookedUp(query).then(function (found) {
        if (!found.rest && found.next.length < found.count) { found.rest = more(found, SHOWN - found.next.length); }
        return found.rest;
      }).catch(function () { /* told when it is asked for */ });
    }
  }
  /* A finger takes a while to leave what it touched; by then the hits are at hand. */
  form.querySelector("button").addEventListener("pointerdown", function () { ahead(box.value); });
  form.hidden = false;
  if (examples) {
    examples.hidden = false;
    examples.addEventListener("pointerdown", function (event) {
      const link = event.target.closest("a");
      if (link) { ahead(link.textContent); }
    });
    examples.addEventListener("click", function (event) {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
      event.preventDefault();
      box.value = link.textContent;
      form.querySelector("button").click();
    });
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(pause);
    pause = 0;
    const query = box.value;
    /* The keyboard goes and the address is put right when the hits stand there: a slow phone takes a while over both. */
    find(query, function (address) { location.assign(address); }).then(function () {
      setTimeout(function () { box.blur(); });
      if (box.value !== query || issueNumber(query)) { return; }
      setTimeout(function () { history.replaceState(null, "", "?q=" + encodeURIComponent(query)); });
    });
  });
  box.value = new URLSearchParams(location.search).get("q") || "";
  /* Asked from another page: going back leads there, not here again. */
  if (box.value) { find(box.value, function (address) { location.replace(address); }); }
})();
