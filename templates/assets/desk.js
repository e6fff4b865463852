// Every page of the desk: marks that scripts run, remembers 大字版, brings what is wrong into view.
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');

  const large = document.getElementById('large');
  function show(isLarge) {
    root.dataset.size = isLarge ? 'large' : 'normal';
  }
  show(large.checked);
  large.addEventListener('change', function () {
    show(large.checked);
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = 'wanhu_size=' + (large.checked ? 'large' : 'normal') +
      '; Path=/; Max-Age=31536000; SameSite=Lax' + secure;
  });

  const errors = document.getElementById('errors');
  if (errors) errors.focus();
})();
