(function () {
  if (!/MicroMessenger/i.test(navigator.userAgent)) { return; }
  var mine = document.currentScript.dataset;
  function said(selector, name) { var found = document.querySelector(selector); return found ? found.getAttribute(name) : ""; }
  function card() {
    var wx = window.wx, page = {
      title: document.title,
      desc: said('meta[name="Description"]', "content"),
      link: said('link[rel="canonical"]', "href") || location.href.split("#")[0],
      imgUrl: said('meta[property="og:image"]', "content")
    };
    wx.ready(function () { wx.updateAppMessageShareData(page); wx.updateTimelineShareData(page); });
  }
  window.addEventListener("load", function () {
    fetch(mine.signature + "?url=" + encodeURIComponent(location.href.split("#")[0]))
      .then(function (answer) { if (!answer.ok) { throw new Error("no signature"); } return answer.json(); })
      .then(function (signed) {
        var script = document.createElement("script");
        script.src = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";
        script.defer = true;
        script.onload = function () {
          signed.jsApiList = ["updateAppMessageShareData", "updateTimelineShareData"];
          window.wx.config(signed);
          card();
        };
        document.head.appendChild(script);
      })
      .catch(function () { /* WeChat shows the page's own title and picture */ });
  });
})();
