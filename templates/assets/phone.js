// What a phone takes along for a day without a network (随身): the list of households, sealed, and the pages that
// work with it, kept for the worker to open. Where there are no workers, a page works for as long as it is open.
(function () {
  'use strict';
  const wanhu = window.wanhu;
  const vault = window.wanhuVault;
  if (!wanhu) return;

  const HOUR = 3600 * 1000;
  const TAKEN_FOR = 4 * HOUR;
  const WORKER = '/desk/phone/worker.js';
  const PAGES = [
    '/desk/phone/day?shell=1', '/desk/visits/new?shell=1', '/desk/visits/new?roster=none&shell=1',
    '/desk/issues/new?shell=1', '/desk/paper/key?shell=1', '/desk/phone/policies?shell=1', '/desk/phone/unsent?shell=1',
  ];
  const canOpenLater = Boolean(navigator.serviceWorker && window.caches);

  // Everything a kept page needs is named in it.
  function keepPage(cache, address) {
    return fetch(address, { credentials: 'same-origin', redirect: 'error' }).then(function (answer) {
      if (!answer.ok) throw new Error(address);
      return answer.clone().text().then(function (text) {
        const parts = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('script[src], link[rel=stylesheet]');
        const addresses = Array.from(parts).map(function (part) { return part.getAttribute('src') || part.getAttribute('href'); });
        return cache.put(address, answer).then(function () { return addresses; });
      });
    });
  }

  function keepPages() {
    if (!canOpenLater) return Promise.resolve(false);
    return navigator.serviceWorker.register(WORKER, { scope: '/desk/' })
      .then(function () { return caches.open(vault.cache); })
      .then(function (cache) {
        return Promise.all(PAGES.map(function (address) { return keepPage(cache, address); })).then(function (needed) {
          const all = Array.from(new Set([].concat.apply([], needed)));
          return cache.addAll(all).then(function () { return true; });
        });
      });
  }

  // Resolves to what was taken; the list is taken first, since without it the pages are empty.
  function take() {
    return fetch('/desk/phone/pack', { headers: { Accept: 'application/json' }, credentials: 'same-origin', redirect: 'error' })
      .then(function (answer) {
        if (!answer.ok) throw new Error('no list');
        return answer.json();
      })
      .then(function (pack) {
        if (pack.account !== wanhu.account) throw new Error('somebody else');
        pack.at = wanhu.now();
        return vault.putPack(pack).then(keepPages).then(function (canOpen) {
          pack.canOpen = canOpen;
          return vault.putPack(pack).then(function () { return pack; });
        });
      });
  }

  wanhu.take = function () { return wanhu.isKeeping ? take() : Promise.reject(new Error('keeps nothing')); };
  wanhu.packed = wanhu.ready.then(function () {
    if (!wanhu.isKeeping) return null;
    return vault.pack().then(function (pack) {
      const isOld = !pack || wanhu.now() - pack.at > TAKEN_FOR || pack.at > wanhu.now();
      if (vault.isShell || !isOld) return pack;
      return take().catch(function () { return pack; });
    });
  });
})();
