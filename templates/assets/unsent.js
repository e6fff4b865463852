// Forms that cannot be delivered from this phone, taken elsewhere as a file or, inside WeChat, as text (没送达的表).
(function () {
  'use strict';
  const wanhu = window.wanhu;
  const vault = window.wanhuVault;
  if (!wanhu) return;
  const isWechat = /MicroMessenger/i.test(navigator.userAgent);
  const wrong = document.getElementById('wrong');
  const done = document.getElementById('done');

  function at(id) { return document.getElementById(id); }

  function taken() {
    return wanhu.unsent().filter(function (entry) { return entry.state !== 'shut'; });
  }

  function offer() {
    const forms = taken();
    at('copies').hidden = !forms.length;
    at('count').textContent = !wanhu.isKeeping ? wanhu.cannotKeep + '。'
      : forms.length ? '这台手机上有 ' + forms.length + ' 份没送达。' : '这台手机上没有没送达的表。';
    if (!forms.length) return;
    vault.textOf(forms).then(function (text) {
      at('text').value = text;
      at('file').hidden = isWechat;
      at('file').href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
      at('file').download = '没送达的表-' + wanhu.account + '.txt';
      at('how').textContent = isWechat
        ? '微信里不能存文件。复制后发给自己（文件传输助手），再到别的手机或电脑上读回。'
        : '存下的文件，到别的手机或电脑上读回。';
    });
  }

  at('copy').addEventListener('click', function () {
    at('text').focus();
    at('text').select();
    const said = at('copy').textContent;
    const tell = function (isDone) {
      at('copy').textContent = isDone ? '已复制' : '没能复制，请长按选中';
      setTimeout(function () { at('copy').textContent = said; }, 2500);
    };
    if (!navigator.clipboard) return tell(document.execCommand('copy'));
    navigator.clipboard.writeText(at('text').value).then(function () { tell(true); }, function () { tell(document.execCommand('copy')); });
  });

  at('chosen').addEventListener('change', function () {
    const file = at('chosen').files[0];
    if (file) file.text().then(function (text) { at('given').value = text; });
  });

  at('read').addEventListener('click', function () {
    wrong.hidden = true;
    done.textContent = '';
    vault.fromText(at('given').value).then(readIn, function (sentence) {
      wrong.textContent = typeof sentence === 'string' ? sentence : '读不出来，请重新复制一次。';
      wrong.hidden = false;
    });
  });

  // What is here already is newer than what was taken from here.
  function readIn(forms) {
    const fresh = forms.filter(function (entry) { return !wanhu.get(entry.id); });
    at('given').value = '';
    Promise.all(fresh.map(wanhu.save)).then(function () {
      const drafts = fresh.filter(function (entry) { return entry.state === 'draft'; }).length;
      done.textContent = '读回 ' + fresh.length + ' 份' + (drafts ? '，其中没写完的 ' + drafts + ' 份' : '') +
        (fresh.length < forms.length ? '；另有 ' + (forms.length - fresh.length) + ' 份这里已经有了' : '') + '。';
      wanhu.render();
      offer();
      return wanhu.deliverNow();
    }).then(offer);
  }

  wanhu.ready.then(offer);
})();
