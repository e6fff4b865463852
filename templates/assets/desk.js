// Every page of the desk: marks that scripts run, remembers 大字版, brings what is wrong into view.
// Residents' pages have the switch of the public site (size.js), which tells the server nothing.
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');

  const large = document.getElementById('large');
  function show(isLarge) {
    root.dataset.size = isLarge ? 'large' : 'normal';
  }
  if (large) {
    show(large.checked);
    large.addEventListener('change', function () {
      show(large.checked);
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = 'wanhu_size=' + (large.checked ? 'large' : 'normal') +
        '; Path=/; Max-Age=31536000; SameSite=Lax' + secure;
    });
  }

  // Where one is stands in sight, however far the row of entries goes on.
  const current = document.querySelector('.often [aria-current]');
  if (current) {
    const row = current.parentNode;
    row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }

  // What is to be pasted elsewhere, such as into 山东通 or WeChat; without scripts it can be marked by hand.
  document.querySelectorAll('[data-copy]').forEach(function (button) {
    const said = button.textContent;
    button.addEventListener('click', function () {
      const text = document.getElementById(button.dataset.copy).textContent;
      const done = function (isDone) {
        button.textContent = isDone ? '已复制' : '没能复制，请长按选中';
        setTimeout(function () { button.textContent = said; }, 2500);
      };
      if (!navigator.clipboard) return done(false);
      navigator.clipboard.writeText(text).then(function () { done(true); }, function () { done(false); });
    });
  });

  const errors = document.getElementById('errors');
  if (errors) errors.focus();
})();
