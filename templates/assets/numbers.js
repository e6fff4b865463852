// Numbers that need not stand in free text (不用写的号码): said at the field while it is typed, by the phone alone.
// It hinders nothing: what is kept and sent is what was typed. Old iOS knows no lookbehind.
(function () {
  'use strict';
  const GAP = '[ -]?';
  const spaced = function (pattern) { return pattern.join(GAP); };
  const digits = function (count) { return new Array(count).fill('\\d'); };
  const MOBILE = ['1', '[3-9]'].concat(digits(9));
  // Region, a birthday that can be one, three digits and the check: a credit code or a work order has no such day.
  const BIRTHDAY = ['(?:1' + GAP + '9|2' + GAP + '0)', '\\d', '\\d', '(?:0' + GAP + '[1-9]|1' + GAP + '[0-2])',
    '(?:[0-2]' + GAP + '\\d|3' + GAP + '[01])'];
  const IDENTITY = ['[1-8]'].concat(digits(5), BIRTHDAY, digits(3), '[\\dXx]');
  const KINDS = [
    [IDENTITY, '像是身份证号，不用写在这里。要办的事用得着时，再当面向住户要。'],
    [MOBILE, '像是手机号，不用写在这里。回访的电话记在户名册里。'],
  ].map(function (kind) { return [new RegExp('(?:^|\\D)' + spaced(kind[0]) + '(?!\\d)'), kind[1]]; });

  function look(field) {
    const text = field.value.normalize('NFKC');
    const found = KINDS.find(function (kind) { return kind[0].test(text); });
    let told = field.parentNode.querySelector('[data-number]');
    if (!told) {
      if (!found) return;
      told = document.createElement('p');
      told.dataset.number = '';
      told.className = 'warn small';
      told.setAttribute('role', 'status');
      field.insertAdjacentElement('afterend', told);
    }
    const words = found ? found[1] : '';
    if (told.textContent !== words) told.textContent = words;
    told.hidden = !words;
  }

  const form = document.querySelector('main form[data-kind]');
  function lookAtAll() { form.querySelectorAll('textarea, input[type=text]').forEach(look); }
  form.addEventListener('input', function (event) {
    if (event.target.matches('textarea, input[type=text]')) look(event.target);
  });
  // A button may have filled in a field, and a form that was taken up again has been.
  document.addEventListener('click', lookAtAll);
  document.addEventListener('focusin', lookAtAll);
})();
