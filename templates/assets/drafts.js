// What was typed and is not delivered yet (草稿与待送): kept on this phone, sent again until it arrives, always
// under the id it was given first, so that it arrives once, from however many windows it is sent.
(function () {
  'use strict';
  const vault = window.wanhuVault;
  if (!vault) return;

  const HOUR = 3600 * 1000;
  const UNFINISHED_LIVES = 72 * HOUR;
  const TOLD_FOR = 24 * HOUR;
  const FIRST_WAIT = 5000;
  const LONGEST_WAIT = 300000;
  const ANSWER_WITHIN = 60000;
  const KEY_CHANGED = 'the key';
  // Not delivered yet, and somebody's work; the other states only tell what became of a form.
  const UNSENT = ['draft', 'ready', 'refused', 'shut'];
  const WORDS = {
    draft: '没写完', ready: '未送达', refused: '没有收下', shut: '打不开', sent: '已送达', expired: '没写完，已清掉',
  };

  // -- kept on the phone; what stands here is what the database has or is about to have

  const entries = new Map();
  const writing = new Map();
  const channel = window.BroadcastChannel ? new BroadcastChannel('wanhu:' + vault.account) : null;

  function announce(id) {
    if (channel) channel.postMessage(id);
  }

  // Resolves to whether it is on the phone. Typing goes on meanwhile: of what waits only the newest is written.
  function save(entry) {
    entries.set(entry.id, entry);
    if (!wanhu.isKeeping) return Promise.resolve(false);
    const before = writing.get(entry.id);
    if (before) return before.then(function () { return writing.get(entry.id) || flush(entry.id); });
    return flush(entry.id);
  }

  function flush(id) {
    const entry = entries.get(id);
    if (!entry) return Promise.resolve(true);
    const work = vault.putForm(entry).then(function () { return true; }, function () { return false; })
      .then(function (isKept) {
        writing.delete(id);
        showWriting();
        announce(id);
        return isKept;
      });
    writing.set(id, work);
    showWriting();
    return work;
  }

  // Three dots behind what the line at the top says, from a change until it is on the phone.
  function showWriting() {
    document.documentElement.toggleAttribute('data-saving', writing.size > 0);
  }

  function remove(id) {
    entries.delete(id);
    const before = writing.get(id) || Promise.resolve();
    return before.then(function () { return wanhu.isKeeping && vault.removeForm(id); }).then(function () {
      announce(id);
      render();
    });
  }

  function get(id) { return entries.get(id) || null; }

  function list() {
    return Array.from(entries.values()).sort(function (a, b) { return a.savedAt - b.savedAt; });
  }

  function unsent() {
    return list().filter(function (entry) { return UNSENT.indexOf(entry.state) >= 0; });
  }

  // Another window wrote or removed it.
  function reread(id) {
    return vault.form(id).then(function (found) {
      if (found) entries.set(id, found);
      else entries.delete(id);
      render();
      if (found && found.state === 'sent') tellPage(id, { state: 'sent', no: found.no, address: found.address });
    });
  }

  // Only a page that comes from the server knows what time it is.
  function dropOld() {
    if (vault.isShell) return;
    list().forEach(function (entry) {
      const age = vault.now() - entry.savedAt;
      if (entry.state === 'draft' && age > UNFINISHED_LIVES) {
        save({ id: entry.id, kind: entry.kind, state: 'expired', title: entry.title, fields: [], savedAt: vault.now() });
      }
      if (entry.state === 'sent' && (age > TOLD_FOR || entry.address === location.pathname)) remove(entry.id);
      if (entry.state === 'expired' && age > UNFINISHED_LIVES) remove(entry.id);
    });
  }

  // -- what a form says, and back

  function typedIn(form) {
    const typed = [];
    new FormData(form).forEach(function (value, name) { if (name !== 'csrf') typed.push([name, value]); });
    return typed;
  }

  function putBack(form, typed) {
    form.querySelectorAll('input[type=checkbox]').forEach(function (box) { box.checked = false; });
    typed.forEach(function (pair) {
      const field = form.elements[pair[0]];
      if (!field) return;
      if (field.type === 'checkbox') field.checked = true;
      else field.value = pair[1];
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

  // -- one window at a time

  // Resolves to whether this window has it to itself from now on; `lost` is called when another one takes it.
  function hold(name, isTaken, lost) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise(function (resolve) {
      navigator.locks.request('wanhu:' + vault.account + ':' + name, isTaken ? { steal: true } : { ifAvailable: true }, function (lock) {
        resolve(Boolean(lock));
        return lock ? new Promise(function () {}) : undefined;
      }).catch(function () { lost(); });
    });
  }

  function alone(id, work) {
    if (!navigator.locks) return work();
    return navigator.locks.request('wanhu:send:' + id, work);
  }

  // -- on its way

  const onTheWay = new Map();

  // Resolves to {state: 'sent', no, address} | {state: 'wrong', fields, message} | {state: 'waiting', message}
  // | {state: 'refused', message}.
  function deliver(entry) {
    if (!onTheWay.has(entry.id)) {
      const work = alone(entry.id, function () { return sendOnce(entry); }).then(function (outcome) {
        onTheWay.delete(entry.id);
        if (outcome.state === 'waiting') sendLater();
        else wait = FIRST_WAIT;
        render();
        tellPage(entry.id, outcome);
        return outcome;
      });
      onTheWay.set(entry.id, work);
      render();
    }
    return onTheWay.get(entry.id);
  }

  // The form that is open learns what became of it, whoever sent it.
  function tellPage(id, outcome) {
    document.dispatchEvent(new CustomEvent('settled', { detail: { id: id, outcome: outcome } }));
  }

  // What another window delivered meanwhile is not sent again.
  function sendOnce(entry) {
    const before = wanhu.isKeeping ? vault.form(entry.id).catch(function () { return null; }) : Promise.resolve(null);
    return before.then(function (found) {
      if (found && found.state === 'sent') return { state: 'sent', no: found.no, address: found.address };
      return post(entry, document.body.dataset.csrf, true).then(function (outcome) {
        return settle(entry, outcome).then(function () { return outcome; });
      });
    });
  }

  function post(entry, csrf, isFirst) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = setTimeout(function () { if (stop) stop.abort(); }, ANSWER_WITHIN);
    return fetch(entry.action, {
      method: 'POST', body: new URLSearchParams(entry.fields), credentials: 'same-origin', redirect: 'error',
      headers: { Accept: 'application/json', 'X-CSRF': csrf }, signal: stop ? stop.signal : undefined,
    }).then(function (response) {
      return response.json().then(function (answer) { return outcomeOf(response.status, answer); });
    }).catch(function () {
      return { state: 'waiting', message: '现在连不上，内容存在本机，联网后会自动再送。' };
    }).then(function (outcome) {
      clearTimeout(timer);
      if (!outcome.isStale || !isFirst) return outcome;
      return afresh(entry, outcome);
    });
  }

  // A page kept for later, or one from before a new sign-in, has an old token: the server gives the new one, if it
  // is still the same person who is signed in.
  function afresh(entry, outcome) {
    return vault.askServer().then(function (answer) {
      if (answer.account === vault.account) {
        document.body.dataset.csrf = answer.csrf;
        return post(entry, answer.csrf, false);
      }
      const message = '这台手机上现在登录的是别的账号（' + answer.account + '）。内容还在本机，请用 ' + vault.account + ' 登录后再送。';
      return { state: 'waiting', message: message, signIn: true };
    }, function () { return outcome; });
  }

  function outcomeOf(status, answer) {
    if (status === 200 || status === 201) return { state: 'sent', address: answer.address, no: answer.no };
    const error = answer.error || {};
    if (status === 422 || status === 400 || status === 413) {
      return { state: 'wrong', fields: error.fields || {}, message: error.message };
    }
    if (status === 401 || error.code === 'csrf') {
      return { state: 'waiting', message: '登录过期了。内容还在本机，请重新登录后再送。', signIn: true, isStale: true };
    }
    if (status === 403 || status === 409) return { state: 'refused', message: error.message };
    return { state: 'waiting', message: error.message || '服务器暂时收不了，内容存在本机，稍后自动再送。' };
  }

  // What the server refused is finished all the same: it stays until somebody mends or discards it.
  function settle(entry, outcome) {
    if (outcome.state === 'sent') {
      return save({
        id: entry.id, kind: entry.kind, state: 'sent', title: entry.title, no: outcome.no, address: outcome.address,
        fields: [], savedAt: vault.now(),
      });
    }
    const state = outcome.state === 'waiting' ? 'ready' : 'refused';
    const told = { state: state, message: outcome.message, signIn: Boolean(outcome.signIn) };
    return save(Object.assign({}, entry, told));
  }

  let wait = FIRST_WAIT;
  let timer = 0;

  // A weak signal tells nobody when it is back: less and less often, and not all phones at once.
  function sendLater() {
    clearTimeout(timer);
    timer = setTimeout(deliverAll, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function deliverAll() {
    clearTimeout(timer);
    const ready = list().filter(function (entry) { return entry.state === 'ready'; });
    // One after the other: on one bar of signal five at once all time out.
    return ready.reduce(function (before, entry) {
      return before.then(function (isStuck) {
        return isStuck || deliver(entry).then(function (outcome) { return outcome.state === 'waiting'; });
      });
    }, Promise.resolve(false));
  }

  function deliverNow() {
    wait = FIRST_WAIT;
    return deliverAll();
  }

  // -- said in words on every page

  const place = document.getElementById('unsent');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function button(text, onclick, look) {
    const made = element('button', text, look || 'quiet');
    made.type = 'button';
    made.addEventListener('click', onclick);
    return made;
  }

  // Why a form is not delivered, in words; what cannot be kept is lost with its page.
  function tellOf(outcome) {
    if (wanhu.isKeeping || outcome.state !== 'waiting') return outcome.message;
    return '未送达。这台手机存不了，请别关这一页，' + (outcome.signIn ? '先重新登录，再回来送。' : '过一会儿再送。');
  }

  // Whoever is signed out signs in first, in a window of its own where leaving this one would lose the form.
  function signIn(next) {
    const link = element('a', '重新登录', 'button primary');
    link.href = '/desk/sign-in?next=' + encodeURIComponent(next);
    if (!wanhu.isKeeping) link.target = '_blank';
    return link;
  }

  function render() {
    const open = document.querySelector('form[data-kind]');
    const own = open && open.elements.id.value;
    const shown = list().filter(function (entry) { return entry.id !== own; });
    place.hidden = !shown.length;
    place.textContent = '';
    if (!shown.length) return;
    const sent = shown.filter(function (entry) { return entry.state === 'sent'; });
    const others = shown.filter(function (entry) { return entry.state !== 'sent'; });
    if (others.length) place.appendChild(undelivered(others, open));
    if (sent.length) place.appendChild(delivered(sent));
  }

  // Good news takes a line.
  function delivered(sent) {
    const line = element('div', '', 'delivered');
    const box = element('details');
    box.appendChild(element('summary', sent.length + ' 份已送达'));
    sent.forEach(function (entry) { box.appendChild(row(entry)); });
    line.appendChild(box);
    line.appendChild(button(sent.length > 1 ? '都知道了' : '知道了', function () {
      sent.forEach(function (entry) { remove(entry.id); });
    }));
    return line;
  }

  function undelivered(others, open) {
    const ready = others.filter(function (entry) { return entry.state === 'ready'; });
    const box = element('details', '', 'unsent');
    box.open = ready.length > 0 && !open;
    box.appendChild(element('summary', ready.length ? ready.length + ' 份已存在本机，未送达' : '有没写完、没送达的，存在本机'));
    others.forEach(function (entry) { box.appendChild(row(entry)); });
    const act = element('p', '', 'act');
    // The first is the one that was tried last.
    if (ready.length) act.appendChild(ready[0].signIn ? signIn('/desk/') : button('现在送', deliverNow, 'primary'));
    if (ready.length || others.some(function (entry) { return entry.state === 'refused'; })) {
      const elsewhere = element('a', '送不出去？存一份带走', 'button quiet');
      elsewhere.href = '/desk/phone/unsent';
      act.appendChild(elsewhere);
    }
    if (act.children.length) box.appendChild(act);
    return box;
  }

  function row(entry) {
    const line = element('div', '', 'unsent-row');
    const what = onTheWay.has(entry.id) ? '正在送' : WORDS[entry.state] + (entry.no ? '，编号 ' + entry.no : '');
    const told = element('p');
    told.appendChild(element('b', entry.title));
    told.append(' · ' + what + ' · ', when(entry.savedAt));
    line.appendChild(told);
    if (entry.state === 'draft') {
      const kept = element('p', '没写完的只存 72 小时，到 ', 'small');
      kept.append(when(entry.savedAt + UNFINISHED_LIVES), ' 清掉。');
      line.appendChild(kept);
    }
    const note = entry.message || {
      expired: '超过 72 小时没有写完，内容已从本机清掉。这户还要登记的，请重新填。',
      shut: '这一份用现在的钥匙打不开。重新登录后还打不开的，请找活动办。',
    }[entry.state];
    if (note) line.appendChild(element('p', note, 'small'));
    const act = element('p', '', 'act');
    if (entry.state === 'draft' || entry.state === 'refused') {
      const edit = element('a', entry.state === 'draft' ? '接着写' : '打开来改', 'button quiet');
      edit.href = entry.page + '#' + entry.id;
      act.appendChild(edit);
    }
    if (entry.state === 'sent') {
      const look = element('a', '看回执', 'button quiet');
      look.href = entry.address;
      act.appendChild(look);
    }
    if (entry.state === 'expired') {
      act.appendChild(button('知道了', function () { remove(entry.id); }));
    } else if (entry.state !== 'sent') act.appendChild(discard(entry));
    line.appendChild(act);
    return line;
  }

  function discard(entry) {
    const drop = button('丢弃', function () {
      if (drop.dataset.sure) remove(entry.id);
      else {
        drop.dataset.sure = 'yes';
        drop.textContent = '丢弃后找不回来，确定丢弃';
      }
    });
    return drop;
  }

  // A date is read whole: no line ends inside it.
  function when(at) { return element('span', timeOf(at), 'number'); }

  // Shanghai has no summer time.
  function timeOf(at) {
    const said = new Date(at + 8 * HOUR).toISOString();
    const year = said.slice(0, 4);
    const isThisYear = year === new Date(vault.now() + 8 * HOUR).toISOString().slice(0, 4);
    return (isThisYear ? '' : year + '年') + Number(said.slice(5, 7)) + '月' + Number(said.slice(8, 10)) + '日 ' + said.slice(11, 16);
  }

  // -- leaving

  const leave = document.getElementById('sign-out');
  if (leave) leave.addEventListener('submit', function (event) {
    event.preventDefault();
    const count = unsent().length;
    if (count && !leave.dataset.sure) {
      leave.dataset.sure = 'yes';
      leave.querySelector('button').textContent = '仍要退出';
      const told = element('p', '这台手机上还有 ' + count + ' 份没送达。退出后内容还在，要用同一个账号登录才能再送。', 'warn');
      told.setAttribute('role', 'alert');
      leave.insertBefore(told, leave.firstChild);
      return;
    }
    changeKey().then(function () {
      if (count && !vault.isSafe()) {
        leave.appendChild(element('p', '现在连不上，还退不出去：没送达的要先封好。联网后再退出。', 'warn'));
        return;
      }
      return vault.forget().then(function () { leave.submit(); });
    });
  });

  const wanhu = {
    isKeeping: false, ready: null, account: vault.account, now: vault.now, save: save, get: get, remove: remove,
    list: list, unsent: unsent, newId: newId, hold: hold, reread: reread, deliver: deliver, deliverNow: deliverNow,
    typedIn: typedIn, putBack: putBack, element: element, button: button, render: render, timeOf: timeOf,
    tellOf: tellOf, signIn: signIn,
    // The sentence that stands where nothing can be kept.
    cannotKeep: '这台手机存不了草稿，请一次填完再提交',
  };
  window.wanhu = wanhu;

  function open() {
    return vault.open().then(function (isOpen) {
      wanhu.isKeeping = isOpen;
      if (!isOpen) return;
      return vault.forms().then(function (found) {
        found.forEach(function (entry) { if (!entries.has(entry.id)) entries.set(entry.id, entry); });
        dropOld();
      });
    }).catch(function () { wanhu.isKeeping = false; });
  }

  function changeKey() {
    if (!wanhu.isKeeping) return Promise.resolve();
    return vault.changeKey().then(function (isChanged) {
      if (!isChanged) return;
      if (channel) channel.postMessage(KEY_CHANGED);
      const shut = list().filter(function (entry) { return entry.state === 'shut'; });
      const whole = list().filter(function (entry) { return entry.state !== 'shut'; });
      return Promise.all(whole.map(save)).then(vault.forgetFormer)
        .then(function () { return Promise.all(shut.map(function (entry) { return reread(entry.id); })); });
    });
  }

  wanhu.ready = open().then(render);
  wanhu.ready.then(changeKey).then(deliverAll);
  if (channel) channel.addEventListener('message', function (event) {
    if (event.data === KEY_CHANGED) vault.reopen();
    else reread(event.data);
  });
  window.addEventListener('online', function () { changeKey().then(deliverNow); });
})();
