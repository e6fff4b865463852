// What was typed and is not delivered yet (草稿与待送): kept on this phone per account, sent again until it
// arrives, always under the id it was given first, so that it arrives once.
(function () {
  'use strict';
  const account = document.body.dataset.account;
  if (!account) return;

  const PREFIX = 'wanhu:' + account + ':';
  const UNFINISHED_LIVES = 72 * 3600 * 1000;
  const FIRST_WAIT = 5000;
  const LONGEST_WAIT = 300000;

  // -- kept on the phone

  const storage = (function () {
    try {
      localStorage.setItem(PREFIX + '?', '1');
      localStorage.removeItem(PREFIX + '?');
      return localStorage;
    } catch (error) {
      return null;
    }
  })();

  function save(entry) {
    try {
      storage.setItem(PREFIX + entry.id, JSON.stringify(entry));
      return true;
    } catch (error) {
      return false;
    }
  }

  function get(id) {
    try {
      return JSON.parse(storage.getItem(PREFIX + id));
    } catch (error) {
      return null;
    }
  }

  function remove(id) {
    if (storage) storage.removeItem(PREFIX + id);
    render();
  }

  function list() {
    if (!storage) return [];
    const found = [];
    for (let n = 0; n < storage.length; n += 1) {
      const key = storage.key(n);
      if (key.indexOf(PREFIX) === 0) found.push(get(key.slice(PREFIX.length)));
    }
    return found.filter(Boolean).sort(function (a, b) { return a.savedAt - b.savedAt; });
  }

  function dropOld() {
    list().forEach(function (entry) {
      if (entry.state === 'draft' && Date.now() - entry.savedAt > UNFINISHED_LIVES) remove(entry.id);
    });
  }

  function newId() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  // -- on its way

  const onTheWay = {};

  // Resolves to {state: 'sent', address} | {state: 'wrong', fields, message} | {state: 'waiting', message}.
  function deliver(entry) {
    if (!onTheWay[entry.id]) {
      onTheWay[entry.id] = post(entry).then(function (outcome) {
        delete onTheWay[entry.id];
        settle(entry, outcome);
        return outcome;
      });
    }
    return onTheWay[entry.id];
  }

  function post(entry) {
    const body = new URLSearchParams(entry.fields);
    const headers = { Accept: 'application/json', 'X-CSRF': document.body.dataset.csrf };
    return fetch(entry.action, { method: 'POST', body: body, headers: headers, credentials: 'same-origin', redirect: 'error' })
      .then(function (response) {
        return response.json().then(function (answer) { return outcomeOf(response.status, answer); });
      })
      .catch(function () {
        return { state: 'waiting', message: '现在连不上，内容存在本机，联网后会自动再送。' };
      });
  }

  function outcomeOf(status, answer) {
    if (status === 200 || status === 201) return { state: 'sent', address: answer.address, no: answer.no };
    const error = answer.error || {};
    if (status === 422 || status === 400 || status === 413) {
      return { state: 'wrong', fields: error.fields || {}, message: error.message };
    }
    if (status === 401 || error.code === 'csrf') {
      return { state: 'waiting', message: '登录过期了。内容还在本机，请重新登录后再送。', signIn: true };
    }
    if (status === 403 || status === 409) return { state: 'refused', message: error.message };
    return { state: 'waiting', message: error.message || '服务器暂时收不了，内容存在本机，稍后自动再送。' };
  }

  function settle(entry, outcome) {
    // What the server refused is finished all the same: it stays until somebody mends or discards it.
    const state = outcome.state === 'waiting' ? 'ready' : 'refused';
    if (outcome.state === 'sent') remove(entry.id);
    else save(Object.assign({}, entry, { state: state, message: outcome.message }));
    render();
  }

  let wait = FIRST_WAIT;
  let timer = 0;

  function deliverAll() {
    clearTimeout(timer);
    const ready = list().filter(function (entry) { return entry.state === 'ready'; });
    if (!ready.length) return Promise.resolve();
    return Promise.all(ready.map(deliver)).then(function (outcomes) {
      const isStuck = outcomes.some(function (outcome) { return outcome.state === 'waiting'; });
      wait = isStuck ? Math.min(wait * 2, LONGEST_WAIT) : FIRST_WAIT;
      if (isStuck) timer = setTimeout(deliverAll, wait);
    });
  }

  // -- said in words on every page

  const place = document.getElementById('unsent');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function button(text, onclick) {
    const made = element('button', text, 'quiet');
    made.type = 'button';
    made.addEventListener('click', onclick);
    return made;
  }

  function render() {
    const open = document.getElementById('visit') || document.getElementById('issue-form');
    const own = open && open.elements.id.value;
    const entries = list().filter(function (entry) { return entry.id !== own; });
    place.hidden = !entries.length;
    place.textContent = '';
    if (!entries.length) return;
    const ready = entries.filter(function (entry) { return entry.state === 'ready'; });
    const words = ready.length ? ready.length + ' 份已存在本机，未送达' : '有没写完、没送达的，存在本机';
    const box = element('details', '', 'unsent');
    box.open = ready.length > 0 && !open;
    box.appendChild(element('summary', words));
    entries.forEach(function (entry) { box.appendChild(row(entry)); });
    if (ready.length) {
      const all = element('p', '', 'act');
      all.appendChild(button('现在送', function () { wait = FIRST_WAIT; deliverAll(); }));
      all.firstChild.className = 'primary';
      box.appendChild(all);
    }
    place.appendChild(box);
  }

  function row(entry) {
    const line = element('div', '', 'unsent-row');
    const what = { ready: onTheWay[entry.id] ? '正在送' : '未送达', refused: '没有收下', draft: '没写完' }[entry.state];
    const told = element('p');
    told.appendChild(element('b', entry.title));
    told.appendChild(document.createTextNode(' · ' + what + ' · ' + timeOf(entry.savedAt) + ' 存'));
    line.appendChild(told);
    if (entry.message) line.appendChild(element('p', entry.message, 'small'));
    const act = element('p', '', 'act');
    if (entry.state !== 'ready') {
      const edit = element('a', entry.state === 'draft' ? '接着写' : '打开来改', 'button quiet');
      edit.href = entry.page + '#' + entry.id;
      act.appendChild(edit);
    }
    const drop = button('丢弃', function () {
      if (drop.dataset.sure) remove(entry.id);
      else {
        drop.dataset.sure = '1';
        drop.textContent = '丢弃后找不回来，确定丢弃';
      }
    });
    act.appendChild(drop);
    line.appendChild(act);
    return line;
  }

  function timeOf(at) {
    const date = new Date(at);
    return date.getHours() + ':' + String(date.getMinutes()).padStart(2, '0');
  }

  // -- leaving

  const leave = document.getElementById('sign-out');
  leave.addEventListener('submit', function (event) {
    const count = list().length;
    if (!count || leave.dataset.sure) return;
    event.preventDefault();
    leave.dataset.sure = '1';
    leave.querySelector('button').textContent = '仍要退出';
    const told = element('p', '这台手机上还有 ' + count + ' 份没送达。退出后内容还在，要用同一个账号登录才能再送。', 'warn');
    told.setAttribute('role', 'alert');
    leave.insertBefore(told, leave.firstChild);
  });

  window.wanhu = {
    isKeeping: Boolean(storage), save: save, get: get, remove: remove, list: list,
    newId: newId, deliver: deliver, element: element, render: render,
  };

  dropOld();
  render();
  window.addEventListener('online', function () { wait = FIRST_WAIT; deliverAll(); });
  deliverAll();
})();
