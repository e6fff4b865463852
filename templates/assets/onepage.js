// A form that stands on one page (登记问题、纸表录入): kept on the phone while it is written, sent until it arrives.
(function () {
  'use strict';
  const form = document.querySelector('form[data-kind]');
  const wanhu = window.wanhu;
  const fields = form.elements;
  const words = document.getElementById('state-words');
  const state = document.getElementById('state');
  const next = document.getElementById('next');
  const told = document.getElementById('told');
  const named = fields[form.dataset.named];
  const page = location.pathname + location.search;
  let entryState = 'draft';
  let signIn = null;

  function say(text, look) {
    words.textContent = text;
    state.className = 'state ' + (look || '');
  }

  // Said beside the button, since that is where people look; whoever is signed out signs in before it is of use.
  function tell(outcome) {
    const isOut = Boolean(outcome && outcome.signIn);
    told.textContent = outcome ? wanhu.tellOf(outcome) : '';
    told.hidden = !outcome;
    if (signIn) signIn.remove();
    signIn = isOut ? next.parentNode.insertBefore(wanhu.signIn(location.pathname), next) : null;
    next.hidden = isOut && wanhu.isKeeping;
    next.classList.toggle('primary', !isOut);
  }

  function entry() {
    return {
      id: fields.id.value, kind: form.dataset.kind, title: form.dataset.title + ' ' + named.value.slice(0, 16),
      state: entryState, fields: wanhu.typedIn(form), action: form.getAttribute('action'), page: page, savedAt: wanhu.now(),
    };
  }

  // Nothing is kept before it is known what is kept already.
  let hasBegun = false;
  next.disabled = true;
  form.inert = true;

  // What the page itself put there, such as the hour, is nobody's work.
  function isTyped() {
    return Array.from(fields).some(function (field) {
      if (!field.name || !field.value || ['hidden', 'date', 'time'].indexOf(field.type) >= 0) return false;
      return field.type === 'radio' || field.type === 'checkbox' ? field.checked : true;
    });
  }

  function keep() {
    if (!hasBegun) return Promise.resolve(false);
    if (!isTyped()) return forget();
    return wanhu.save(entry()).then(function (isKept) {
      if (entryState !== 'ready') say(isKept ? '已存在本机，未送达' : wanhu.cannotKeep, 'unsent');
    });
  }

  // Nothing typed is no draft.
  function forget() {
    say(wanhu.isKeeping ? '还没有填' : wanhu.cannotKeep);
    return wanhu.get(fields.id.value) ? wanhu.remove(fields.id.value) : Promise.resolve(false);
  }

  // What is changed once more was not finished; it goes when it is sent again.
  function change() {
    if (entryState === 'ready') entryState = 'draft';
    tell(null);
    keep();
  }

  function adapt() {
    const outcome = fields.on_spot && form.querySelector('[data-outcome]');
    if (outcome) outcome.hidden = !fields.on_spot.value;
  }

  function restore(found) {
    entryState = found.state;
    wanhu.putBack(form, found.fields);
    say('已接着上次没送达的内容', 'unsent');
  }

  form.addEventListener('input', change);
  form.addEventListener('change', adapt);

  form.addEventListener('submit', function (event) {
    // The server says what is missing; there is nothing to keep for it.
    if (!isTyped()) return;
    event.preventDefault();
    entryState = 'ready';
    say('正在送', 'unsent');
    tell(null);
    next.disabled = true;
    form.inert = true;
    const ready = entry();
    wanhu.save(ready).then(function () { return wanhu.deliver(ready); });
  });

  document.addEventListener('settled', function (event) {
    if (entryState === 'ready' && event.detail.id === fields.id.value) arrived(event.detail.outcome);
  });

  function arrived(outcome) {
    next.disabled = false;
    form.inert = false;
    if (outcome.state === 'sent') {
      say('已送达，编号 ' + outcome.no, 'sent');
      location.assign(outcome.address);
      return;
    }
    if (outcome.state !== 'waiting') entryState = 'refused';
    if (outcome.state === 'wrong') {
      // The server's own page says it best: let it render the errors beside the fields.
      wanhu.save(entry()).then(function () { form.submit(); });
      return;
    }
    next.textContent = '再送一次';
    say(wanhu.isKeeping ? '已存在本机，未送达' : '未送达，' + wanhu.cannotKeep, 'unsent');
    tell(outcome);
  }

  // A page kept for later knows neither the hour nor what its address asks for.
  function fillIn() {
    const now = new Date(wanhu.now() + 8 * 3600 * 1000).toISOString();
    const asked = new URLSearchParams(location.search).get(form.dataset.named);
    if (asked) named.value = asked;
    if (!fields.date.value) return;
    fields.date.value = now.slice(0, 10);
    fields.start.value = now.slice(11, 16);
  }

  function draftOfThisPage() {
    const asked = wanhu.get(location.hash.slice(1));
    if (asked && asked.state !== 'ready') return asked;
    return wanhu.unsent().find(function (each) { return each.page === page && each.state !== 'ready'; });
  }

  function begin(found) {
    hasBegun = true;
    next.disabled = false;
    form.inert = false;
    if (document.getElementById('errors')) keep();
    else if (found) restore(found);
    else {
      fields.id.value = wanhu.newId();
      if (document.body.dataset.shell === 'yes') fillIn();
      say(wanhu.isKeeping ? '还没有填' : wanhu.cannotKeep);
    }
    adapt();
    wanhu.render();
  }

  // Another window may be at it with the same draft: this one starts one of its own.
  wanhu.ready.then(function () { return wanhu.hold('form:' + page, false, function () {}); }).then(function (isMine) {
    begin(isMine ? draftOfThisPage() : null);
  });
})();
