// Copies what stands in a box, with its styles; without this script it can be selected by hand.
(function () {
  'use strict';
  const said = document.getElementById('copied');

  function select(box) {
    const range = document.createRange();
    range.selectNodeContents(box);
    const chosen = getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
  }

  function asItem(box) {
    return new ClipboardItem({
      'text/html': new Blob([box.innerHTML], { type: 'text/html' }),
      'text/plain': new Blob([box.innerText], { type: 'text/plain' })
    });
  }

  async function copy(box) {
    select(box);
    if (navigator.clipboard && window.ClipboardItem) {
      try { await navigator.clipboard.write([asItem(box)]); return true; } catch (refused) { /* the old way */ }
    }
    return document.execCommand('copy');
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async function () {
      const done = await copy(document.getElementById(button.dataset.copy));
      said.textContent = done ? '已复制，到编辑器里粘贴。' : '没能复制。文字已经选中，请按 Ctrl+C。';
      button.textContent = done ? '已复制' : button.textContent;
    });
  }
})();
