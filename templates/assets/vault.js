// What this phone keeps (本机存的): sealed per account with a key that scripts cannot take out of the browser.
// The key is the server's to give: it goes when somebody signs out, and the same account gets the same one again,
// so that what was kept can be opened by its owner and by nobody who uses the phone after.
(function () {
  'use strict';
  const account = document.body.dataset.account;
  if (!account) return;

  const KEY_ADDRESS = '/desk/phone/key';
  const CACHE = 'wanhu:' + account;
  const KEY_WITHIN = 4000;
  const CLOCK = 'wanhu:clock';

  // -- time: the server's, whatever the phone's clock says

  const isShell = document.body.dataset.shell === 'yes';
  const served = Date.parse(document.body.dataset.now);
  const began = performance.now();

  function kept() {
    try {
      return Number(localStorage.getItem(CLOCK)) || 0;
    } catch (error) {
      return 0;
    }
  }

  // A page kept for later says when it was kept; how far the phone is off was found out with a fresh one.
  const ahead = isShell ? kept() : served - Date.now();
  if (!isShell) {
    try {
      localStorage.setItem(CLOCK, String(ahead));
    } catch (error) { /* where nothing can be kept there is nothing to date */ }
  }

  // A phone that sleeps stops the one clock, a hand that sets it back moves the other.
  function now() {
    return Math.max(isShell ? 0 : served + performance.now() - began, Date.now() + ahead);
  }

  // -- the database

  let opened = null;

  function database() {
    if (opened) return opened;
    opened = new Promise(function (resolve, reject) {
      const asked = window.indexedDB.open('wanhu', 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore('keys', { keyPath: 'account' });
        asked.result.createObjectStore('forms', { keyPath: ['account', 'id'] });
        asked.result.createObjectStore('packs', { keyPath: 'account' });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
      asked.onblocked = function () { reject(new Error('blocked')); };
    });
    return opened;
  }

  // Resolves when what was written is in the database, not when it was asked for.
  function within(name, mode, work) {
    return database().then(function (db) {
      return new Promise(function (resolve, reject) {
        const act = db.transaction(name, mode, { durability: 'strict' });
        const asked = work(act.objectStore(name));
        act.oncomplete = function () { resolve(asked && asked.result); };
        act.onabort = function () { reject(act.error); };
      });
    });
  }

  // -- the key

  // `former` opens what was sealed before the server's key had come.
  let ring = null;

  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), function (each) { return each.charCodeAt(0); });
  }

  function base64Of(bytes) {
    let text = '';
    new Uint8Array(bytes).forEach(function (each) { text += String.fromCharCode(each); });
    return btoa(text);
  }

  // Asks who this browser is signed in as now, which another window may have changed.
  function askServer() {
    return fetch(KEY_ADDRESS, { headers: { Accept: 'application/json' }, credentials: 'same-origin', redirect: 'error' })
      .then(function (answer) {
        if (!answer.ok) throw new Error('no key');
        return answer.json();
      });
  }

  function putRing(made) {
    ring = made;
    return within('keys', 'readwrite', function (keys) { return keys.put(made); });
  }

  function isOurs(answer) {
    if (answer.account !== account) throw new Error('somebody else');
    return crypto.subtle.importKey('raw', bytesOf(answer.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  function keptRing() {
    return within('keys', 'readonly', function (keys) { return keys.get(account); });
  }

  function serversKey() {
    const late = new Promise(function (resolve, reject) { setTimeout(reject, KEY_WITHIN); });
    return Promise.race([askServer(), late]).then(isOurs);
  }

  // Where the server cannot be asked just now the phone makes a key for the time being.
  function findRing() {
    return keptRing().then(function (found) {
      if (found) return found;
      return serversKey().then(function (made) {
        return { account: account, key: made, isOwn: false, former: null };
      }, function () {
        return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
          .then(function (made) { return { account: account, key: made, isOwn: true, former: null }; });
      });
    }).then(putRing);
  }

  // Resolves to whether all that is kept is to be sealed anew: the server's key took the place of the phone's own,
  // now or before a page that closed too soon.
  function changeKey() {
    if (!ring.isOwn) return Promise.resolve(Boolean(ring.former));
    return serversKey().then(function (made) {
      return putRing({ account: account, key: made, isOwn: false, former: ring.key });
    }).then(function () { return true; }, function () { return false; });
  }

  function forgetFormer() { return putRing({ account: account, key: ring.key, isOwn: false, former: null }); }

  // A phone passed on: whoever is signed in now, nobody else's key, list or pages stay on it.
  function forgetOthers(everybody) {
    const gone = function (name) {
      return within(name, 'readwrite', function (store) {
        const all = store.getAllKeys();
        all.onsuccess = function () {
          all.result.forEach(function (each) { if (everybody || each !== account) store.delete(each); });
        };
      });
    };
    const pages = window.caches ? caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name.indexOf('wanhu:') === 0 && (everybody || name !== CACHE);
      }).map(function (name) { return caches.delete(name); }));
    }) : Promise.resolve();
    return Promise.all([gone('keys'), gone('packs'), pages]);
  }

  // -- sealing

  function seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const about = new TextEncoder().encode(account);
    const said = new TextEncoder().encode(JSON.stringify(value));
    return crypto.subtle.encrypt({ name: 'AES-GCM', iv: iv, additionalData: about }, ring.key, said)
      .then(function (sealed) { return { iv: iv, sealed: sealed }; });
  }

  function unseal(kept) {
    const about = new TextEncoder().encode(account);
    const how = { name: 'AES-GCM', iv: kept.iv, additionalData: about };
    return crypto.subtle.decrypt(how, ring.key, kept.sealed).catch(function (error) {
      if (!ring.former) throw error;
      return crypto.subtle.decrypt(how, ring.former, kept.sealed);
    }).then(function (said) { return JSON.parse(new TextDecoder().decode(said)); });
  }

  // -- forms

  function mine() { return IDBKeyRange.bound([account, ''], [account, '\uffff']); }

  function putForm(entry) {
    return seal(entry).then(function (kept) {
      const line = { account: account, id: entry.id, state: entry.state, savedAt: entry.savedAt, iv: kept.iv, sealed: kept.sealed };
      return within('forms', 'readwrite', function (forms) { return forms.put(line); });
    });
  }

  function open(line) {
    return unseal(line).catch(function () {
      return { id: line.id, state: 'shut', title: '打不开的一份', savedAt: line.savedAt, fields: [] };
    });
  }

  function forms() {
    return within('forms', 'readonly', function (store) { return store.getAll(mine()); })
      .then(function (lines) { return Promise.all(lines.map(open)); });
  }

  function form(id) {
    return within('forms', 'readonly', function (store) { return store.get([account, id]); })
      .then(function (line) { return line ? open(line) : null; });
  }

  function removeForm(id) {
    return within('forms', 'readwrite', function (store) { return store.delete([account, id]); });
  }

  // -- what was taken along: the day's households, sealed like the rest

  function putPack(pack) {
    return seal(pack).then(function (kept) {
      const line = { account: account, iv: kept.iv, sealed: kept.sealed };
      return within('packs', 'readwrite', function (packs) { return packs.put(line); });
    });
  }

  function pack() {
    return within('packs', 'readonly', function (packs) { return packs.get(account); })
      .then(function (line) { return line ? unseal(line) : null; })
      .catch(function () { return null; });
  }

  // -- as one line of text, for another phone or the desk; only the same account can open it

  const MARK = 'WANHU1';

  function textOf(value) {
    return seal(value).then(function (kept) {
      return [MARK, account, base64Of(kept.iv), base64Of(kept.sealed)].join(':');
    });
  }

  // Rejects with a sentence for people.
  function fromText(text) {
    const parts = text.replace(/\s+/g, '').split(':');
    if (parts[0] !== MARK || parts.length !== 4) {
      return Promise.reject('这不是“没送达的表”：应是以 ' + MARK + ' 开头的一整段，现在开头是“' + text.trim().slice(0, 12) + '”。请整段复制，不要改动。');
    }
    if (parts[1] !== account) {
      return Promise.reject('这是 ' + parts[1] + ' 的表，现在登录的是 ' + account + '。请用 ' + parts[1] + ' 登录后再读。');
    }
    try {
      return unseal({ iv: bytesOf(parts[2]), sealed: bytesOf(parts[3]) }).catch(function () {
        return Promise.reject('打不开：内容不完整，或改动过。请从原来的手机上再复制一次，从头到尾都要。');
      });
    } catch (error) {
      return Promise.reject('打不开：中间有看不懂的字。请从原来的手机上再复制一次，从头到尾都要。');
    }
  }

  // -- opening

  function canSeal() {
    return Boolean(window.indexedDB && window.crypto && crypto.subtle && window.TextEncoder);
  }

  const vault = {
    account: account, cache: CACHE, isShell: isShell, now: now, askServer: askServer,
    putForm: putForm, forms: forms, form: form, removeForm: removeForm, putPack: putPack, pack: pack,
    textOf: textOf, fromText: fromText,
    forget: function () { return canSeal() ? forgetOthers(true).catch(function () {}) : Promise.resolve(); },
    // Resolves to whether anything can be kept on this phone; asked again, it tries again.
    open: function () {
      if (!canSeal()) return Promise.resolve(false);
      if (ring) return Promise.resolve(true);
      return forgetOthers(false).then(findRing).then(function () {
        if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
        return true;
      }).catch(function () { return false; });
    },
    changeKey: changeKey, forgetFormer: forgetFormer,
    // Whether what is kept could be opened again after signing out.
    isSafe: function () { return !ring || (!ring.isOwn && !ring.former); },
    // Another window changed the key.
    reopen: function () { return keptRing().then(function (found) { if (found) ring = found; }); },
  };
  window.wanhuVault = vault;
})();
