// The day's list (走访单): filled in from what the phone took along where there is no network.
(function () {
  'use strict';
  const wanhu = window.wanhu;
  if (!wanhu) return;
  const element = wanhu.element;
  const isShell = document.body.dataset.shell === 'yes';
  const take = document.getElementById('take');
  const kept = document.getElementById('kept');

  function fill(pack) {
    const place = document.getElementById('stops');
    place.textContent = '';
    if (!pack) {
      place.appendChild(element('p', '这台手机上没有存走访单。有网的时候打开一次“走访单”就会存下。', 'note'));
      return;
    }
    document.getElementById('taken').textContent = '（' + wanhu.timeOf(pack.at) + ' 存的）';
    const left = pack.stops.filter(function (stop) { return stop.state !== 'covered' && !waits(stop.code); });
    document.getElementById('how-many').textContent = '，还有 ' + left.length + ' 户';
    let list = null;
    let building = null;
    left.forEach(function (stop) {
      if (stop.building !== building) {
        building = stop.building;
        place.appendChild(element('h2', building));
        list = place.appendChild(element('ul', '', 'list'));
      }
      list.appendChild(line(pack, stop));
    });
    if (!left.length) place.appendChild(element('p', '存下的走访单里没有要走的户了。', 'note'));
  }

  // Finished on this phone and waiting to be delivered.
  function waits(code) {
    return wanhu.list().some(function (entry) {
      return entry.state !== 'draft' && (entry.page || '').indexOf('household=' + encodeURIComponent(code)) >= 0;
    });
  }

  function line(pack, stop) {
    const item = element('li', '', 'stop');
    const link = item.appendChild(element('a', '', 'home'));
    link.href = '/desk/visits/new?household=' + encodeURIComponent(stop.code);
    const words = link.appendChild(element('span'));
    words.appendChild(element('strong', stop.address.slice(stop.building.length).trim() || stop.address));
    const about = words.appendChild(element('span', stop.grid + ' · ', 'soft small'));
    about.appendChild(element('span', stop.code, 'number'));
    about.append(stop.last ? ' · 上次 ' + stop.last : '');
    link.appendChild(element('span', pack.states[stop.state], 'tag plain'));
    const known = stop.focus.concat(stop.issues.map(function (issue) { return issue.field + ' ' + issue.stage; }));
    if (known.length) item.appendChild(element('p', known.join(' · '), 'small known'));
    return item;
  }

  function say(pack) {
    if (!kept) return;
    kept.textContent = !pack ? wanhu.cannotKeep + '，没网时请先不要关这一页。'
      : '已存到这台手机（' + wanhu.timeOf(pack.at) + '）。' + (pack.canOpen ? '没网也能打开登记。' : '这台手机没网时打不开新页面，打开着的表照样能填。');
    take.hidden = !wanhu.isKeeping;
  }

  if (isShell) wanhu.packed.then(fill);
  else {
    wanhu.packed.then(say);
    take.addEventListener('click', function () {
      take.disabled = true;
      wanhu.take().then(say, function () { kept.textContent = '没存成，可能信号不好。走到有信号的地方再试一次。'; })
        .then(function () { take.disabled = false; });
    });
    document.getElementById('print').addEventListener('click', function () { window.print(); });
  }
})();
