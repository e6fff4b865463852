"""Rules of asking residents (居民): callbacks, looking back, complaints."""
