// The form of an issue by itself (登记问题): kept on the phone while it is written, sent until it arrives.
(function () {
  'use strict';
  const form = document.getElementById('issue-form');
  const wanhu = window.wanhu;
  const fields = form.elements;
  const words = document.getElementById('state-words');
  const state = document.getElementById('state');
  const next = document.getElementById('next');
  let entryState = 'draft';

  function say(text, look) {
    words.textContent = text;
    state.className = 'state ' + (look || '');
  }

  function entry() {
    const kept = [];
    new FormData(form).forEach(function (each, name) { if (name !== 'csrf') kept.push([name, each]); });
    return {
      id: fields.id.value, kind: 'issue', title: fields.text.value.slice(0, 16) || '问题', state: entryState,
      fields: kept, action: form.getAttribute('action'), page: location.pathname, savedAt: wanhu.now(),
    };
  }

  // Nothing is kept before it is known what is kept already.
  let hasBegun = false;
  next.disabled = true;

  function keep() {
    if (!hasBegun) return Promise.resolve(false);
    return wanhu.save(entry()).then(function (isKept) {
      if (entryState !== 'ready') say(isKept ? '已存在本机，未送达' : wanhu.cannotKeep, 'unsent');
    });
  }

  function adapt() {
    form.querySelector('[data-outcome]').hidden = !fields.on_spot.value;
  }

  function restore(found) {
    entryState = found.state;
    found.fields.forEach(function (pair) {
      if (fields[pair[0]]) fields[pair[0]].value = pair[1];
    });
    say('已接着上次没送达的内容', 'unsent');
  }

  form.addEventListener('input', keep);
  form.addEventListener('change', adapt);

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    entryState = 'ready';
    say('正在送', 'unsent');
    next.disabled = true;
    const ready = entry();
    wanhu.save(ready).then(function () { return wanhu.deliver(ready); });
  });

  document.addEventListener('settled', function (event) {
    if (entryState === 'ready' && event.detail.id === fields.id.value) arrived(event.detail.outcome);
  });

  function arrived(outcome) {
    next.disabled = false;
    if (outcome.state === 'sent') {
      say('已送达，编号 ' + outcome.no, 'sent');
      location.assign(outcome.address);
      return;
    }
    if (outcome.state === 'wrong') {
      // The server's own page says it best: let it render the errors beside the fields.
      entryState = 'refused';
      wanhu.save(entry()).then(function () { form.submit(); });
      return;
    }
    next.textContent = '再送一次';
    say(wanhu.isKeeping ? '已存在本机，未送达。' + outcome.message : '未送达。这台手机存不了，请别关这一页。', 'unsent');
  }

  function begin() {
    const isTouched = Boolean(fields.text.value);
    hasBegun = true;
    next.disabled = false;
    if (document.getElementById('errors')) keep();
    else {
      const asked = wanhu.get(location.hash.slice(1));
      const found = asked && asked.state !== 'ready' ? asked
        : wanhu.unsent().find(function (each) { return each.kind === 'issue' && each.state !== 'ready'; });
      if (found) restore(found);
      else {
        fields.id.value = wanhu.newId();
        say(wanhu.isKeeping ? '还没有填' : wanhu.cannotKeep);
        if (isTouched) keep();
      }
    }
    if (document.body.dataset.shell === 'yes' && entryState === 'draft' && !fields.text.value) {
      const now = new Date(wanhu.now() + 8 * 3600 * 1000).toISOString();
      fields.date.value = now.slice(0, 10);
      fields.start.value = now.slice(11, 16);
    }
    adapt();
    wanhu.render();
  }

  // Another window may be at it with the same draft: this one starts one of its own.
  wanhu.ready.then(function () { return wanhu.hold('form:issue', false, function () {}); }).then(function (isMine) {
    if (isMine) return begin();
    fields.id.value = wanhu.newId();
    hasBegun = true;
    next.disabled = false;
    say('还没有填');
    adapt();
  });
})();
