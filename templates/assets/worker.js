// Opens kept pages of the desk when the network does not answer (没网也能打开). It keeps nothing by itself: what may
// be opened is put there by the pages of whoever is signed in, and taken away when they sign out.
'use strict';
const PATIENCE = 6000;
const ALONE = ['/desk/issues/new', '/desk/paper/key', '/desk/phone/policies', '/desk/phone/unsent'];
const DAY = '/desk/phone/day?shell=1';

self.addEventListener('install', function () { self.skipWaiting(); });
self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener('fetch', function (event) {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (address.searchParams.has('shell')) return;
  if (request.mode === 'navigate') event.respondWith(page(request, address));
  else if (address.pathname.indexOf('/desk/assets/') === 0) event.respondWith(asset(request));
});

// The page that stands in for an address; for what cannot be kept, the day's list, which says that there is no network.
function standIn(address) {
  const path = address.pathname;
  if (path === '/desk/visits/new' && address.searchParams.get('roster') === 'none') return '/desk/visits/new?roster=none&shell=1';
  if (path === '/desk/visits/new' && address.searchParams.has('household')) return '/desk/visits/new?shell=1';
  if (ALONE.indexOf(path) >= 0) return path + '?shell=1';
  return DAY;
}

function page(request, address) {
  return caches.match(standIn(address)).then(function (kept) {
    if (!kept) return fetch(request);
    const fresh = fetch(request);
    const late = new Promise(function (resolve) { setTimeout(function () { resolve(kept); }, PATIENCE); });
    return Promise.race([fresh.catch(function () { return kept; }), late]);
  });
}

function asset(request) {
  return fetch(request).catch(function () {
    return caches.match(request).then(function (kept) { return kept || Response.error(); });
  });
}
