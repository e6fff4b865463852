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
      fields: kept, action: form.getAttribute('action'), page: location.pathname, savedAt: Date.now(),
    };
  }

  function keep() {
    if (wanhu.isKeeping && wanhu.save(entry())) say('已存在本机，未送达', 'unsent');
    else say('本机存不了草稿，请一次填完再提交', 'unsent');
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

  let typing = 0;
  form.addEventListener('input', function () {
    clearTimeout(typing);
    typing = setTimeout(keep, 200);
  });
  form.addEventListener('change', adapt);
  window.addEventListener('pagehide', function () {
    if (typing && entryState !== 'ready') keep();
  });

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    clearTimeout(typing);
    entryState = 'ready';
    keep();
    say('正在送', 'unsent');
    next.disabled = true;
    wanhu.deliver(entry()).then(arrived);
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
      wanhu.save(entry());
      form.submit();
      return;
    }
    next.textContent = '再送一次';
    say('已存在本机，未送达。' + outcome.message, 'unsent');
  }

  if (!document.getElementById('errors')) {
    const found = wanhu.list().find(function (each) { return each.kind === 'issue' && each.state !== 'ready'; });
    if (found) restore(found);
    else {
      fields.id.value = wanhu.newId();
      say(wanhu.isKeeping ? '还没有填' : '本机存不了草稿，请一次填完再提交');
    }
  } else keep();
  adapt();
  wanhu.render();
})();
