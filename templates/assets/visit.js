// The visit form, one screen at a time (走访表): nothing between the screens needs the network.
(function () {
  'use strict';
  const form = document.getElementById('visit');
  const wanhu = window.wanhu;
  const element = wanhu.element;
  const fields = form.elements;
  const words = document.getElementById('state-words');
  const state = document.getElementById('state');
  const next = document.getElementById('next');
  const back = document.getElementById('back');
  const heading = document.getElementById('title');
  const screens = {};
  form.querySelectorAll('[data-screen]').forEach(function (screen) { screens[screen.dataset.screen] = screen; });
  let here = 'place';
  let entryState = 'draft';

  // -- the server's time, whatever the phone's clock says; Shanghai has no summer time

  function now() { return new Date(wanhu.now() + 8 * 3600 * 1000).toISOString(); }
  function today() { return now().slice(0, 10); }
  function clock() { return now().slice(11, 16); }
  function minutes(time) { return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)); }
  function timeAt(minute) {
    return String(Math.floor(minute / 60)).padStart(2, '0') + ':' + String(minute % 60).padStart(2, '0');
  }

  // -- values

  function value(name) {
    const field = fields[name];
    return field ? field.value || '' : '';
  }
  function asksPurpose() {
    const asked = form.querySelector('[data-again]');
    return Boolean(asked && !asked.hidden);
  }
  function isMet() { return value('result') === 'met'; }
  function labelOf(name) {
    const checked = form.querySelector('input[name="' + name + '"]:checked');
    if (checked) return checked.nextElementSibling.textContent;
    const field = fields[name];
    return field && field.selectedOptions && field.value ? field.selectedOptions[0].textContent : '';
  }
  function blocks() { return Array.from(document.querySelectorAll('#issues [data-issue]')); }
  function fieldOf(block, name) { return block.querySelector('[name="' + block.dataset.issue + '.' + name + '"]'); }
  function chosen(block) { return block.querySelector('[name="' + block.dataset.issue + '.on_spot"]:checked').value; }
  function textOf(block) { return fieldOf(block, 'text').value.trim(); }

  // -- what depends on what

  function adapt() {
    form.querySelectorAll('[data-if]').forEach(function (part) {
      const found = value(part.dataset.if);
      part.hidden = part.dataset.only ? found !== part.dataset.only : found === part.dataset.unless;
    });
    blocks().forEach(function (block) {
      block.querySelector('[data-outcome]').hidden = !chosen(block);
    });
    const took = value('start') && value('end') ? minutes(value('end')) - minutes(value('start')) : null;
    const isShort = took !== null && took >= 0 && took < Number(form.dataset.minimum);
    form.querySelector('[data-short]').hidden = !(isShort && value('channel') === 'doorstep');
    paintSteps();
  }

  function order() {
    if (!isMet()) return ['place', 'check'];
    return toDo().length || blocks().length ? ['place', 'talk', 'issues', 'check'] : ['place', 'talk', 'check'];
  }

  function toDo() {
    return Array.from(form.querySelectorAll('[data-prompt]')).filter(function (prompt) {
      const tick = fields['answers.' + prompt.dataset.prompt + '.issue'];
      return tick && tick.checked && value('answers.' + prompt.dataset.prompt + '.state') === 'answered';
    });
  }

  // -- issues

  let made = 0;

  function addIssue(at) {
    const holder = document.createElement('div');
    const path = 'issues.' + (at === undefined ? made : at);
    made = Math.max(made, Number(path.split('.')[1]) + 1);
    holder.innerHTML = document.getElementById('issue').innerHTML
      .replace(/issues\.N/g, path).replace(/issues-N/g, path.replace('.', '-'));
    const block = holder.firstElementChild;
    fieldOf(block, 'id').value = wanhu.newId();
    document.getElementById('issues').appendChild(block);
    return block;
  }

  // What was heard and ticked becomes an issue on the next screen, with its text and field filled in.
  function takeOver() {
    const wanted = toDo();
    wanted.forEach(function (prompt) {
      const no = prompt.dataset.prompt;
      const heard = value('answers.' + no + '.text').trim();
      let block = blocks().find(function (each) { return fieldOf(each, 'prompt').value === no; });
      if (!block) {
        block = addIssue();
        fieldOf(block, 'prompt').value = no;
        const known = prompt.dataset.fields.split(' ').filter(Boolean);
        if (known.length === 1) fieldOf(block, 'field').value = known[0];
        name(block);
      }
      const text = fieldOf(block, 'text');
      if (!text.value || text.value === block.dataset.heard) text.value = heard;
      block.dataset.heard = heard;
    });
    blocks().forEach(function (block) {
      const no = fieldOf(block, 'prompt').value;
      const isWanted = !no || wanted.some(function (prompt) { return prompt.dataset.prompt === no; });
      if (!isWanted && (!textOf(block) || textOf(block) === block.dataset.heard)) block.remove();
    });
    adapt();
  }

  function name(block) {
    const no = fieldOf(block, 'prompt').value;
    const title = no && form.querySelector('[data-prompt="' + no + '"] legend').textContent;
    block.querySelector('[data-from]').textContent = title || '要解决的问题';
  }

  // -- saying what is wrong

  function wrongHere(screen) {
    const wrong = [];
    function need(is, field, message) { if (!is) wrong.push([field, message]); }
    if (screen === 'place') {
      if (fields['new_household.address']) need(value('new_household.address').trim(), 'new_household.address', '请填写住址。');
      if (asksPurpose()) need(value('purpose'), 'purpose', '请选这次是来做什么。');
      if (value('channel') !== 'doorstep') {
        need(value('channel_reason') || value('channel_reason_more').trim(), 'channel_reason', '没有入户的，请选一个原因。');
      }
      need(value('date') && value('date') <= today(), 'date', '日期没有填，或者比今天还晚。');
      need(value('start'), 'start', '请填几点开始。');
      if (value('date') === today()) need(value('start') <= timeAt(minutes(clock()) + 5), 'start', '开始时间比现在还晚，请核对。');
    }
    if (screen === 'talk') {
      need(value('end'), 'end', '请填几点结束，或者点上面的时长。');
      if (value('end')) need(value('end') >= value('start'), 'end', '结束时间早于开始时间 ' + value('start') + '，请核对。');
      if (value('date') === today()) need(value('end') <= timeAt(minutes(clock()) + 5), 'end', '结束时间比现在还晚，请核对。');
    }
    if (screen === 'issues') {
      blocks().forEach(function (block) {
        const at = block.dataset.issue;
        need(textOf(block), at + '.text', '请写一句要解决什么；没有要办的，就删掉这一件。');
        need(fieldOf(block, 'field').value, at + '.field', '请选归到哪一类。');
        if (chosen(block)) need(fieldOf(block, 'outcome').value.trim(), at + '.outcome', '当场办理的，请写明怎么办的。');
      });
    }
    return wrong;
  }

  function clearWrong() {
    form.querySelectorAll('.wrong').forEach(function (each) { each.remove(); });
    form.querySelectorAll('.bad').forEach(function (each) { each.classList.remove('bad'); });
    form.querySelectorAll('[aria-invalid]').forEach(function (each) { each.removeAttribute('aria-invalid'); });
    const old = document.getElementById('errors');
    if (old) old.remove();
  }

  function idOf(name) { return name.replace(/[._]/g, '-'); }

  function tell(wrong) {
    clearWrong();
    const box = element('div', '', 'errors');
    box.id = 'errors';
    box.tabIndex = -1;
    box.setAttribute('role', 'alert');
    box.appendChild(element('h2', '还有 ' + wrong.length + ' 处要改，填的都还在'));
    const list = element('ul');
    wrong.forEach(function (each) {
      const item = element('li');
      const link = element('a', each[1]);
      link.href = '#' + idOf(each[0]);
      link.addEventListener('click', function (event) { event.preventDefault(); bring(each[0]); });
      item.appendChild(link);
      list.appendChild(item);
      mark(each[0], each[1]);
    });
    box.appendChild(list);
    form.parentNode.insertBefore(box, form);
    box.focus();
    box.scrollIntoView();
  }

  function mark(field, message) {
    const target = document.getElementById(idOf(field));
    if (!target) return;
    const holder = target.closest('.field, .ask') || target;
    holder.classList.add('bad');
    target.setAttribute('aria-invalid', 'true');
    const said = element('p', message, 'wrong');
    said.id = idOf(field) + '-wrong';
    target.setAttribute('aria-describedby', said.id);
    if (target === holder) holder.insertBefore(said, holder.children[1]);
    else target.parentNode.insertBefore(said, target);
  }

  function bring(field) {
    const target = document.getElementById(idOf(field));
    if (!target) return;
    const input = target.matches('fieldset') ? target.querySelector('input') : target;
    (input || target).focus();
  }

  // -- screens

  const HEADINGS = { place: '户与方式', talk: '聊了什么', issues: '要办的问题', check: '核对一下，再提交', sent: '提交' };

  function show(screen, isBack) {
    here = screen;
    clearWrong();
    if (screen === 'check') {
      summarise();
      askWhoElse();
    }
    if (screen === 'issues') blocks().forEach(function (block) { hint(fieldOf(block, 'text')); });
    Object.keys(screens).forEach(function (each) { screens[each].hidden = each !== screen; });
    const at = order().indexOf(screen);
    heading.textContent = at >= 0 && screen !== 'check'
      ? '第 ' + (at + 1) + ' 步：' + HEADINGS[screen] : HEADINGS[screen];
    back.hidden = at <= 0;
    next.hidden = screen === 'sent';
    form.querySelector('.go').hidden = screen === 'sent';
    adapt();
    if (!isBack && history.state && history.state.screen !== screen) history.pushState({ screen: screen }, '');
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  function paintSteps() {
    const all = order();
    const at = all.indexOf(here);
    document.querySelectorAll('#steps li').forEach(function (step) {
      const place = all.indexOf(step.dataset.step);
      step.classList.toggle('now', step.dataset.step === here);
      step.classList.toggle('past', place >= 0 && (place < at || here === 'sent'));
      step.hidden = place < 0 && here !== 'place' && here !== 'talk';
      if (step.dataset.step === here) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
    const following = all[at + 1];
    const parts = here === 'check' ? ['提交'] : ['下一步：', { talk: '聊了什么', issues: '问题', check: '核对' }[following]];
    // Only where it changes: a button whose inside is replaced between press and release is not clicked.
    if (next.textContent === parts.join('')) return;
    next.textContent = '';
    parts.forEach(function (part) { next.appendChild(element('span', part)); });
  }

  function forward() {
    if (here === 'talk') takeOver();
    const wrong = wrongHere(here);
    if (wrong.length) tell(wrong);
    else if (here === 'check') submit();
    else show(order()[order().indexOf(here) + 1]);
  }

  // -- check your answers

  function summarise() {
    const box = document.getElementById('summary');
    box.textContent = '';
    const facts = element('dl', '', 'facts');
    function line(list, name, told) {
      if (!told) return;
      list.appendChild(element('dt', name));
      list.appendChild(element('dd', told));
    }
    function part(title, screen) {
      const head = element('div', '', 'part');
      const change = action('改', function () { show(screen); }, 'quiet');
      change.appendChild(element('span', title, 'away'));
      head.appendChild(element('h2', title));
      head.appendChild(change);
      box.appendChild(head);
    }
    line(facts, '户', value('new_household.address') || form.dataset.title);
    line(facts, '情况', labelOf('result'));
    line(facts, '方式', labelOf('channel'));
    if (value('channel') !== 'doorstep') line(facts, '没入户', value('channel_reason_more') || labelOf('channel_reason'));
    if (asksPurpose()) line(facts, '目的', labelOf('purpose'));
    line(facts, '时间', value('date') + ' ' + value('start') + (isMet() && value('end') ? ' 到 ' + value('end') : ''));
    if (!form.querySelector('[data-short]').hidden) line(facts, '时间短', labelOf('short_reason') || '没有写原因，照常登记');
    line(facts, '同访', Array.from(form.querySelectorAll('[data-companion]')).map(function (row) {
      const who = row.querySelector('input').value.trim();
      const role = row.querySelector('select');
      return who ? (role.value ? role.selectedOptions[0].textContent + ' ' : '') + who : '';
    }).filter(Boolean).join('、'));
    part('户与方式', 'place');
    box.appendChild(facts);
    if (!isMet()) return;
    const said = element('dl', '', 'facts');
    form.querySelectorAll('[data-prompt]').forEach(function (prompt) {
      const no = prompt.dataset.prompt;
      const told = labelOf('answers.' + no + '.state');
      const text = value('answers.' + no + '.text').trim();
      const isIssue = blocks().some(function (block) { return fieldOf(block, 'prompt').value === no; });
      line(said, prompt.dataset.name, told && (told === '有话说' && isIssue ? '登记成问题' : told + (told === '有话说' && text ? '：' + text : '')));
    });
    part('聊了什么', 'talk');
    if (!said.children.length) box.appendChild(element('p', '一问都没有记。', 'warn'));
    line(said, '讲了政策', Array.from(form.querySelectorAll('#policies input:checked')).map(function (box) {
      return box.nextElementSibling.textContent;
    }).join('、'));
    line(said, '回访', fields.contact_ok.checked ? '住户同意' : '没有说同意');
    box.appendChild(said);
    const due = blocks();
    if (due.length) part('要办的问题，' + due.length + '\u00a0件', 'issues');
    else box.appendChild(element('h2', '没有要办的问题'));
    due.forEach(function (block) {
      const card = element('div', '', 'issue');
      card.appendChild(element('p')).appendChild(element('b', textOf(block)));
      const outcome = chosen(block) ? '：' + fieldOf(block, 'outcome').value.trim() : '';
      const how = block.querySelector('[name="' + block.dataset.issue + '.on_spot"]:checked').nextElementSibling.textContent;
      card.appendChild(element('p', fieldOf(block, 'field').selectedOptions[0].textContent + ' · ' + how + outcome));
      box.appendChild(card);
    });
    const more = element('p');
    more.appendChild(action('还有要办的，再记一件', function () { addIssue(); show('issues'); }, 'quiet'));
    box.appendChild(more);
  }

  // -- kept on the phone, then sent

  function entry() {
    return {
      id: value('id'), kind: form.dataset.kind, title: form.dataset.title, state: entryState, screen: here,
      fields: wanhu.typedIn(form), action: form.dataset.send, page: location.pathname + location.search, savedAt: wanhu.now(),
    };
  }

  function say(text, look) {
    words.textContent = text;
    state.className = 'state ' + (look || '');
  }

  // Says that it is on the phone when it is, not before.
  function keep() {
    if (!hasBegun) {
      isTouched = true;
      return Promise.resolve(false);
    }
    return wanhu.save(entry()).then(function (isKept) {
      if (here !== 'sent') {
        say(isKept ? '已存在本机，未送达' : wanhu.isKeeping ? '本机存满了，请尽快提交' : wanhu.cannotKeep, 'unsent');
      }
      return isKept;
    });
  }

  form.addEventListener('input', keep);

  function submit() {
    entryState = 'ready';
    show('sent');
    send();
  }

  function send() {
    const box = document.getElementById('sent');
    const told = element('p', '正在存到本机……', 'big');
    box.textContent = '';
    box.appendChild(told);
    const ready = entry();
    wanhu.save(ready).then(function () {
      say('正在送', 'unsent');
      told.textContent = '正在送……';
      return wanhu.deliver(ready);
    });
  }

  document.addEventListener('settled', function (event) {
    if (here === 'sent' && event.detail.id === value('id')) arrived(event.detail.outcome);
  });

  function arrived(outcome) {
    const box = document.getElementById('sent');
    box.textContent = '';
    if (outcome.state === 'sent') {
      say('已送达，编号 ' + outcome.no, 'sent');
      box.appendChild(element('p', '已送达，编号 ' + outcome.no, 'big'));
      location.assign(outcome.address);
    } else if (outcome.state === 'wrong') {
      entryState = 'refused';
      mend(outcome);
    } else {
      say(wanhu.isKeeping ? '已存在本机，未送达' : '未送达，' + wanhu.cannotKeep, 'unsent');
      box.appendChild(element('p', wanhu.tellOf(outcome), 'big'));
      const act = element('p', '', 'act');
      if (outcome.signIn) act.appendChild(wanhu.signIn('/desk/visits/new'));
      if (outcome.state !== 'waiting') {
        act.appendChild(action('回去看看', function () { entryState = 'refused'; show('check'); }, 'primary'));
      } else if (!outcome.signIn || !wanhu.isKeeping) act.appendChild(action('再送一次', send, outcome.signIn ? '' : 'primary'));
      if (!outcome.signIn) {
        const other = element('a', '走下一户', 'button');
        other.href = '/desk/visits/new';
        act.appendChild(other);
      }
      box.appendChild(act);
    }
  }

  function action(text, onclick, look) {
    const made = element('button', text, look);
    made.type = 'button';
    made.addEventListener('click', onclick);
    return made;
  }

  // The server found something the phone did not know: back to the first screen that has it.
  function mend(outcome) {
    const sent = blocks().filter(textOf).map(function (block) { return block.dataset.issue; });
    const wrong = Object.keys(outcome.fields).map(function (path) {
      const field = { started_at: 'start', ended_at: 'end' }[path]
        || path.replace(/^issues\.(\d+)/, function (all, n) { return sent[Number(n)] || all; });
      return [field, outcome.fields[path]];
    });
    const first = wrong.map(function (each) { return document.getElementById(idOf(each[0])); }).find(Boolean);
    const screen = first ? first.closest('[data-screen]').dataset.screen : 'check';
    show(screen);
    keep();
    tell(wrong.length ? wrong : [['id', outcome.message]]);
  }

  // -- what is there when the page opens

  function restore(found) {
    const indexes = new Set();
    entryState = found.state;
    found.fields.forEach(function (pair) {
      const parts = pair[0].split('.');
      if (parts[0] === 'issues') indexes.add(Number(parts[1]));
    });
    Array.from(indexes).sort(function (a, b) { return a - b; }).forEach(addIssue);
    wanhu.putBack(form, found.fields);
    blocks().forEach(name);
    const told = element('div', '', 'note');
    told.appendChild(element('p', '已接着上次没送达的内容。'));
    told.appendChild(action('全部重新填', function () {
      wanhu.remove(found.id);
      location.replace(location.pathname + location.search);
    }, 'quiet'));
    form.parentNode.insertBefore(told, form);
  }

  // A visit off the roster has no household to be known by; its drafts are opened from the list of what is unsent.
  function draftOfThisPage() {
    const asked = wanhu.get(location.hash.slice(1));
    const here = location.pathname + location.search;
    if (asked && asked.state !== 'ready' && asked.page === here) return asked;
    return wanhu.unsent().find(function (each) { return each.state !== 'ready' && each.page === here; });
  }

  const isFresh = !document.getElementById('errors');
  const isKeptPage = document.body.dataset.shell === 'yes';

  // A page kept for later is the form of no house and no hour: both are filled in from what the phone knows.
  function fillIn(pack) {
    fields.date.value = today();
    fields.date.max = today();
    fields.start.value = clock();
    if (!document.getElementById('listed')) return;
    const code = new URLSearchParams(location.search).get('household') || '';
    const stop = pack && pack.stops.find(function (each) { return each.code === code; });
    fields.household_code.value = code;
    form.dataset.title = stop ? stop.address : code;
    document.getElementById('place-words').textContent = form.dataset.title;
    document.getElementById('listed').textContent = stop ? stop.grid + ' · ' + code : code + '，不在存下的走访单里，请核对是不是这一户';
    if (!stop || !stop.covered_on) return;
    const day = stop.covered_on.split('-').map(Number);
    document.getElementById('covered').textContent = '这户 ' + (today().startsWith(day[0]) ? '' : day[0] + '年') + day[1] + '月' + day[2] + '日已由' + stop.covered_by + '走访过。';
    form.querySelector('[data-again]').hidden = false;
  }

  // Nothing is kept before it is known what is kept already: what is typed by then would pass for a draft.
  let hasBegun = false;
  let isTouched = false;
  next.disabled = true;
  form.inert = true;

  function begin(pack) {
    hasBegun = true;
    next.disabled = false;
    form.inert = false;
    if (isKeptPage) fillIn(pack);
    if (isFresh) {
      blocks().forEach(function (block) { block.remove(); });
      const found = draftOfThisPage();
      if (found) {
        restore(found);
        say('已存在本机，未送达', 'unsent');
      } else {
        fields.id.value = wanhu.newId();
        say(wanhu.isKeeping ? '还没有填' : wanhu.cannotKeep);
        if (isTouched) keep();
      }
    } else {
      blocks().forEach(function (block) {
        made = Math.max(made, Number(block.dataset.issue.split('.')[1]) + 1);
        if (!textOf(block)) block.remove();
      });
      keep();
    }
    wanhu.render();
    history.replaceState({ screen: 'place' }, '');
    const bad = !isFresh && form.querySelector('.bad');
    if (!bad) return show('place', true);
    here = bad.closest('[data-screen]').dataset.screen;
    Object.keys(screens).forEach(function (each) { screens[each].hidden = each !== here; });
    back.hidden = order().indexOf(here) <= 0;
    adapt();
    document.getElementById('errors').focus();
  }

  // -- who else is at this door today, asked before the visit is sent

  function askWhoElse() {
    const place = document.getElementById('company');
    place.textContent = '';
    if (!value('household_code')) return;
    fetch('/desk/phone/company?household=' + encodeURIComponent(value('household_code')), { credentials: 'same-origin' })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) {
        if (!answer.colleagues.length) return;
        const who = answer.colleagues.map(function (each) { return each.name + ' ' + each.at + ' ' + each.said; }).join('；');
        place.appendChild(element('p', '今天也到这户的：' + who + '。一起去的只记一次，请先商量好由谁来记。', 'warn'));
      })
      .catch(function () { /* without a network nobody can be asked */ });
  }

  // -- what neighbours said already, from what is on the phone

  let known = [];
  wanhu.packed.then(function (pack) {
    known = pack ? pack.neighbours : [];
    blocks().forEach(function (block) { hint(fieldOf(block, 'text')); });
  });

  function pairs(text) {
    const said = text.replace(/[\s\d，。、；：！？,.;:!?（）()“”]/g, '');
    const found = new Set();
    for (let n = 0; n + 2 <= said.length; n += 1) found.add(said.slice(n, n + 2));
    return found;
  }

  function hint(area) {
    const place = area.parentNode.querySelector('[data-alike]');
    if (!place) return;
    const mine = pairs(area.value);
    const alike = known.map(function (each) {
      let shared = 0;
      pairs(each.title).forEach(function (pair) { if (mine.has(pair)) shared += 1; });
      return { each: each, shared: shared };
    }).filter(function (one) { return one.shared >= 3; }).sort(function (a, b) { return b.shared - a.shared; }).slice(0, 2);
    const words = alike.map(function (one) { return '邻居已反映“' + one.each.title + '”，' + one.each.told + '。'; }).join('');
    if (place.textContent === words) return;
    place.textContent = '';
    if (words) place.appendChild(element('p', words + '是同一件事也照样登记，街道会并到一起办。', 'hint'));
  }

  document.getElementById('issues').addEventListener('input', function (event) {
    if (/\.text$/.test(event.target.name)) hint(event.target);
  });

  // -- one window at a time fills in a form

  const MINE = 'form:' + location.pathname + location.search;

  function taken(words, offer) {
    form.hidden = true;
    const told = element('div', '', 'warn');
    told.setAttribute('role', 'alert');
    told.appendChild(element('p', words));
    told.appendChild(element('p', '', 'act')).appendChild(action(offer, takeIt, 'primary'));
    form.parentNode.insertBefore(told, form);
  }

  function lose() { taken('这张表已在另一个窗口接着填，这里不再保存。', '还是在这里填'); }

  function takeIt() {
    wanhu.hold(MINE, true, lose).then(function () { location.reload(); });
  }

  form.addEventListener('change', function (event) {
    if (event.target.id === 'rest') fillRest(event.target.checked);
    adapt();
    // What follows from a choice is kept with it.
    keep();
  });

  const filled = [];
  function fillRest(isOn) {
    if (!isOn) filled.splice(0).forEach(function (radio) { radio.checked = false; });
    else form.querySelectorAll('[data-prompt]').forEach(function (prompt) {
      const at = 'answers.' + prompt.dataset.prompt + '.state';
      if (value(at)) return;
      const radio = form.querySelector('input[name="' + at + '"][value=none]');
      radio.checked = true;
      filled.push(radio);
    });
  }

  document.getElementById('lengths').addEventListener('click', function (event) {
    const length = Number(event.target.dataset.minutes);
    if (!length) return;
    const isNow = value('date') === today();
    const latest = isNow ? minutes(clock()) : 24 * 60 - 1;
    const end = Math.min(minutes(value('start') || clock()) + length, latest);
    fields.end.value = timeAt(end);
    fields.start.value = timeAt(Math.max(0, end - length));
    adapt();
    keep();
  });

  document.getElementById('add-issue').addEventListener('click', function () {
    const block = addIssue();
    adapt();
    fieldOf(block, 'text').focus();
  });
  document.getElementById('issues').addEventListener('click', function (event) {
    if (!event.target.matches('[data-remove]')) return;
    const block = event.target.closest('[data-issue]');
    const tick = fields['answers.' + fieldOf(block, 'prompt').value + '.issue'];
    if (tick) tick.checked = false;
    block.remove();
    adapt();
    keep();
    heading.focus();
  });
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    forward();
  });
  back.addEventListener('click', function () { show(order()[order().indexOf(here) - 1]); });
  window.addEventListener('popstate', function (event) {
    if (event.state && screens[event.state.screen] && here !== 'sent') show(event.state.screen, true);
  });

  wanhu.ready.then(function () { return wanhu.hold(MINE, false, lose); }).then(function (isMine) {
    if (isMine) return isKeptPage ? wanhu.packed.then(begin) : begin(null);
    form.inert = false;
    taken('这户的表正在另一个窗口里填。请回到那个窗口，免得同一次走访记两遍。', '在这里接着填');
  });
})();
